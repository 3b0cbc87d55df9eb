"""The register tells that an address is protected: in one more column, by the population register's word or code."""

import pytest

from tests.intake.export import Export, user, young
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.intake.models import QuarantineRow
from tettpaa.pathway.models import ContactPoint, Enrolment

pytestmark = pytest.mark.django_db
PEOPLE = "register/people.csv"


def told(export: Export, jonas: str) -> None:
    """A file with the column, where Jonas has that and the others nothing."""
    path = export.folder / PEOPLE
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{head};protection", f"{first};{jonas}", *(f"{line};" for line in rest)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("fortrolig", "confidential"),
        ("7", "confidential"),
        ("6", "strictly"),
        ("STRENGT_FORTROLIG", "strictly"),
    ],
)
def test_the_word_or_code_gives_the_level_and_moves_phone_and_email(
    export: Export, word: str, level: str
) -> None:
    told(export, word)
    export.load("register")
    jonas = young("Jonas")
    assert (jonas.protection, jonas.phone, jonas.email) == (level, "", "")
    assert ContactPoint.objects.filter(person=jonas, guardian=None).exists()
    assert young("Amina").protection == ""
    with acting_as(user("sven-dal").id):
        assert not Enrolment.objects.filter(person=jonas).exists()
    assert refresh() == 0


def test_a_file_that_does_not_know_of_it_never_lowers_it(export: Export) -> None:
    before = (export.folder / PEOPLE).read_text(encoding="utf-8")
    told(export, "fortrolig")
    export.load("register")
    (export.folder / PEOPLE).write_text(before, encoding="utf-8")
    export.load("register")
    assert young("Jonas").protection == "confidential"


def test_one_who_was_known_before_is_protected_at_the_next_import(export: Export) -> None:
    export.load("register")
    assert young("Jonas").protection == ""
    told(export, "strengt_fortrolig")
    export.load("register")
    assert (young("Jonas").protection, young("Jonas").phone) == ("strictly", "")


def test_another_word_goes_to_quarantine(export: Export) -> None:
    told(export, "litt")
    export.load("register")
    assert QuarantineRow.objects.get(file="people.csv").reason == "is no level of address protection"
