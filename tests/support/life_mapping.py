"""A mapping under way with Jonas, one gone through with Amina, two clarification talks, and letters of his family."""

import uuid
from datetime import datetime

from tests.cases.people import School
from tests.support.house import House
from tettpaa.cases.clarification import actions as clarification
from tettpaa.cases.letters import actions as letters
from tettpaa.cases.mapping import actions as mapping
from tettpaa.kit import clock

SAID = {
    ("kari", True): {
        "good": "Verkstedet. Der vet jeg hva jeg skal.",
        "motivation": "Orker ikke teori på mandager.",
    },
    ("kari", False): {
        "good": "Hjelper de andre på verkstedet uten å bli spurt.",
        "family": "Er ofte alene hjemme.",
    },
    ("lise", False): {
        "good": "Han bygger kajakk med bestefar.",
        "family": "Vi har flyttet fra hverandre i høst.",
    },
    ("hanne", False): {"health": "Sovner sent, og er trøtt om morgenen."},
}
"""(who, whether they note what Jonas says): answers."""
TOGETHER = {
    "strengths": "Amina er god i språk.",
    "agreed": "Fast plass ved vinduet, og en prat med Kari på fredager.",
}
HELD = "Dina vil prøve verksted to dager i uka før hun bestemmer seg."
ASKED = {"nb": "Hva er en bra dag for deg?", "nn": "Kva er ein bra dag for deg?", "en": "What is a good day?"}
COUNTY = "Elevrådet syntes det gamle spørsmålet var rart."
LETTERS = (
    "Kan jeg få slippe å sitte ved vinduet?",
    "Det går fint, Jonas. Vi bytter i morgen.",
    "Fraværet i uke 44 er feil: han var hos legen.",
)
MAPPED = (
    *LETTERS,
    *(words for said in SAID.values() for words in said.values()),
    *TOGETHER.values(),
    HELD,
    COUNTY,
    ASKED["nb"],
)


def map_out(house: House) -> dict[str, uuid.UUID]:
    """By the names that tests/browser/pages.py uses."""
    school, young = School(house), house.young
    with clock.frozen(datetime(2026, 11, 19, 9, tzinfo=clock.OSLO)):
        done = _begun(school, "kari", "amina")
        school.does("kari", mapping.answer, mapping=done, words={"good": "Språk."}, version=0)
        school.does("kari", mapping.write, mapping=done, version=1, shown=True, done=True, **TOGETHER)
        held = school.does("kari", clarification.call, person=young["dina"].id, request_key=uuid.uuid4()).id
        school.does(
            "kari", clarification.write, talk=held, version=1, planned=clock.today(), absent_why="",
            present=["young", "school_leader", "teacher_or_counsellor", "ot", "guardian"],
            gone_through=["told", "why", "school", "ways", "right", "adult"], record_text=HELD, outcome="combines",
            decide=True,
        )  # fmt: skip
    with clock.frozen(datetime(2026, 11, 20, 9, tzinfo=clock.OSLO)):
        begun = _begun(school, "kari", "jonas")
        for name in ("jonas_self", "lise", "hanne"):
            school.does("kari", mapping.ask, mapping=begun, user=house.users[name].id)
        for (name, for_young), words in SAID.items():
            school.does(name, mapping.answer, mapping=begun, words=words, version=0, for_young=for_young)
        talk = school.does("ingrid", clarification.call, person=young["emil"].id, request_key=uuid.uuid4()).id
        form = school.does("ingrid", clarification.call, person=young["gard"].id, request_key=uuid.uuid4()).id
        title = {"nb": "Bra dager", "nn": "Bra dagar", "en": "Good days"}
        school.does(
            "cato", mapping.change_question, level="upper_secondary", code="good", number=0, title=title, ask=ASKED,
            used=True, reason=COUNTY,
        )  # fmt: skip
    return {"open": begun, "done": done, "talk": talk, "form": form, "held": held, **_letters(school)}


def _letters(school: School) -> dict[str, uuid.UUID]:
    """Jonas has asked and Kari answered; Lise waits for the principal."""
    person, (asked, answered, wrong) = school.house.young["jonas"].id, LETTERS
    with clock.frozen(datetime(2026, 11, 18, 9, tzinfo=clock.OSLO)):
        told = {"person": person, "request_key": uuid.uuid4()}
        own = school.does("jonas_self", letters.begin, kind="message", words=asked, **told).id
        school.does("kari", letters.reply, thread=own, words=answered, request_key=uuid.uuid4())
        lise = school.does("lise", letters.begin, kind="correct", words=wrong, **told).id
    return {"letter": own, "correct": lise}


def _begun(school: School, by: str, about: str) -> uuid.UUID:
    person = school.house.young[about].id
    return school.does(by, mapping.open_mapping, person=person, request_key=uuid.uuid4()).id
