"""The facts as they were known on a day, and the people enrolled that day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

import ibis
import ibis.expr.types as ir

from tettpaa.engine.asof import AsOf
from tettpaa.facts.schema import KINDS
from tettpaa.facts.store import FactStore

Keep = Callable[[str, ir.Table], ir.Table]
PLACE = ("school", "group", "level", "programme", "choice_rank")
MOMENT = ("as_of", "closed", "year")


class Moment(Protocol):
    """A day: ``closed`` is the first day after its last closed week, ``year`` 1 August of its school year."""

    @property
    def as_of(self) -> ir.DateValue: ...
    @property
    def closed(self) -> ir.DateValue: ...
    @property
    def year(self) -> ir.DateValue: ...

    def begin(self, weeks: int | None) -> ir.DateValue:
        """First day of a window of whole weeks, or of the school year."""

    def earliest(self, windows: list[int | None]) -> ir.DateValue:
        """First day of the longest of the windows."""

    def ago(self, days: int) -> ir.DateValue:
        """So many days before."""


class OneDay:
    """The same day for all, as constants that a scan can be cut by."""

    def __init__(self, day: date) -> None:
        tomorrow = day + timedelta(days=1)
        self._day, self._closed = day, tomorrow - timedelta(days=tomorrow.weekday())
        fixed = (day, self._closed, school_year_start(day))
        self.as_of, self.closed, self.year = (ibis.literal(constant) for constant in fixed)

    def begin(self, weeks: int | None) -> ir.DateValue:
        return ibis.literal(self._begin(weeks))

    def earliest(self, windows: list[int | None]) -> ir.DateValue:
        return ibis.literal(min(map(self._begin, windows)))

    def _begin(self, weeks: int | None) -> date:
        return school_year_start(self._day) if weeks is None else self._closed - timedelta(weeks=weeks)

    def ago(self, days: int) -> ir.DateValue:
        return ibis.literal(self._day - timedelta(days=days))


def school_year_start(day: date) -> date:
    """1 August on or before the day."""
    return date(day.year - (day.month < 8), 8, 1)


class DayOfEach:
    """A day for each person: the columns that ``Frame.known`` joined to a table."""

    def __init__(self, table: ir.Table) -> None:
        self.as_of, self.closed, self.year = table.as_of, table.closed, table.year

    def begin(self, weeks: int | None) -> ir.DateValue:
        return self.year if weeks is None else shift(self.closed, -7 * weeks)

    def earliest(self, windows: list[int | None]) -> ir.DateValue:
        return ibis.least(*map(self.begin, windows))

    def ago(self, days: int) -> ir.DateValue:
        return shift(self.as_of, -days)


def shift(day: ir.DateValue, days: int) -> ir.DateValue:
    """So many days later. DuckDB answers with a timestamp, which ibis does not know, hence the detour."""
    return (day.cast("timestamp") + ibis.interval(days=days)).cast("date")


def monday(day: ir.DateValue) -> ir.DateValue:
    return day.truncate("W").cast("date")


def same(left: ir.Value, right: ir.Value) -> ir.BooleanValue:
    """Equal, or both missing."""
    return left.identical_to(right)


class Frame:
    """What the indicators are computed from.

    ``keep`` names an intermediate table: it is stored once when figures are computed, and passed on as it
    is when only the SQL is wanted.
    """

    def __init__(self, con: ibis.BaseBackend, store: FactStore, as_of: AsOf, keep: Keep) -> None:
        self.as_of = as_of
        self.keep = keep
        self.tables: dict[str, ir.Table] = {
            kind: con.read_parquet(store.path(kind), table_name=kind) for kind in KINDS
        }
        self.school_year = school_year_start(as_of.day) if as_of.day else None
        self.days = keep("days", self._days()) if as_of.day is None else None
        self.people = keep("people", self._people())

    def _days(self) -> ir.Table:
        """The day of each person, when it is counted from the start of the latest enrolment held true now."""
        held = self.tables["enrolment"].filter(lambda t: t.known_until.isnull())
        latest = held.group_by("person").agg(start=held.happened.max())
        starts = latest.select("person", as_of=shift(latest.start, self.as_of.days_after_start))
        day = starts.as_of
        august = ibis.date(day.year() - (day.month() < 8).cast("int32"), 8, 1)
        return starts.mutate(closed=monday(shift(day, 1)), year=august)

    def moment(self, table: ir.Table) -> Moment:
        """The moment of each row of a table that ``known`` gave."""
        return OneDay(self.as_of.day) if self.as_of.day else DayOfEach(table)

    def known(self, kind: str) -> ir.Table:
        """The facts of that kind as they were known on the day."""
        table = self.tables[kind]
        if self.days is not None and "person" in table.columns:
            table = table.join(self.days, "person")
        elif self.days is not None:
            table = table.cross_join(self.days.select("as_of", "closed", "year").distinct())
        as_of = self.moment(table).as_of
        return table.filter(
            table.known_from <= as_of, table.known_until.isnull() | (table.known_until > as_of)
        )

    def _people(self) -> ir.Table:
        """Who is enrolled on the day, once each, in the latest enrolment; with the moment as columns.

        ``since``: first day at the present school, after the last at another.
        """
        present = self.present()
        order = [present.happened.desc(), *(present[column] for column in PLACE)]
        latest = present.mutate(
            nth=ibis.row_number().over(ibis.window(group_by=present.person, order_by=order))
        ).filter(lambda t: t.nth == 0)
        begun = self._begun()
        begun = begun.select("person", from_school=begun.school, from_day=begun.happened)
        so_far = latest.join(begun, "person").filter(lambda t: t.from_day <= t.happened)
        here = same(so_far.school, so_far.from_school)
        elsewhere = so_far.filter(~here).group_by("person").agg(last=lambda t: t.from_day.max())
        stays = so_far.filter(here).left_join(elsewhere, "person")
        stays = stays.filter(stays["last"].isnull() | (stays.from_day >= stays["last"]))
        return stays.group_by(["person", *PLACE, *MOMENT]).agg(since=stays.from_day.min())

    def present(self) -> ir.Table:
        """All enrolments that hold on the day, with the moment as columns."""
        begun = self._begun()
        return begun.filter(begun.ended.isnull() | (begun.ended > begun.as_of))

    def _begun(self) -> ir.Table:
        known = self.known("enrolment")
        begun = known.filter(known.happened <= self.moment(known).as_of)
        moment = self.moment(begun)
        days = {name: getattr(moment, name) for name in MOMENT}
        return begun.select("person", "happened", "ended", *PLACE, **days)


FIGURE = ("person", "value", "part", "whole", "detail")


def figures(
    table: ir.Table,
    value: ir.Value,
    part: ir.Value | None = None,
    whole: ir.Value | None = None,
    detail: ir.Value | None = None,
) -> ir.Table:
    """The five columns every indicator ends in; the value rounded as the rules say."""

    def number(given: ir.Value | None) -> ir.Value:
        return ibis.null("float64") if given is None else given.cast("float64").round(9)

    return table.select(
        person=table.person,
        value=number(value),
        part=number(part),
        whole=number(whole),
        detail=ibis.null("string") if detail is None else detail,
    ).filter(lambda t: t.value.notnull())
