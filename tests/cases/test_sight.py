"""Who sees a concern, asked of the database itself."""

import uuid

import pytest

from tests.cases.people import School
from tettpaa.accounts.models import User
from tettpaa.cases import queries
from tettpaa.cases.models import Concern, DutyReport, Receipt, Statement, Step
from tettpaa.kit.errors import InputError
from tettpaa.pathway.models import Guardian

SCHOOL = ("kari", "tom", "ingrid", "per", "rita", "hanne")
OTHERS = ("sven", "synne", "noor", "nils", "ola", "olga", "cato", "ada", "lise", "jonas_self")
EVERYBODY = SCHOOL + OTHERS


def who_sees(school: School, concern: uuid.UUID) -> set[str]:
    return {name for name in EVERYBODY if school.sees(name, concern)}


@pytest.mark.parametrize("by", ["tom", "lise", "jonas_self", "kari"])
def test_a_concern_is_for_those_who_may_know_the_persons_concerns(school: School, by: str) -> None:
    assert who_sees(school, school.says(by).concern) == {"kari", "ingrid", "per", "rita"}


def test_the_school_environment_is_the_principals_alone(school: School) -> None:
    concern = school.says("kari", duty="environment").concern
    assert who_sees(school, concern) == {"rita"}
    assert school.asks("kari", queries.raised_by_me)[0].concern_id is None


@pytest.mark.parametrize(("by", "sees"), [("tom", {"tom", "rita"}), ("lise", {"rita"})])
def test_about_a_class_it_is_for_who_said_it_there_and_who_leads(
    school: School, by: str, sees: set[str]
) -> None:
    assert who_sees(school, school.says(by, school.klass()).concern) == sees


def test_every_table_of_it_shows_a_stranger_nothing(school: School) -> None:
    concern = school.says("tom").concern
    school.says("tom", duty="child_welfare")
    school.steps("kari", "see", concern)
    for name in ("sven", "synne", "noor", "nils", "cato", "ada", "lise", "jonas_self", "hanne"):
        for model in (Concern, Statement, Step, Receipt, DutyReport):
            assert school.asks(name, lambda *, viewer, m=model: m.objects.count()) == 0, (name, model)


def test_the_author_sees_their_words_and_receipts_and_nobody_elses(school: School) -> None:
    school.says("tom", words="Toms ord.")
    school.says("lise", words="Lises ord.")
    for name, words in (("tom", "Toms ord."), ("lise", "Lises ord.")):
        assert [said.words for said in school.asks(name, queries.raised_by_me)] == [words]
        assert school.asks(name, lambda *, viewer: Receipt.objects.count()) == 1
    assert school.asks("ingrid", lambda *, viewer: (Statement.objects.count(), Receipt.objects.count())) == (
        2,
        0,
    )


def test_report_to_child_welfare_is_known_to_who_made_it_alone(school: School) -> None:
    school.says("tom", duty="child_welfare")
    knows = {n for n in EVERYBODY if school.asks(n, lambda *, viewer: DutyReport.objects.count())}
    assert knows == {"tom"}


def family(school: School, name: str) -> User:
    """Make a member of the staff a guardian of Jonas as well."""
    from tettpaa.access.refresh import refresh

    user = school.user(name)
    jonas = school.house.young["jonas"]
    Guardian.objects.create(
        id=uuid.uuid4(), person=jonas, user=user, given_name="K", family_name="T", relation="mor"
    )
    refresh(persons=[jonas.id])
    return user


def test_hidden_it_is_kept_from_a_guardian_who_also_works_at_the_school(school: School) -> None:
    family(school, "ingrid")
    hidden = school.says("kari", hidden_ground="violence_at_home", signals=[], mine=True).concern
    open_one = school.says("tom").concern
    assert not school.sees("ingrid", hidden)
    assert school.sees("per", hidden)
    assert school.sees("ingrid", open_one)
    assert hidden not in {row.id for row in school.asks("ingrid", queries.of_person, school.person().id)}
    assert school.asks("ingrid", queries.history, hidden) == []
    need = school.asks("ingrid", queries.days_to_seen, school.house.units["fjordvik"].id, school.house_start)
    assert need.count == 1


def test_close_family_is_given_none(school: School) -> None:
    concern = school.says("tom").concern
    with pytest.raises(InputError):
        school.steps("kari", "pass_on", concern, to=family(school, "per"), reason="Ta den du.")
    assert school.says("per", mine=True).receiver == school.user("kari")


def test_the_page_says_why_it_is_hidden(school: School) -> None:
    hidden = school.says("tom", hidden_ground="violence_at_home").concern
    shown = school.asks("kari", queries.concern, hidden)
    assert shown.hidden == "Mistanke om vold eller overgrep hjemme"
    assert shown.spoken[0].who == "Tom Testesen"


def test_nobody_puts_words_into_a_concern_they_do_not_see(school: School) -> None:
    from django.db import ProgrammingError

    concern = school.says("kari").concern
    unit = school.house.units["fjordvik"]

    def slip(*, viewer: User) -> None:
        Statement(
            id=uuid.uuid4(), concern_id=concern, author=viewer, role="", unit=unit, at=school.now, words="x",
            version=1, request_key=uuid.uuid4(),
        ).save(force_insert=True)  # fmt: skip

    with pytest.raises(ProgrammingError, match="row-level security"):
        school.asks("tom", slip)
