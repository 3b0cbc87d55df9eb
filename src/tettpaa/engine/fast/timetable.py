"""The timetable of each person's groups: minutes taught in a window, and a subject's annual minutes.

Both are summed once for each distinct group and stretch of weeks, which are few, and then handed out.
"""

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import Frame, monday, same, shift

GROUP = ["school", "group", "as_of"]
STRETCH = [*GROUP, "first", "until"]


def scheduled(frame: Frame, weeks: int | None) -> ir.Table:
    """``person, scheduled``: minutes in the weeks of the window that belong to the person's enrolments.

    Where enrolments in one and the same group overlap, the later begins where those before it end.
    """
    enrolled = frame.known("enrolment")
    moment = frame.moment(enrolled)
    first = ibis.greatest(monday(shift(enrolled.happened, 3)), moment.begin(weeks))
    until = ibis.least(monday(shift(enrolled.ended, 3)).fill_null(moment.closed), moment.closed)
    spans = enrolled.select("person", "school", "group", as_of=moment.as_of, first=first, until=until)
    spans = spans.filter(spans.first < spans.until, spans.group.notnull())
    earlier = ibis.window(
        group_by=[spans.person, spans.school, spans.group],
        order_by=[spans.first, spans.until],
        preceding=(None, 1),
    )
    taken = spans.until.max().over(earlier).fill_null(spans.first)
    spans = spans.mutate(first=ibis.greatest(spans.first, taken))
    spans = spans.filter(spans.first < spans.until)
    stretches = spans.drop("person").distinct()
    sums = _taught(_weekly(frame), stretches, stretches.first, stretches.until)
    sums = sums.group_by(STRETCH).agg(minutes=sums.minutes.sum())
    total = spans.join(sums, [same(spans[key], sums[key]) for key in STRETCH])
    return total.group_by("person").agg(scheduled=total.minutes.sum())


def annual(frame: Frame) -> tuple[ir.Table, ir.Table]:
    """``person, like``, and ``like, subject, annual``: minutes of the whole school year.

    They are those of all groups that a person is in on the day, each once, and are summed for the first of
    those who are in the same groups: ``like`` is that person.
    """
    present = frame.present()
    present = present.filter(present.group.notnull())
    place = ibis.struct({"school": present.school, "group": present.group})
    sets = present.group_by(["person", "as_of"]).agg(groups=place.collect(distinct=True).sort())
    like = sets.person.min().over(group_by=[sets.groups, sets.as_of])
    alike = frame.keep("alike", sets.select("person", like=like))
    firsts = present.join(alike.filter(alike.person == alike.like), "person")
    groups = firsts.select("like", *GROUP, "year").distinct()
    next_year = ibis.date(groups.year.year() + 1, 8, 1)
    taught = _taught(_timetable(frame), groups, groups.year, next_year)
    sums = taught.group_by(["like", "subject"]).agg(annual=taught.minutes.sum())
    return alike, frame.keep("annual", sums.filter(sums.annual > 0))


def _weekly(frame: Frame) -> ir.Table:
    """Minutes a week of each group, whatever the subject; summed once if the day is the same for all."""
    rows = _timetable(frame)
    if frame.days is not None:
        return rows
    sums = rows.group_by(["at_school", "of_group", "monday", "seen"]).agg(minutes=rows.minutes.sum())
    return frame.keep("weekly", sums)


def _timetable(frame: Frame) -> ir.Table:
    known = frame.known("schedule")
    return known.select(
        "subject",
        "minutes",
        at_school=known.school,
        of_group=known.group,
        monday=known.happened,
        seen=frame.moment(known).as_of,
    )


def _taught(rows: ir.Table, groups: ir.Table, first: ir.DateValue, until: ir.DateValue) -> ir.Table:
    """The rows of a timetable that fall in each group's stretch, with the group's columns."""
    return groups.join(
        rows,
        [
            groups.group == rows.of_group,
            groups.as_of == rows.seen,
            same(groups.school, rows.at_school),
            rows.monday >= first,
            rows.monday < until,
        ],
    )
