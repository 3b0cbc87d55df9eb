"""From said to closed: what the holder does, what it takes, and what the one who said it is told."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.cases.people import School
from tettpaa.audit.models import Event
from tettpaa.baton.models import Baton
from tettpaa.cases import queries
from tettpaa.cases.models import Concern, Statement
from tettpaa.cases.states import State
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.notify.models import Message

SHARED = {"processing": "public_task", "exception": "other_agency_13b5"}


@pytest.fixture
def concern(school: School) -> uuid.UUID:
    """Said by Tom, who teaches Jonas one subject; with Kari, his contact teacher."""
    return school.says("tom").concern


def baton(concern: uuid.UUID) -> Baton:
    return Baton.objects.get(subject_id=concern, closed_at=None)


def test_seen_decided_and_closed_and_the_one_who_said_it_hears_no_more_than_they_may(
    school: School, concern: uuid.UUID
) -> None:
    school.steps("kari", "see", concern)
    assert baton(concern).due == date(2026, 11, 30)
    school.steps(
        "kari", "decide", concern, decision="follow_up", reason="Hemmelig om familien.",
        follow_up=date(2026, 12, 4),
    )  # fmt: skip
    assert baton(concern).due == date(2026, 12, 4)
    school.steps("kari", "close", concern, outcome="better", text="Hemmelig om helsen.")
    assert not Baton.objects.filter(subject_id=concern, closed_at=None).exists()
    told = school.receipts("tom")
    assert told == [
        "Kari Testesen (kontaktlærer) har det, og skal se på det senest 25. november.",
        "Kontaktlærer har sett det du sa fra om.",
        "Kontaktlærer har sett på det, og det blir fulgt opp.",
        "Kontaktlærer har fulgt det opp og avsluttet.",
    ]
    texts = [(m.text, m.subject_kind, m.params) for m in Message.objects.filter(to=school.user("tom"))]
    assert sorted(t for t, _, _ in texts) == ["concern.closed", "concern.decided", "concern.seen"]
    assert all(kind == "statement" and not params for _, kind, params in texts)


def test_a_colleague_with_access_is_told_the_decision(school: School) -> None:
    concern = school.says("per").concern
    school.steps("kari", "see", concern)
    school.steps("kari", "decide", concern, decision="case_opened", reason="Flere signaler.",
                 follow_up=date(2026, 12, 4))  # fmt: skip
    assert school.receipts("per")[-1] == "Kontaktlærer har bestemt: opprettet sak."
    assert school.asks("per", queries.raised_by_me)[0].concern_id == concern


def test_no_action_needs_a_reason_and_closes(school: School, concern: uuid.UUID) -> None:
    with pytest.raises(InputError):
        school.steps("kari", "decide", concern, decision="no_action", reason=" ")
    row = school.steps("kari", "decide", concern, decision="no_action", reason="Han var forkjølet.")
    assert (row.state, row.outcome) == (State.CLOSED, "no_action")
    assert school.receipts("tom")[-1].endswith("det blir ikke fulgt opp videre nå.")
    assert not Baton.objects.filter(closed_at=None).exists()


def test_school_environment_can_be_neither_dismissed_nor_handed_on(school: School) -> None:
    concern = school.says("tom", duty="environment").concern
    with pytest.raises(InputError):
        school.steps("rita", "decide", concern, decision="no_action", reason="Bare tull.")
    with pytest.raises(PermissionDenied, match="12-4"):
        school.steps("rita", "pass_on", concern, to=school.user("ingrid"), reason="Har ikke tid.")
    with pytest.raises(InputError):
        school.steps(
            "rita",
            "pass_on",
            concern,
            to=school.user("noor"),
            unit=school.house.units["nav"],
            reason="x",
            **SHARED,
        )
    assert school.row(concern).state == State.RAISED


@pytest.mark.parametrize("follow_up", [None, date(2026, 11, 22), date(2027, 6, 1)])
def test_following_up_takes_a_date_that_is_not_past_or_far_off(
    school: School, concern: uuid.UUID, follow_up: date | None
) -> None:
    with pytest.raises(InputError):
        school.steps("kari", "decide", concern, decision="follow_up", reason="Ja.", follow_up=follow_up)
    assert school.row(concern).state == State.RAISED


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("see", {}),
        ("decide", {"decision": "no_action", "reason": "Nei."}),
        ("pass_on", {"reason": "Nei."}),
        ("close", {"outcome": "better"}),
    ],
)
def test_only_the_holder_reacts_and_the_others_are_told_who_it_is(
    school: School, concern: uuid.UUID, verb: str, told: dict
) -> None:
    if verb == "close":
        school.steps(
            "kari", "decide", concern, decision="follow_up", reason="Ja.", follow_up=date(2026, 12, 1)
        )
    if verb == "pass_on":
        told = told | {"to": school.user("per")}
    with pytest.raises(PermissionDenied, match="Det er Kari Testesen som har den"):
        school.steps("ingrid", verb, concern, **told)
    for stranger in ("tom", "sven", "lise", "jonas_self", "nils"):
        with pytest.raises(Concern.DoesNotExist):
            school.steps(stranger, verb, concern, **told)


def test_what_is_not_decided_can_not_be_closed(school: School, concern: uuid.UUID) -> None:
    with pytest.raises(PermissionDenied, match="sagt fra"):
        school.steps("kari", "close", concern, outcome="better")


def test_what_is_closed_stays_closed(school: School, concern: uuid.UUID) -> None:
    school.steps("kari", "decide", concern, decision="no_action", reason="Nei.")
    for verb, told in (("see", {}), ("decide", {"decision": "no_action", "reason": "Nei."})):
        with pytest.raises(PermissionDenied, match="avsluttet"):
            school.steps("kari", verb, concern, **told)


def test_given_to_a_colleague_it_is_hers_at_once(school: School, concern: uuid.UUID) -> None:
    school.steps("kari", "pass_on", concern, to=school.user("ingrid"), reason="Hun kjenner familien.")
    assert baton(concern).holder == school.user("ingrid")
    assert Message.objects.get(to=school.user("ingrid")).text == "baton.given"  # once
    school.steps("ingrid", "decide", concern, decision="no_action", reason="Avklart.")


def test_offered_to_nav_it_is_held_until_it_is_accepted_and_nav_sees_no_more(
    school: School, concern: uuid.UUID
) -> None:
    other = school.says("lise").concern
    nav = school.house.units["nav"]
    school.steps("kari", "pass_on", concern, to=school.user("noor"), unit=nav, reason="Vil jobbe.", **SHARED)
    assert baton(concern).holder == school.user("kari")
    assert school.sees("noor", concern)
    assert not school.sees("noor", other)
    assert school.asks("noor", queries.for_inbox)[0].offered
    school.steps("noor", "accept", concern)
    assert (baton(concern).holder, baton(concern).unit) == (school.user("noor"), nav)
    assert school.row(concern).state == State.SEEN
    assert Message.objects.filter(to=school.user("kari"), text="baton.accepted").exists()
    assert not school.sees("noor", other)
    school.steps("noor", "decide", concern, decision="no_action", reason="Fikk jobb.")
    assert not school.sees("noor", concern)


@pytest.mark.parametrize("lacking", ["processing", "exception"])
def test_nothing_is_told_to_another_agency_without_both_grounds(
    school: School, concern: uuid.UUID, lacking: str
) -> None:
    nav = school.house.units["nav"]
    for wrong in ("", "transfer_25_1"):  # § 25-1 reaches schools and the follow-up service, never NAV
        with pytest.raises(InputError):
            school.steps("kari", "pass_on", concern, to=school.user("noor"), unit=nav, reason="Vil jobbe.",
                         **SHARED | {lacking: wrong})  # fmt: skip
    assert not school.sees("noor", concern)


def test_the_grounds_for_telling_another_agency_are_kept(school: School, concern: uuid.UUID) -> None:
    nav = school.house.units["nav"]
    school.steps("kari", "pass_on", concern, to=school.user("noor"), unit=nav, reason="Vil jobbe.", **SHARED)
    details = Event.objects.get(verb="concern.pass_on").details
    assert (details["processing"], details["exception"]) == ("public_task", "other_agency_13b5")


def test_declined_it_is_back_with_the_giver_to_decide(school: School, concern: uuid.UUID) -> None:
    nav = school.house.units["nav"]
    school.steps("kari", "pass_on", concern, to=school.user("noor"), unit=nav, reason="Vil jobbe.", **SHARED)
    school.steps("noor", "decline", concern, reason="For ung.")
    assert baton(concern).holder == school.user("kari")
    assert not school.sees("noor", concern)
    assert school.asks("kari", queries.for_inbox)[0].verb == "decide"
    school.steps("kari", "decide", concern, decision="no_action", reason="Skolen ordner det.")


def test_an_offer_nobody_answers_comes_back_to_be_decided(school: School, concern: uuid.UUID) -> None:
    nav = school.house.units["nav"]
    school.steps("kari", "pass_on", concern, to=school.user("noor"), unit=nav, reason="Vil jobbe.", **SHARED)
    with clock.frozen(date(2026, 11, 27)):
        school.climbs()
        assert not school.sees("noor", concern)
        holder = baton(concern).holder.username
        assert (
            school.asks(holder, queries.for_inbox)[0].sentence == "Ingen tok imot. Bestem hva som skal skje."
        )
        said = [line.sentence for line in school.asks(holder, queries.history, concern)]
    assert "Ingen svarte. Kari Testesen har den fortsatt." in said


def test_a_colleague_on_the_ladder_takes_over(school: School, concern: uuid.UUID) -> None:
    school.steps("ingrid", "take", concern, reason="Kari er syk.")
    assert baton(concern).holder == school.user("ingrid")
    assert school.receipts("tom")[-1] == "Rådgiver har sett det du sa fra om."
    assert Message.objects.filter(to=school.user("kari"), text="baton.taken").exists()


def test_not_seen_in_time_it_climbs_and_the_next_one_can_act(school: School, concern: uuid.UUID) -> None:
    with clock.frozen(date(2026, 11, 27)):
        assert school.climbs() == 1
        assert baton(concern).holder == school.user("ingrid")
        said = [line.sentence for line in school.asks("ingrid", queries.history, concern)]
        assert said == ["Tom Testesen sa fra.", "Fristen gikk ut. Ingrid Testesen har den nå."]
        school.steps("ingrid", "see", concern)


def test_who_comes_second_is_refused_and_sees_both_texts(school: School, concern: uuid.UUID) -> None:
    read = school.row(concern).version
    school.steps("kari", "decide", concern, decision="follow_up", reason="Jeg ringer hjem.",
                 follow_up=date(2026, 12, 1))  # fmt: skip
    with pytest.raises(StaleWrite) as stale:
        school.steps("kari", "decide", concern, version=read, decision="no_action", reason="Ikke noe.")
    assert (stale.value.theirs["text"], stale.value.mine["text"]) == ("Jeg ringer hjem.", "Ikke noe.")
    assert school.row(concern).decision == "follow_up"


def test_a_closing_is_undone_the_same_day_by_who_closed_it(school: School, concern: uuid.UUID) -> None:
    school.steps("kari", "decide", concern, decision="no_action", reason="Nei.")
    with pytest.raises(PermissionDenied):
        school.steps("ingrid", "reopen", concern)
    with clock.frozen(date(2026, 11, 24)), pytest.raises(PermissionDenied):
        school.steps("kari", "reopen", concern)
    assert school.steps("kari", "reopen", concern).state == State.DECIDED
    assert baton(concern).holder == school.user("kari")
    assert school.receipts("tom")[-1] == "Kontaktlærer følger det opp igjen."


def test_signals_join_once(school: School) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    raised = school.says("ingrid", signals=[first], origin=("signal", first), words="12 % fravær", mine=True)
    assert raised.receiver == school.user("ingrid")
    jonas = school.house.young["jonas"].id
    assert school.asks("ingrid", queries.open_from_signals, jonas) == raised.concern
    assert school.steps("ingrid", "join_signals", raised.concern, signals=[first, second], text="To IV")
    assert not school.steps("ingrid", "join_signals", raised.concern, signals=[second], text="To IV")
    spoken = school.asks("ingrid", queries.concern, raised.concern).spoken
    assert [(said.words, said.signals) for said in spoken] == [
        ("12 % fravær", (first,)),
        ("To IV", (second,)),
    ]


def test_only_the_ladder_keeps_what_it_says_itself(school: School) -> None:
    assert school.says("tom", mine=True).receiver == school.user("kari")


def test_the_page_offers_one_next_thing_and_says_why_not(school: School, concern: uuid.UUID) -> None:
    assert school.asks("kari", queries.concern, concern).next.verb == "see"
    shown = school.asks("ingrid", queries.concern, concern)
    assert shown.next.verb == "take"
    assert not shown.may("decide")
    with pytest.raises(Concern.DoesNotExist):
        school.asks("tom", queries.concern, concern)


def test_the_inbox_says_who_why_and_until_when(school: School, concern: uuid.UUID) -> None:
    row = school.asks("kari", queries.for_inbox)[0]
    assert (row.who, row.group, row.due, row.verb) == ("Jonas Prøve", "1BAA", date(2026, 11, 25), "see")
    assert row.sentence == "Noen har sagt fra: noe annet."
    with clock.frozen(date(2026, 11, 26)):
        assert school.asks("kari", queries.for_inbox)[0].overdue
    assert school.asks("ingrid", queries.for_inbox) == []


def test_the_history_tells_it_in_words(school: School, concern: uuid.UUID) -> None:
    school.steps("kari", "see", concern)
    school.steps("kari", "pass_on", concern, to=school.user("per"), reason="Gjelder flere.")
    lines = school.asks("ingrid", queries.history, concern)
    assert [line.sentence for line in lines] == [
        "Tom Testesen sa fra.",
        "Kari Testesen (kontaktlærer) har sett det.",
        "Kari Testesen (kontaktlærer) sendte det videre til Per Testesen.",
    ]
    assert lines[-1].text == "Gjelder flere."
    assert school.asks("tom", queries.history, concern) == []


def test_the_database_refuses_an_open_concern_without_a_baton(school: School, concern: uuid.UUID) -> None:
    from django.db import connection

    def close() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update baton_baton set closed_at = now() where subject_id = %s", [concern])
            cursor.execute("set constraints all immediate")

    with pytest.raises(IntegrityError, match="holder"):
        close()
    assert baton(concern)


def test_what_it_is_about_never_changes(school: School, concern: uuid.UUID) -> None:
    amina = school.house.young["amina"]
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Concern.objects.filter(id=concern).update(person=amina)


def test_words_once_said_can_not_be_changed(school: School, concern: uuid.UUID) -> None:
    from django.db import ProgrammingError

    def reword(*, viewer: object) -> None:
        Statement.objects.filter(concern=concern).update(words="Noe annet.")

    with pytest.raises(ProgrammingError, match="permission denied"):
        school.asks("tom", reword)


def test_counts_are_by_class_and_never_by_one_or_two_people(school: School, concern: uuid.UUID) -> None:
    unit = school.house.units["fjordvik"].id
    school.says("tom", school.person("amina"))
    school.steps("kari", "decide", concern, decision="follow_up", reason="Ja.", follow_up=date(2026, 12, 1))
    need = school.asks("ingrid", queries.needs, unit)
    assert [(one.code, one.need, one.nothing_done) for one in need] == [("1BAA", 2, 1)]
    since = date(2026, 11, 1)
    assert school.asks("rita", queries.days_to_seen, unit, since).median is None
    for _ in range(3):
        school.says("tom", school.person("amina"))
    with clock.frozen(clock.today() + timedelta(days=2)):
        days = school.asks("rita", queries.days_to_seen, unit, since)
    assert (days.count, days.waiting, days.median) == (5, 4, 2.0)
    assert school.asks("sven", queries.needs, unit) == []
    assert school.asks("tom", queries.days_to_seen, unit, since).count == 0
