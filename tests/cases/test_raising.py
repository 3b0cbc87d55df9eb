"""Si fra: who may, about what, where it goes, and that it makes one."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.cases.people import School
from tettpaa.audit.models import Event
from tettpaa.baton.models import Baton
from tettpaa.cases import queries
from tettpaa.cases.models import Concern, DutyReport, Statement
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.models import Message


@pytest.mark.parametrize(
    ("who", "holder"), [("tom", "kari"), ("kari", "ingrid"), ("lise", "kari"), ("jonas_self", "kari")]
)
def test_it_goes_to_the_nearest_who_did_not_say_it(school: School, who: str, holder: str) -> None:
    raised = school.says(who)
    baton = Baton.objects.get(subject_id=raised.concern)
    assert (baton.holder, baton.due) == (school.user(holder), date(2026, 11, 25))
    assert raised.receiver == school.user(holder)


@pytest.mark.parametrize("duty", ["environment", "danger"])
def test_what_the_law_gives_the_principal_is_hers_today_whatever_was_ticked(
    school: School, duty: str
) -> None:
    baton = Baton.objects.get(subject_id=school.says("lise", duty=duty).concern)
    assert (baton.holder, baton.due) == (school.user("rita"), date(2026, 11, 23))
    assert baton.urgent == (duty == "environment")


@pytest.mark.parametrize("matter", ["klass", "routine"])
def test_a_class_or_a_routine_is_the_principals(school: School, matter: str) -> None:
    raised = school.says("tom", getattr(school, matter)())
    assert raised.receiver == school.user("rita")


def test_not_getting_enough_out_of_teaching_is_the_principals_within_the_week(school: School) -> None:
    raised = school.says("tom", duty="teaching")
    assert (raised.receiver, raised.due) == (school.user("rita"), date(2026, 11, 25))


def test_a_principal_alone_with_it_keeps_it(school: School) -> None:
    assert school.says("rita", duty="environment").receiver == school.user("rita")


def test_close_family_is_never_the_one_to_react(school: School) -> None:
    from tettpaa.pathway.models import Guardian

    kari = school.user("kari")
    jonas = school.house.young["jonas"]
    Guardian.objects.create(
        id=uuid.uuid4(), person=jonas, user=kari, given_name="K", family_name="T", relation="mor"
    )
    assert school.says("tom").receiver == school.user("ingrid")


def test_what_goes_to_child_welfare_is_not_written_down(school: School) -> None:
    raised = school.says("tom", duty="child_welfare", words="Noe ingen skal lese.")
    assert raised.concern is None
    assert not Concern.objects.exists()
    assert not Statement.objects.exists()
    assert DutyReport.objects.get().by == school.user("tom")
    assert "ingen skal" not in str(list(Event.objects.values_list("details", flat=True)))


def test_the_preview_says_who_and_by_when_before_it_is_sent(school: School) -> None:
    shown = school.asks("tom", queries.preview, matter=school.person(), duty="other", urgency="this_week")
    assert shown.button == "Send til Kari Testesen (kontaktlærer)"
    assert shown.sentence == "Kari Testesen (kontaktlærer) får det nå, og skal se på det senest 25. november."
    raised = school.says("tom")
    assert (raised.receiver, raised.due) == (shown.receiver.user, shown.receiver.due)


def test_the_preview_of_danger_gives_the_numbers_first(school: School) -> None:
    shown = school.asks("tom", queries.preview, matter=school.person(), duty="danger", urgency="this_week")
    assert shown.duty.phones == ("113", "110", "112")
    assert shown.sentence == "Rita Testesen (rektor) får det nå, og skal se på det i dag."


def test_the_preview_of_child_welfare_sends_nothing(school: School) -> None:
    shown = school.asks("tom", queries.preview, matter=school.person(), duty="child_welfare", urgency="today")
    assert shown.receiver is None
    assert shown.button == "Jeg har meldt fra til barnevernet"
    assert shown.duty.phones == ("116 111",)


@pytest.mark.parametrize("who", ["sven", "synne", "noor", "cato", "ada"])
def test_a_stranger_can_neither_say_nor_ask_who_would_get_it(school: School, who: str) -> None:
    with pytest.raises(PermissionDenied):
        school.says(who)
    with pytest.raises(PermissionDenied):
        school.asks(who, queries.preview, matter=school.person(), duty="other", urgency="today")
    with pytest.raises(PermissionDenied):
        school.says(who, school.klass())


def test_a_double_click_makes_one_and_answers_the_same(school: School) -> None:
    key = uuid.uuid4()
    first, second = school.says("tom", request_key=key), school.says("tom", request_key=key)
    assert first == second
    assert Concern.objects.count() == Baton.objects.count() == 1
    assert Message.objects.filter(to=school.user("kari")).count() == 1


def test_two_people_may_happen_on_the_same_key(school: School) -> None:
    key = uuid.uuid4()
    assert school.says("tom", request_key=key).concern != school.says("lise", request_key=key).concern


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": " "},
        {"words": "x" * 4001},
        {"hidden_ground": "because"},
        {"urgency": "this_week", "duty": "no_mark_basis", "matter": "routine"},
    ],
)
def test_what_is_left_out_is_asked_for_and_nothing_is_kept(school: School, wrong: dict) -> None:
    if "matter" in wrong:
        wrong = wrong | {"matter": school.routine()}
    with pytest.raises(InputError):
        school.says("tom", **wrong)
    assert not Concern.objects.exists()


def test_deadlines_skip_the_weekend(school: School) -> None:
    with clock.frozen(date(2026, 11, 27)):
        assert school.says("tom").due == date(2026, 12, 1)


def test_who_has_left_school_belongs_to_the_follow_up_service(school: School) -> None:
    from tettpaa.access.refresh import refresh
    from tettpaa.pathway.models import Enrolment

    jonas = school.house.young["jonas"].id
    Enrolment.objects.filter(person=jonas).update(last=date(2026, 11, 1))
    refresh(persons=[jonas])
    assert school.says("lise").receiver == school.user("ola")
