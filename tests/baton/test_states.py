"""The transition table says what can be done; the diagram shows it."""

from tettpaa.baton.states import TRANSITIONS, Move, State, allowed, diagram


def test_every_move_is_possible_somewhere_and_none_after_the_end() -> None:
    assert {move for _, move in TRANSITIONS} == set(Move)
    assert not any(allowed(State.CLOSED, move) for move in Move)


def test_only_an_offer_can_be_answered() -> None:
    for move in (Move.ACCEPTED, Move.DECLINED, Move.CAME_BACK):
        assert [state for state in State if allowed(state, move)] == [State.OFFERED]


def test_the_diagram_has_an_arrow_for_every_row() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    for (before, move), after in TRANSITIONS.items():
        start = f"  {before.value if before else '[*]'} --> {after.value}: "
        assert any(line.startswith(start) and move.value in line for line in lines)
