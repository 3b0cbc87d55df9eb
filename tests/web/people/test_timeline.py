"""The timeline's geometry: where bars, the limit, today and the lanes stand. No drawing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tettpaa.web.people.timeline import FLOOR, LEFT, RIGHT, TOP, Amount, Happening, Picture, picture

FIRST, LAST, TODAY = date(2026, 7, 27), date(2027, 1, 31), date(2026, 11, 23)
MONDAYS = [FIRST + timedelta(weeks=n) for n in range(17)]


def drawn(
    *amounts: Amount, limit: float | None = 10, lanes: tuple = (), today: date = TODAY, seen: bool = True
) -> Picture:
    shown = list(amounts) if seen else None
    return picture(first=FIRST, last=LAST, today=today, amounts=shown, limit=limit, lanes=lanes)


def test_twice_the_absence_is_twice_as_high() -> None:
    one, other = drawn(Amount(MONDAYS[4], 5, False), Amount(MONDAYS[5], 10, False)).bars or ()
    assert abs(other.height - 2 * one.height) <= 1
    assert one.y + one.height == other.y + other.height == FLOOR


def test_only_what_is_over_has_its_number() -> None:
    bars = drawn(Amount(MONDAYS[4], 10, False), Amount(MONDAYS[5], 10.4, True)).bars or ()
    assert [(bar.over, bar.text) for bar in bars] == [(False, ""), (True, "10")]


def test_a_bar_over_the_limit_is_above_its_line_and_one_under_it_below() -> None:
    shown = drawn(Amount(MONDAYS[4], 8, False), Amount(MONDAYS[5], 12, True))
    under, over = shown.bars or ()
    assert shown.limit is not None
    assert over.y < shown.limit.y < under.y


def test_a_week_without_absence_has_no_bar() -> None:
    assert drawn(Amount(MONDAYS[4], 0, False)).bars == []


def test_who_may_not_see_absence_gets_no_axis_for_it() -> None:
    shown = drawn(seen=False)
    assert (shown.bars, shown.grid, shown.limit) == (None, [], None)


def test_without_a_limit_there_is_no_line() -> None:
    assert drawn(Amount(MONDAYS[4], 8, False), limit=None).limit is None


def test_today_is_where_it_is_and_gone_when_outside() -> None:
    assert drawn(today=FIRST).today == LEFT
    middle = drawn().today
    assert middle is not None
    assert abs((middle - LEFT) / (RIGHT - LEFT) - (TODAY - FIRST).days / 189) < 0.01
    assert drawn(today=LAST + timedelta(days=1)).today is None


def test_week_numbers_are_those_of_the_calendar_also_over_new_year() -> None:
    texts = [tick.text for tick in drawn().ticks]
    assert texts[:3] == ["31", "33", "35"]
    assert texts[-3:] == ["53", "2", "4"]


def test_what_began_before_the_axis_stands_at_its_edge() -> None:
    lane = ("Uro", [Happening("Sagt fra", date(2026, 3, 1), date(2026, 9, 1), 3)])
    item = drawn(lanes=(lane,)).lanes[0].items[0]
    assert (item.x, item.anchor) == (LEFT, "start")
    assert item.width > 0


def test_what_lasts_into_the_future_is_drawn_until_today() -> None:
    lane = ("Uro", [Happening("Sagt fra", MONDAYS[0], LAST, 3)])
    shown = drawn(lanes=(lane,))
    item = shown.lanes[0].items[0]
    assert item.x + item.width == shown.today


def test_lanes_stand_under_each_other_and_empty_ones_are_left_out() -> None:
    lane = [Happening("a", MONDAYS[1], None), Happening("b", MONDAYS[2], None)]
    shown = drawn(lanes=(("En", lane), ("To", []), ("Tre", lane)))
    assert [one.name for one in shown.lanes] == ["En", "Tre"]
    ys = [item.y for one in shown.lanes for item in one.items]
    assert ys == sorted(set(ys))
    assert shown.height > shown.lanes[-1].floor > ys[-1]


@given(
    st.lists(st.tuples(st.sampled_from(MONDAYS), st.floats(0, 100), st.booleans()), max_size=17),
    st.one_of(st.none(), st.floats(1, 100)),
    st.lists(
        st.tuples(st.text(max_size=60), st.integers(-600, 600), st.one_of(st.none(), st.integers(0, 900))),
        max_size=6,
    ),
)
def test_nothing_is_ever_drawn_outside(
    weeks: list[tuple[date, float, bool]], limit: float | None, said: list[tuple[str, int, int | None]]
) -> None:
    happenings = [
        Happening(
            text,
            TODAY + timedelta(days=begin),
            None if lasts is None else TODAY + timedelta(days=begin + lasts),
        )
        for text, begin, lasts in said
    ]
    shown = drawn(*(Amount(*week) for week in weeks), limit=limit, lanes=(("Uro", happenings),))
    for bar in shown.bars or ():
        assert bar.x >= LEFT
        assert bar.x + bar.width <= RIGHT
        assert bar.height >= 1
        assert TOP <= bar.y < FLOOR
    assert shown.limit is None or TOP <= shown.limit.y <= FLOOR
    for lane in shown.lanes:
        for item in lane.items:
            assert LEFT <= item.x <= item.x + item.width <= RIGHT
            assert 0 < item.y < shown.height
