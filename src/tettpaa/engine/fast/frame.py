"""The facts as they were known on a day, and the people enrolled that day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from tettpaa.facts.schema import KINDS
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError

Keep = Callable[[str, ir.Table], ir.Table]
PLACE = ("school", "group", "level", "programme", "choice_rank")


@dataclass(frozen=True)
class AsOf:
    """A day for all, or so many days after each young person's latest enrolment began."""

    day: date | None = None
    days_after_start: int = 0

    @classmethod
    def parse(cls, text: str) -> "AsOf":
        """``2026-01-31`` or ``start+60d``; InputError for anything else."""
        after = re.fullmatch(r"start\+(\d{1,4})d", text.strip())
        if after:
            return cls(None, int(after[1]))
        try:
            return cls(date.fromisoformat(text.strip()))
        except ValueError:
            raise InputError(
                f"'{text}' is no day",
                column="--as-of",
                remedy="write a date such as 2026-01-31, or start+60d",
            ) from None

    def __str__(self) -> str:
        return self.day.isoformat() if self.day else f"start+{self.days_after_start}d"


@dataclass(frozen=True)
class Moment:
    """``as_of``; ``closed``, first day after the last closed week; ``year``, 1 August of its school year."""

    as_of: ir.DateValue
    closed: ir.DateValue
    year: ir.DateValue

    def begin(self, weeks: int | None) -> ir.DateValue:
        """First day of a window of whole weeks, or of the school year."""
        return self.year if weeks is None else shift(self.closed, -7 * weeks)


def shift(day: ir.DateValue, days: int) -> ir.DateValue:
    return (day + ibis.interval(days=days)).cast("date")


def monday(day: ir.DateValue) -> ir.DateValue:
    return day.truncate("W").cast("date")


def school_year_start(day: ir.DateValue) -> ir.DateValue:
    """1 August on or before the day."""
    return ibis.date(day.year() - (day.month() < 8).cast("int32"), 8, 1)


def moment_of(as_of: ir.DateValue) -> Moment:
    return Moment(as_of, monday(shift(as_of, 1)), school_year_start(as_of))


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
        self.days = keep("days", self._days()) if as_of.day is None else None
        self.people = keep("people", self._people())

    def _days(self) -> ir.Table:
        """The day of each person, when it is counted from the start of the latest enrolment held true now."""
        held = self.tables["enrolment"].filter(lambda t: t.known_until.isnull())
        starts = held.group_by("person").agg(as_of=shift_max(held.happened, self.as_of.days_after_start))
        moment = moment_of(starts.as_of)
        return starts.mutate(closed=moment.closed, year=moment.year)

    def moment(self, table: ir.Table) -> Moment:
        """The moment of each row: constants, or the columns that ``known`` joined to it."""
        if self.as_of.day is None:
            return Moment(table.as_of, table.closed, table.year)
        return fixed_moment(self.as_of.day)

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

        ``since``: first day at the present school.
        """
        known = self.known("enrolment")
        begun = known.filter(known.happened <= self.moment(known).as_of)
        moment = self.moment(begun)
        begun = begun.select("person", "happened", "ended", *PLACE, **vars(moment))
        present = begun.filter(begun.ended.isnull() | (begun.ended > begun.as_of))
        order = [present.happened.desc(), *(present[column] for column in PLACE)]
        latest = present.mutate(
            nth=ibis.row_number().over(ibis.window(group_by=present.person, order_by=order))
        ).filter(lambda t: t.nth == 0)
        earlier = begun.select("person", from_school=begun.school, from_day=begun.happened)
        return (
            latest.join(earlier, [latest.person == earlier.person, same(latest.school, earlier.from_school)])
            .group_by(["person", *PLACE, "as_of", "closed", "year"])
            .agg(since=lambda t: t.from_day.min())
        )


def shift_max(day: ir.DateColumn, days: int) -> ir.DateValue:
    return shift(day.max(), days)


def fixed_moment(day: date) -> Moment:
    """The moment of a known day, as constants that a scan can be cut by."""
    closed = day + timedelta(days=1)
    closed -= timedelta(days=closed.weekday())
    year = date(day.year - (day.month < 8), 8, 1)
    return Moment(ibis.literal(day), ibis.literal(closed), ibis.literal(year))


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
