"""A plan for Jonas: his own goal, measures of school and NAV, one evaluated, one that waits too long."""

import uuid
from datetime import date, datetime
from typing import Any

from tests.cases.people import School
from tests.support.house import House
from tettpaa.cases.plan import actions
from tettpaa.kit import clock
from tettpaa.measures import actions as measures

WORDS = {
    "goal": "Bli tømrer, og slippe teori hele mandagen.",
    "ours": "Til stede på verkstedet fire dager i uka.",
    "practice": "Praksis hos snekker",
    "practice_aim": "Jonas får prøve faget på ordentlig, og se hva teorien er til.",
    "talk": "Samtale hver mandag",
    "talk_aim": "Jonas har en å si fra til før uka begynner.",
    "course": "Intensivkurs i matte",
    "course_aim": "Rekker å få karakter til jul.",
    "said": "Sjefen er grei. Mandager er fortsatt kjipt.",
    "evaluated": "Kom tre av fire dager. Vil ha det i mindre grupper.",
    "part_school": "Skolen: tre dager, med matte på byggeplass",
    "part_nav": "NAV: praksisplass to dager",
    "competence": "Bruke håndverktøy og vedlikeholde det",
}


def plan(house: House) -> dict[str, uuid.UUID]:
    """The plan and its measures by name, on Mondays of autumn."""
    school, jonas = School(house), house.young["jonas"].id
    with _on(10, 26):
        made = school.does("kari", actions.open_plan, person=jonas)
        school.does("kari", actions.write_goal, plan=made.id, words=WORDS["goal"], own=True)
        school.does("kari", actions.write_goal, plan=made.id, words=WORDS["ours"], own=False)
        school.does("kari", actions.show, plan=made.id, shown="young")
        course = _add(school, made.id, "fjordvik", "ingrid", "course", "intensive", date(2026, 11, 13))
        talk = _add(school, made.id, "fjordvik", "kari", "talk", "adult", date(2026, 11, 20))
    with _on(11, 13):
        said = {"done": "partly", "helped": "somewhat", "view": "young", "words": WORDS["evaluated"]}
        school.does("ingrid", actions.evaluate, measure=course, version=1, **said)
    with _on(11, 16):
        practice = _add(school, made.id, "nav", "noor", "practice", "practice_goals", date(2026, 12, 14))
        school.does("jonas_self", measures.remark, measure=practice, words=WORDS["said"])
    return {"jonas": made.id, "course": course, "talk": talk, "practice": practice}


def _on(month: int, day: int) -> Any:
    return clock.frozen(datetime(2026, month, day, 9, tzinfo=clock.OSLO))


def _add(
    school: School, plan: uuid.UUID, unit: str, who: str, name: str, code: str, last: date
) -> uuid.UUID:  # fmt: skip
    combined = code == "practice_goals"
    row = school.does(
        "kari", actions.add_measure, plan=plan, responsible=school.user(who), unit=school.house.units[unit].id,
        evaluate_on=last, ground="other_agency_13b5", request_key=uuid.uuid4(), code=code, title=WORDS[name],
        aim=WORDS[f"{name}_aim"], first=clock.today(), last=last, pays="nav" if unit == "nav" else "school",
        parts=[WORDS["part_school"], WORDS["part_nav"]] if combined else [],
        goals=[WORDS["competence"]] if combined else [],
    )  # fmt: skip
    return row.id
