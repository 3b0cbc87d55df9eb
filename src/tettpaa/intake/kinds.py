"""The files of the register; and which table each kind of fact is kept in, and what tells two of it apart."""

from dataclasses import dataclass

from tettpaa.facts.schema import KINDS, Kind

COLUMNS = {
    "units.csv": "number kind name parent controller municipality stages phone",
    "closures.csv": "unit from until name",
    "groups.csv": "id school code kind level programme school_year",
    "staff.csv": "id given_name family_name email phone feide",
    "memberships.csv": "staff_id unit group role from until",
    "people.csv": "identity_number given_name family_name phone email language protection",
    "guardians.csv": "person guardian given_name family_name relation phone email phone_verified_on",
}
"""Of each file of the register, in their order."""

OPTIONAL = {"people.csv": {"protection"}, "staff.csv": {"feide"}}
"""Columns that a file may lack; their cells are then empty."""


@dataclass(frozen=True)
class Kept:
    """``values`` are the fact's own columns: with ``nth`` they tell it from every other held fact.

    ``within``: it must lie in one of the person's enrolments. A missing text is kept as "".
    """

    kind: Kind
    table: str
    values: tuple[str, ...]
    within: bool = True

    @property
    def of_person(self) -> bool:
        return "person" in self.kind.names

    @property
    def subject(self) -> str:
        """The column that says whom it is about."""
        return "person_id" if self.of_person else "group_id"


def _kept(kind: str, table: str, *values: str, within: bool = True) -> Kept:
    return Kept(KINDS[kind], f"pathway_{table}", values, within)


KEPT: dict[str, Kept] = {
    one.kind.name: one
    for one in (
        _kept("schedule", "scheduleweek", "happened", "subject", "minutes", within=False),
        _kept("absence", "absence", "happened", "subject", "minutes", "kind"),
        _kept("result", "result", "happened", "subject", "assessment", "mark"),
        # Grade points come from the school before, whose enrolments may not be here.
        _kept("score", "score", "happened", "name", "value", within=False),
        _kept("event", "factevent", "happened", "name", "subject"),
        _kept("tag", "tag", "happened", "name", "value", within=False),
        _kept("outcome", "outcome", "happened", "name", "value", within=False),
    )
}
"""All kinds but enrolment, which has a table of what is held true now; see ``enrolments``."""
