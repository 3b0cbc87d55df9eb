"""The way through: changes of school or programme area, and which wish was met."""

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import PLACE, Frame, figures, same
from tettpaa.engine.indicators import EnrolmentChanges


def enrolment_changes(frame: Frame, indicator: EnrolmentChanges) -> ir.Table:
    rows = frame.known("enrolment")
    moment = frame.moment(rows)
    rows = rows.filter(rows.happened <= moment.as_of)
    same_day = ibis.window(group_by=[rows.person, rows.happened], order_by=[rows[c] for c in PLACE])
    rows = rows.mutate(beside=ibis.row_number().over(same_day)).filter(lambda t: t.beside == 0)
    order = ibis.window(group_by=rows.person, order_by=rows.happened)
    what = rows[indicator.what]
    steps = rows.select(
        "person",
        "happened",
        "level",
        ago=frame.moment(rows).ago(indicator.days),
        now=what,
        before=what.lag().over(order),
        level_before=rows.level.lag().over(order),
        nth=ibis.row_number().over(order),
    )
    moved = steps.filter(
        steps.nth > 0,
        same(steps.level, steps.level_before),
        steps.now != steps.before,
        steps.happened > steps.ago,
    )
    counted = moved.group_by("person").agg(moves=moved.count())
    return figures(counted, counted.moves)


def choice_rank(frame: Frame) -> ir.Table:
    people = frame.people
    return figures(people, people.choice_rank)
