"""What a fact is: eight kinds, each a flat table with one row a fact.

Every fact says when it *happened* and from when until when it was *known*, so that any past day can be
replayed with what was known then (leave-future-out evaluation). A row is never changed: a correction
closes the old row (``known_until``) and adds a new one. A missing value is an absent row or a null, never
a number: a pupil without grade points is not a pupil with few.

The data dictionary in docs/generated is made from this module.
"""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Type = Literal["uuid", "date", "text", "number", "integer"]

ARROW_TYPES: dict[Type, pa.DataType] = {
    "uuid": pa.uuid(),
    "date": pa.date32(),
    "text": pa.string(),
    "number": pa.float64(),
    "integer": pa.int32(),
}

LEVELS = {
    "primary": "barnetrinn, years 1-7",
    "lower_secondary": "ungdomstrinn, years 8-10",
    "vg1": "Vg1, first year of upper secondary",
    "vg2": "Vg2, second year",
    "vg3": "Vg3, third year, in school",
    "apprentice": "lærling, lærekandidat or praksisbrevkandidat in a company",
}
ABSENCE_KINDS = {
    "undocumented": "no reason documented (udokumentert)",
    "self_reported": "health, by the pupil's or guardian's own word (egenmelding)",
    "documented": "documented by others, normally health personnel (dokumentert)",
    "other_approved": "approved on another ground: welfare, religious days, elected office … (§ 9-8)",
}
MARKS = {
    "1": "1, lowest; not passed",
    "2": "2, lowest passed",
    "3": "3",
    "4": "4",
    "5": "5",
    "6": "6, highest",
    "IV": "ikke vurderingsgrunnlag: no basis for a mark",
    "exempt": "fritatt: exempt from assessment with a mark",
    "G": "god: good order or conduct",
    "Ng": "nokså god: fairly good order or conduct",
    "Lg": "lite god: poor order or conduct",
}
ASSESSMENTS = {
    "half_year": "halvårsvurdering, at the end of the first or second half-year",
    "final": "standpunkt, final mark in the subject",
    "exam": "eksamen",
}


@dataclass(frozen=True)
class Field:
    """One column. ``codes`` closes the list of values; ``main`` marks what the fact is about.

    A source row whose main field is missing holds no such fact, and none is made; a row whose other
    required fields are missing is wrong and goes to quarantine, and so does a number below ``lowest`` or
    none of ``numbers``: what means "unknown" in a source must not be read as a low or a true value.
    """

    name: str
    type: Type
    doc: str
    required: bool = False
    main: bool = False
    codes: dict[str, str] | None = None
    lowest: int | None = None
    numbers: tuple[int, ...] = ()

    def allows(self, number: float) -> bool:
        """Whether the number is a value of this field."""
        high_enough = self.lowest is None or number >= self.lowest
        return high_enough and (not self.numbers or number in self.numbers)

    @property
    def refusal(self) -> str:
        """What is wrong with a number that it does not allow."""
        if self.numbers:
            return f"must be {' or '.join(map(str, self.numbers))}"
        return f"is below {self.lowest}"


@dataclass(frozen=True)
class Kind:
    """One table of facts, ``<name>.parquet``, columns in this order."""

    name: str
    doc: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field called so; KeyError if there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.name} has no field '{name}'; it has {', '.join(self.names)}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)

    @property
    def arrow(self) -> pa.Schema:
        """The Parquet schema, with each field's sentence as its description."""
        return pa.schema(
            [
                pa.field(f.name, ARROW_TYPES[f.type], not f.required, metadata={"description": f.doc})
                for f in self.fields
            ],
            metadata={"description": self.doc},
        )


PERSON = Field(
    "person", "uuid", "keyed hash in the place of the person, stable in this installation", required=True
)
KNOWN_FROM = Field("known_from", "date", "first day the fact was known; when it happened, unless told", True)
KNOWN_UNTIL = Field("known_until", "date", "first day the fact was no longer held true; null: still held")


def _happened(doc: str, required: bool = True, main: bool = False) -> Field:
    return Field("happened", "date", doc, required, main)


_KINDS = (
    Kind(
        "enrolment",
        "A young person's place in a group at a school or company, for a time.",
        (
            PERSON,
            _happened("first day in the group", main=True),
            Field(
                "ended",
                "date",
                "first day no longer in the group; null: still there; on or before 'happened': withdrew "
                "before the start and was never enrolled, which is no error",
            ),
            Field("school", "text", "school or company; the organisation number where there is one"),
            Field("group", "text", "class or contact-teacher group, such as 1BAA"),
            Field("level", "text", "step of the education", codes=LEVELS),
            Field("programme", "text", "programme area (programområde), such as BABAT1----"),
            Field("choice_rank", "integer", "1: first choice met, 2: second …", lowest=1),
            Field("reason", "text", "why it ended, as the source says it"),
            KNOWN_FROM,
            KNOWN_UNTIL,
        ),
    ),
    Kind(
        "schedule",
        "Minutes of teaching on the timetable of a group in a subject in a week; pupils meet it through "
        "their enrolment. A subject's annual hours are its sum over the school year.",
        (
            Field("school", "text", "as in enrolment"),
            Field("group", "text", "as in enrolment", required=True),
            Field("subject", "text", "as in absence and result", required=True),
            _happened("Monday of the week"),
            Field(
                "minutes",
                "number",
                "minutes of teaching that week (60 an hour)",
                required=True,
                main=True,
                lowest=0,
            ),
            Field("known_from", "date", "first day known; 1 August of the school year, unless told", True),
            KNOWN_UNTIL,
        ),
    ),
    Kind(
        "absence",
        "A lesson, part of one or a day that the pupil was away from.",
        (
            PERSON,
            _happened("day of the absence"),
            Field("subject", "text", "subject of the lesson; null: whole day or not known"),
            Field("minutes", "number", "minutes away (60 an hour)", required=True, main=True, lowest=0),
            Field("kind", "text", "ground", required=True, codes=ABSENCE_KINDS),
            KNOWN_FROM,
            KNOWN_UNTIL,
        ),
    ),
    Kind(
        "result",
        "A mark in a subject, or in order (orden) or conduct (åtferd), which are subjects here too.",
        (
            PERSON,
            _happened("day of the assessment"),
            Field("subject", "text", "subject, or 'order', 'conduct'", required=True),
            Field("mark", "text", "the mark", required=True, main=True, codes=MARKS),
            Field("assessment", "text", "kind of assessment", required=True, codes=ASSESSMENTS),
            KNOWN_FROM,
            KNOWN_UNTIL,
        ),
    ),
    Kind(
        "score",
        "Any number about a person that a rule may hold against a limit: grade points, average, well-being.",
        (
            PERSON,
            _happened("day it is about"),
            Field("name", "text", "what is measured, such as grade_points", required=True),
            Field(
                "value", "number", "the number, in the unit that the mapping says", required=True, main=True
            ),
            KNOWN_FROM,
            KNOWN_UNTIL,
        ),
    ),
    Kind(
        "event",
        "Something that happened and may be counted, such as a written warning (§ 9-7) or a log-in.",
        (
            PERSON,
            _happened("day it happened"),
            Field("name", "text", "what happened, such as warning_9_7", required=True, main=True),
            Field("subject", "text", "subject it is about, if any"),
            KNOWN_FROM,
            KNOWN_UNTIL,
        ),
    ),
    Kind(
        "tag",
        "A property to report by. No rule may read it: who someone is never makes a signal.",
        (
            PERSON,
            _happened("first day it held"),
            Field("name", "text", "such as sex or split", required=True),
            Field("value", "text", "such as girl or test", required=True, main=True),
            KNOWN_FROM,
            KNOWN_UNTIL,
        ),
    ),
    Kind(
        "outcome",
        "What became of the young person; read by evaluation only. Labels change (resits, returns), so "
        "they have versions like all else.",
        (
            PERSON,
            _happened("day it came true; null: not known when", required=False),
            Field("name", "text", "such as dropped_out", required=True),
            Field(
                "value",
                "number",
                "1: it came true, 0: it did not; nothing else",
                required=True,
                main=True,
                numbers=(0, 1),
            ),
            Field("known_from", "date", "first day known; null: not known when"),
            KNOWN_UNTIL,
        ),
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
