"""The way through: changes of school or programme area, and which wish was met."""

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import PLACE, Frame, figures, same
from tettpaa.engine.indicators import EnrolmentChanges


def enrolment_changes(frame: Frame, indicator: EnrolmentChanges) -> ir.Table:
    rows = frame.known("enrolment")
    as_of = frame.moment(rows).as_of
    rows = rows.filter(rows.happened <= as_of)
    order = ibis.window(group_by=rows.person, order_by=[rows.happened, *(rows[c] for c in PLACE)])
    what = rows[indicator.what]
    steps = rows.select(
        "person",
        "happened",
        "level",
        as_of=frame.moment(rows).as_of,
        now=what,
        before=what.lag().over(order),
        level_before=rows.level.lag().over(order),
        nth=ibis.row_number().over(order),
    )
    moved = steps.filter(
        steps.nth > 0,
        same(steps.level, steps.level_before),
        steps.now != steps.before,
        steps.happened > (steps.as_of - ibis.interval(days=indicator.days)).cast("date"),
    )
    counted = moved.group_by("person").agg(moves=moved.count())
    return figures(counted, counted.moves)


def choice_rank(frame: Frame) -> ir.Table:
    people = frame.people
    return figures(people, people.choice_rank, people.choice_rank)
