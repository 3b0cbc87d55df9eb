"""What people do with a baton, and what comes of it. Today is Monday 23 November 2026."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from tests.baton.steps import as_user, now, seen
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.decide import decide
from tettpaa.access.queries import topics_of
from tettpaa.access.refresh import refresh
from tettpaa.access.topics import Topic
from tettpaa.accounts.queries import SYSTEM
from tettpaa.audit.models import Event
from tettpaa.baton import actions, queries
from tettpaa.baton.models import Baton, BatonMove
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.notify.models import Message
from tettpaa.organisations.models import Closure

Opened = Callable[..., Baton]


def test_it_comes_to_the_persons_own_contact_teacher_with_three_working_days(house: House, opened: Opened):
    baton = opened()
    assert (baton.holder, baton.step, baton.due) == (
        house.users["kari"], "contact_teacher", date(2026, 11, 26)
    )  # fmt: skip


def test_days_when_the_school_is_closed_do_not_count(house: House, opened: Opened):
    Closure.objects.create(
        unit=house.units["fjordvik"],
        first=date(2026, 11, 24),
        last=date(2026, 11, 25),
        name="Planleggingsdager",
    )
    assert opened().due == date(2026, 11, 30)


def test_the_deputy_comes_first(house: House, opened: Opened):
    kari = house.users["kari"].memberships.get()
    house.member("dina", "contact_teacher", "fjordvik", "1BAA", deputy_for=kari, first=date(2026, 11, 1))
    assert opened().holder == house.users["dina"]


def test_one_about_the_school_environment_goes_straight_to_the_principal(house: House, opened: Opened):
    baton = opened(urgent=True)
    assert (baton.holder, baton.due) == (house.users["rita"], date(2026, 11, 24))


def test_a_step_that_nobody_fills_is_passed_over(house: House, opened: Opened):
    house.users["kari"].memberships.all().delete()
    assert opened().holder == house.users["ingrid"]


def test_with_nobody_left_at_the_unit_the_owner_answers(house: House, opened: Opened):
    house.units["solvik"].memberships.all().delete()
    assert opened(by="cato", person=None, unit="solvik").holder == house.users["cato"]


def test_a_subject_has_one_open_baton(house: House, opened: Opened):
    baton = opened()
    with pytest.raises(IntegrityError):
        as_user(house.users["tom"], actions.open, subject=baton.subject, person=None, unit=baton.unit)


def test_while_it_is_offered_the_holder_has_it(house: House, opened: Opened):
    kari, ingrid = house.users["kari"], house.users["ingrid"]
    baton = as_user(kari, actions.offer, baton=opened(), to=ingrid, reason="Hun kjenner familien.")
    assert (baton.holder, baton.offered_to, baton.offer_due) == (kari, ingrid, date(2026, 11, 25))
    baton = as_user(ingrid, actions.accept, baton=baton)
    assert (baton.holder, baton.step, baton.offered_to) == (ingrid, "counsellor", None)
    assert baton.due == date(2026, 11, 26), "the clock of the matter does not start anew"


def test_the_one_asked_may_say_no_with_a_reason(house: House, opened: Opened):
    kari, ingrid = house.users["kari"], house.users["ingrid"]
    baton = as_user(kari, actions.offer, baton=opened(), to=ingrid, reason="Kan du?")
    with pytest.raises(InputError, match="Skriv hvorfor"):
        as_user(ingrid, actions.decline, baton=baton, reason=" ")
    baton = as_user(ingrid, actions.decline, baton=now(baton), reason="Jeg er på kurs.")
    assert (baton.holder, baton.offered_to) == (kari, None)
    with acting_as(kari.id):
        assert [move.move for move in queries.history(baton, viewer=kari)] == [
            "opened",
            "offered",
            "declined",
        ]


def test_only_the_one_asked_may_answer(house: House, opened: Opened):
    baton = as_user(
        house.users["kari"], actions.offer, baton=opened(), to=house.users["ingrid"], reason="Kan du?"
    )
    with pytest.raises(PermissionDenied, match="Bare den som er spurt"):
        as_user(house.users["per"], actions.accept, baton=baton)
    assert now(baton).holder == house.users["kari"]


def test_nav_sees_the_person_from_the_offer_on_and_not_after_no(house: House, opened: Opened):
    kari, noor, jonas = house.users["kari"], house.users["noor"], house.young["jonas"].id
    baton = opened()
    assert seen(house, "noor", baton) is None
    baton = as_user(kari, actions.offer, baton=baton, to=noor, reason="Samtykke er gitt.")
    with acting_as(noor.id):
        assert topics_of(jonas, viewer=noor) == Topic.BASIC | Topic.WHEREABOUTS | Topic.CONCERNS
    as_user(noor, actions.decline, baton=baton, reason="Feil kontor.")
    with acting_as(noor.id):
        assert topics_of(jonas, viewer=noor) == Topic(0)
    assert seen(house, "noor", baton) is None


def test_accepted_by_nav_it_stands_on_navs_ladder(house: House, opened: Opened):
    baton = as_user(
        house.users["kari"], actions.offer, baton=opened(), to=house.users["noor"], reason="Samtykke er gitt."
    )
    baton = as_user(house.users["noor"], actions.accept, baton=baton)
    assert (baton.unit, baton.ladder, baton.step) == (house.units["nav"], "nav", "nav_counsellor")
    assert baton.due == date(2026, 11, 30)
    assert seen(house, "nils", baton), "who leads the office sees what it answers for"


def test_sight_is_as_a_full_recomputation_would_have_it(house: House, opened: Opened):
    baton = as_user(
        house.users["kari"], actions.offer, baton=opened(), to=house.users["noor"], reason="Samtykke er gitt."
    )
    as_user(house.users["noor"], actions.accept, baton=baton)
    assert refresh() == 0


@pytest.mark.parametrize("who", ["sven", "synne", "ola", "ada", "lise", "jonas_self", "cato"])
def test_strangers_neither_see_nor_move_it(house: House, opened: Opened, who: str):
    baton = opened()
    assert seen(house, who, baton) is None
    for move in (actions.take, actions.close, actions.accept):
        with pytest.raises(Baton.DoesNotExist):
            as_user(house.users[who], move, baton=baton)


@pytest.mark.parametrize(("who", "may"), [("ingrid", True), ("per", True), ("rita", True), ("kari", False)])
def test_the_ladder_and_the_leader_may_take_over(house: House, opened: Opened, who: str, may: bool):
    baton = opened()
    with acting_as(house.users[who].id):
        assert bool(decide(house.users[who], "baton.take", baton)) == may
    if may:
        assert as_user(house.users[who], actions.take, baton=baton).holder == house.users[who]


def test_a_teacher_of_another_class_may_not_take_over(house: House, opened: Opened):
    house.group("1BAB", "fjordvik")
    house.member("bo", "contact_teacher", "fjordvik", "1BAB")
    baton = opened(by="kari", person=None, group=house.groups["1BAA"])
    with acting_as(house.users["bo"].id):
        assert "kan ta over" in decide(house.users["bo"], "baton.take", baton).reason


def test_giving_is_within_the_unit(house: House, opened: Opened):
    baton = opened()
    with pytest.raises(InputError, match="arbeider ikke her"):
        as_user(house.users["kari"], actions.give, baton=baton, to=house.users["sven"], reason="Ta den.")
    baton = as_user(
        house.users["kari"], actions.give, baton=baton, to=house.users["tom"], reason="Du ser ham."
    )
    assert (baton.holder, baton.step) == (house.users["tom"], "contact_teacher")


def test_of_a_class_the_giver_need_not_see_it_afterwards(house: House, opened: Opened):
    baton = opened(by="kari", person=None, group=house.groups["1BAA"])
    baton = as_user(house.users["kari"], actions.offer, baton=baton, to=house.users["noor"], reason="Om NAV.")
    baton = as_user(house.users["noor"], actions.decline, baton=baton, reason="Ikke oss.")
    assert now(baton).holder == house.users["kari"]


@pytest.mark.parametrize("verb", ["offer", "give"])
def test_an_urgent_one_cannot_be_handed_on(house: House, opened: Opened, verb: str):
    with pytest.raises(PermissionDenied, match="§ 12-4"):
        as_user(
            house.users["rita"], getattr(actions, verb), baton=opened(urgent=True), to=house.users["per"],
            reason="Ta den.",
        )  # fmt: skip


def test_an_urgent_one_is_out_of_sight_for_those_who_may_not_see_the_environment(
    house: House, opened: Opened
):
    baton = opened(urgent=True)
    assert seen(house, "kari", baton) is None
    assert seen(house, "rita", baton) is not None


def test_a_deadline_moves_within_what_the_ladder_allows(house: House, opened: Opened):
    kari, baton = house.users["kari"], opened()
    for due in (date(2026, 11, 22), date(2027, 6, 1)):
        with pytest.raises(InputError, match="Fristen må være"):
            as_user(kari, actions.reschedule, baton=baton, due=due, reason="Senere.")
    assert as_user(
        kari, actions.reschedule, baton=baton, due=date(2026, 12, 4), reason="Møte da."
    ).due == date(2026, 12, 4)


def test_a_stale_write_changes_nothing_and_shows_both(house: House, opened: Opened):
    kari, rita, baton = house.users["kari"], house.users["rita"], opened()
    as_user(rita, actions.give, baton=baton, to=house.users["per"], reason="Kari er borte.")
    with pytest.raises(StaleWrite) as stale:
        as_user(kari, actions.give, baton=baton, version=1, to=house.users["tom"], reason="Du ser ham.")
    assert stale.value.theirs.holder == house.users["per"]
    assert stale.value.mine == {"to": house.users["tom"], "reason": "Du ser ham."}
    assert now(baton).holder == house.users["per"]


def test_after_closing_nothing_more_can_be_done_with_it(house: House, opened: Opened):
    baton = as_user(house.users["kari"], actions.close, baton=opened())
    for move, told in ((actions.close, {}), (actions.give, {"to": house.users["tom"], "reason": "x"})):
        with pytest.raises(PermissionDenied, match="avsluttet"):
            as_user(house.users["rita"], move, baton=now(baton), **told)
    assert seen(house, "rita", baton) is None


def test_every_move_is_remembered_audited_and_told(house: House, opened: Opened):
    kari, per = house.users["kari"], house.users["per"]
    baton = as_user(kari, actions.give, baton=opened(), to=per, reason="Hemmelig grunn")
    with acting_as(SYSTEM, "tettpaa_system"):
        event = Event.objects.get(verb="baton.given")
        assert (event.actor_id, event.subject_id, event.person_id) == (kari.id, baton.id, baton.person_id)
        assert "Hemmelig" not in str(event.details)
        assert Message.objects.get(to=per).subject_id == baton.subject_id
        assert BatonMove.objects.get(move="given").reason == "Hemmelig grunn"


def test_batons_are_not_written_past_the_actions(house: House, opened: Opened):
    baton = opened()
    for write in (baton.save, baton.delete, Baton.objects.all().delete):
        with pytest.raises(TypeError):
            write()
    with pytest.raises(TypeError):
        Baton.objects.update(due=date(2030, 1, 1))


def test_mine_has_what_i_hold_and_what_i_am_asked_nearest_first(house: House, opened: Opened):
    kari, ingrid = house.users["kari"], house.users["ingrid"]
    held = opened(holder=ingrid, due=date(2026, 12, 1))
    asked = as_user(kari, actions.offer, baton=opened(), to=ingrid, reason="Kan du?")
    opened(by="ingrid", person="amina")
    with acting_as(ingrid.id):
        assert [row.id for row in queries.mine(viewer=ingrid)] == [asked.id, held.id]
        assert queries.of_many("probe", [held.subject_id, uuid.uuid4()], viewer=ingrid) == {
            held.subject_id: held
        }


def test_one_whose_holder_has_left_by_date_goes_on_when_it_is_touched(house: House, opened: Opened):
    kari, ingrid = house.users["kari"], house.users["ingrid"]
    baton = as_user(kari, actions.offer, baton=opened(), to=ingrid, reason="Kan du?")
    kari.memberships.update(last=date(2026, 11, 23))
    with clock.frozen(date(2026, 11, 24)):
        baton = as_user(ingrid, actions.decline, baton=baton, reason="Jeg er på kurs.")
        assert baton.holder == ingrid, "next on the ladder, although she had no time just then"
