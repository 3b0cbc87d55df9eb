"""The timeline as geometry: weeks of absence, and lanes of what happened, on one axis. Nothing is drawn here.

All lengths are whole SVG units: the template writes them without decimals, whatever the language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

WIDTH = 1000
LEFT, RIGHT = 150, 985
TOP, FLOOR = 34, 150
"""Of the bars: where the highest and the lowest value stand."""
LANE = 32
WEEK = timedelta(days=7)
LETTER = 7
"""About how wide a letter is."""
STEPS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class Amount:
    """Absence in the week of that Monday: per cent of the lessons, or hours; ``over`` the rule's limit."""

    monday: date
    value: float
    over: bool


@dataclass(frozen=True)
class Happening:
    """Something with a beginning, and an end (None: a moment). ``tone`` 1-3; ``done``: it is over; ``planned``: drawn
    to its end, though that is still to come."""

    text: str
    first: date
    last: date | None
    tone: Literal[1, 2, 3] = 1
    done: bool = False
    planned: bool = False


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    over: bool
    text: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Line:
    """A value on the axis and where it stands."""

    y: int
    text: str


@dataclass(frozen=True)
class Tick:
    x: int
    text: str


@dataclass(frozen=True)
class Item:
    """One line of a lane: a span (``width`` 0: a mark alone) and its words, on the side where there is room."""

    y: int
    x: int
    width: int
    tone: int
    done: bool
    text: str
    text_x: int
    anchor: Literal["start", "end"]


@dataclass(frozen=True)
class Lane:
    """``y`` of its name; ``floor`` of the line under it."""

    name: str
    y: int
    floor: int
    items: list[Item]


@dataclass(frozen=True)
class Picture:
    """All that the template draws. ``bars`` None: absence is not for the viewer."""

    height: int
    today: int | None
    ticks: list[Tick]
    grid: list[Line]
    limit: Line | None
    bars: list[Bar] | None
    lanes: list[Lane]
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT
    floor: int = FLOOR


def picture(
    *,
    first: date,
    last: date,
    today: date,
    amounts: list[Amount] | None,
    limit: float | None,
    lanes: Iterable[tuple[str, list[Happening]]],
) -> Picture:
    """The axis runs from the Monday ``first`` to ``last``; what lies outside is drawn at its edge."""
    axis = _Axis(first, last)
    top = _top(amounts or [], limit)
    bottom = FLOOR + 30 if amounts is not None else TOP + 14
    drawn: list[Lane] = []
    for name, happenings in lanes:
        if happenings:
            lane = _lane(name, happenings, axis, bottom, today)
            drawn.append(lane)
            bottom = lane.floor
    return Picture(
        height=bottom + 12,
        today=axis.at(today) if first <= today <= last else None,
        ticks=_ticks(axis),
        grid=[Line(_up(value, top), str(value)) for value in _grid(top)] if amounts is not None else [],
        limit=Line(_up(limit, top), f"{limit:g}") if limit is not None and amounts is not None else None,
        bars=None if amounts is None else [_bar(one, axis, top) for one in amounts if one.value > 0],
        lanes=drawn,
    )


class _Axis:
    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, max((last - first).days + 1, 7)

    def at(self, day: date) -> int:
        """Where the day begins, kept inside the axis."""
        share = (day - self.first).days / self.days
        return round(LEFT + min(max(share, 0), 1) * (RIGHT - LEFT))

    @property
    def week(self) -> int:
        return round(7 / self.days * (RIGHT - LEFT))


def _top(amounts: list[Amount], limit: float | None) -> int:
    """A round value that all bars and the limit stay under; at least five."""
    most = max([5.0, *(one.value for one in amounts), (limit or 0) * 1.25])
    step = next((step for step in STEPS if most <= step * 4), STEPS[-1])
    return int(-(-most // step) * step)


def _grid(top: int) -> list[int]:
    step = next((step for step in STEPS if top <= step * 4), STEPS[-1])
    return list(range(0, top + 1, step))


def _up(value: float, top: int) -> int:
    return round(FLOOR - value / top * (FLOOR - TOP))


def _bar(one: Amount, axis: _Axis, top: int) -> Bar:
    y, width = _up(one.value, top), max(axis.week * 6 // 10, 3)
    x = axis.at(one.monday) + (axis.week - width) // 2
    return Bar(
        x, min(y, FLOOR - 1), width, max(FLOOR - y, 1), one.over, str(round(one.value)) if one.over else ""
    )


def _ticks(axis: _Axis) -> list[Tick]:
    """Every second week's number, or every fourth when there are many; in the middle of the week."""
    weeks = range(0, axis.days, 7)
    every = 7 * (2 if len(weeks) <= 30 else 4)
    mondays = [axis.first + timedelta(days=days) for days in weeks if days % every == 0]
    return [Tick(axis.at(monday) + axis.week // 2, str(monday.isocalendar().week)) for monday in mondays]


def _lane(name: str, happenings: list[Happening], axis: _Axis, top: int, today: date) -> Lane:
    items = [_item(one, axis, top + LANE * place + LANE // 2, today) for place, one in enumerate(happenings)]
    return Lane(name, top + LANE // 2 + 4, top + LANE * len(happenings), items)


def _item(one: Happening, axis: _Axis, y: int, today: date) -> Item:
    x = axis.at(one.first)
    until = axis.at(one.last if one.planned else min(one.last, today)) if one.last else x
    width = max(until - x, 0)
    room = LETTER * len(one.text) + 14
    right = x + 14
    if right + room <= RIGHT:
        return Item(y, x, width, one.tone, one.done, one.text, right, "start")
    return Item(y, x, width, one.tone, one.done, one.text, max(x - 12, LEFT), "end")
