"""Close family never answers for what is said about their own (forvaltningsloven § 6), however it moves; and what
is hidden from them shows no trace.
"""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.cases.people import School
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.baton.models import Baton, BatonMove
from tettpaa.kit import clock
from tettpaa.pathway.models import Guardian
from tettpaa.workflows.membership import appoint_deputy, end_membership


@pytest.fixture
def concern(school: School) -> uuid.UUID:
    """Of Jonas, with Kari; the counsellor and the principal are his guardians."""
    jonas = school.house.young["jonas"]
    for name in ("ingrid", "rita"):
        Guardian.objects.create(
            id=uuid.uuid4(), person=jonas, user=school.user(name), given_name=name, family_name="T",
            relation="far",
        )  # fmt: skip
    refresh(persons=[jonas.id])
    made = school.says("tom").concern
    assert made
    return made


def holder(concern: uuid.UUID) -> str:
    return Baton.objects.get(subject_id=concern, closed_at=None).holder.username


def test_it_climbs_past_them(school: School, concern: uuid.UUID) -> None:
    went = []
    for week in range(1, 5):
        with clock.frozen(date(2026, 11, 23) + timedelta(weeks=week)):
            school.climbs()
        went.append(holder(concern))
    assert list(dict.fromkeys(went)) == ["per", "cato"]


def test_they_may_not_take_it_over(school: School, concern: uuid.UUID) -> None:
    for name in ("ingrid", "rita"):
        with pytest.raises(PermissionDenied, match="Foresatte"):
            school.steps(name, "take", concern)
    assert school.steps("per", "take", concern)


def test_who_leaves_or_is_away_hands_it_to_another(school: School, concern: uuid.UUID) -> None:
    (kari,) = school.user("kari").memberships.all()
    with acting_as(SYSTEM, "tettpaa_system"):
        appoint_deputy(by=system(), membership=kari, user=school.user("rita"), last=date(2026, 12, 1))
        assert holder(concern) == "per"
        (per,) = school.user("per").memberships.all()
        end_membership(by=system(), membership=per)
    assert holder(concern) in ("kari", "cato")


def test_who_holds_it_for_nav_is_none_of_them_either(school: School, concern: uuid.UUID) -> None:
    noor = school.user("noor")
    Guardian.objects.create(
        id=uuid.uuid4(), person=school.house.young["jonas"], user=noor, given_name="N", family_name="K",
        relation="mor",
    )  # fmt: skip
    from tettpaa.kit.errors import InputError

    with pytest.raises(InputError, match="Foresatte"):
        school.steps(
            "kari", "pass_on", concern, to=noor, unit=school.house.units["nav"], reason="Vil jobbe.",
            processing="public_task", exception="other_agency_13b5",
        )  # fmt: skip


def test_what_is_hidden_leaves_them_no_baton_and_no_reason(school: School, concern: uuid.UUID) -> None:
    hidden = school.says("kari", hidden_ground="violence_at_home", mine=True).concern
    assert hidden
    school.steps("kari", "pass_on", hidden, to=school.user("per"), reason="Blåmerker igjen.")
    for name, sees in (("ingrid", False), ("rita", False), ("per", True)):
        with acting_as(school.user(name).id):
            assert Baton.objects.filter(subject_id=hidden).exists() == sees
            assert BatonMove.objects.filter(reason="Blåmerker igjen.").exists() == sees
            assert Baton.objects.filter(subject_id=concern).exists()


def test_one_who_was_handed_one_concern_sees_no_baton_of_the_others(
    school: School, concern: uuid.UUID
) -> None:
    other = school.says("kari", mine=True).concern
    there = {"to": school.user("noor"), "unit": school.house.units["nav"], "reason": "Vil jobbe."}
    school.steps("kari", "pass_on", concern, **there, processing="public_task", exception="other_agency_13b5")
    school.steps("noor", "accept", concern)
    with acting_as(school.user("noor").id):
        assert set(Baton.objects.values_list("subject_id", flat=True)) == {concern}
        assert not BatonMove.objects.filter(baton__subject_id=other).exists()
