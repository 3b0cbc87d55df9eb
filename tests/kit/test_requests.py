"""What a request that only reads asks twice is read once; elsewhere each question is asked anew."""

from tettpaa.kit.requests import once, only_reading

asked: list[tuple[int, str]] = []


@once
def read(number: int, *, viewer: str) -> str:
    asked.append((number, viewer))
    return f"{number} for {viewer}"


def test_the_same_question_is_asked_once_while_only_reading() -> None:
    asked.clear()
    with only_reading():
        assert [read(1, viewer="kari"), read(1, viewer="kari")] == ["1 for kari"] * 2
        assert read(1, viewer="sven") == "1 for sven"
        assert read(2, viewer="kari") == "2 for kari"
    assert asked == [(1, "kari"), (1, "sven"), (2, "kari")]


def test_the_next_request_and_one_that_writes_ask_anew() -> None:
    asked.clear()
    for _ in range(2):
        with only_reading():
            read(1, viewer="kari")
    read(1, viewer="kari")
    read(1, viewer="kari")
    assert len(asked) == 4
