"""The counsellor triages a class in bulk; who may, what they read, and what is kept."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from tests.identification.conftest import ABSENCE, LIMIT, WARNING, Watch
from tettpaa.access.acting import acting_as
from tettpaa.access.decide import decide
from tettpaa.audit.models import Event
from tettpaa.identification import queries
from tettpaa.identification.actions import answer, mark_taken, switch, undo_answer
from tettpaa.identification.events import Happened
from tettpaa.identification.models import Signal
from tettpaa.identification.queries import TriageClass
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError

TODAY = date(2026, 11, 23)


@pytest.fixture
def morning(watch: Watch) -> Watch:
    """Jonas is much away, in English near the limit; Amina was warned in mathematics; Elias is elsewhere."""
    warned = {(watch.key("amina"), "warning_9_7"): [Happened(date(2026, 11, 17), "mathematics")]}
    watch.run(
        watch.fired("jonas", ABSENCE, 0.14, part=600.0, whole=4200.0),
        watch.fired("jonas", LIMIT, 0.08, part=300.0, whole=3750.0, detail="english"),
        watch.fired("amina", WARNING, 1.0, part=1.0),
        watch.fired("elias", ABSENCE, 0.14, part=600.0, whole=4200.0),
        events=warned,
    )
    return watch


def triage(watch: Watch, who: str, unit: str = "fjordvik", **more: object) -> list[TriageClass]:
    viewer = watch.house.users[who]
    with acting_as(viewer.id):
        return queries.for_triage(viewer=viewer, unit=watch.house.units[unit].id, **more)


def test_a_class_stands_with_the_gravest_first_in_words(morning: Watch) -> None:
    (one,) = triage(morning, "ingrid")
    assert (one.code, [y.name for y in one.young]) == ("1BAA", ["Amina Prøve", "Jonas Prøve"])
    amina, jonas = one.young
    assert amina.signals[0].told.title == "Varsel om manglende vurderingsgrunnlag de siste fire ukene"
    assert "Gjelder matematikk (17. november)." in amina.signals[0].told.sentences[0]
    assert [s.rule for s in jonas.signals] == [LIMIT, ABSENCE]
    assert "engelsk" in jonas.signals[0].told.sentences[0]
    assert "14 %" in jonas.signals[1].told.sentences[0]


@pytest.mark.parametrize(
    ("language", "said"), [("nn", "Borte 10 av 70 timar"), ("en", "Away 10 of 70 hours")]
)
def test_the_sentences_are_in_the_language_of_the_reader(morning: Watch, language: str, said: str) -> None:
    with translation.override(language):
        (one,) = triage(morning, "ingrid")
    assert one.young[1].signals[1].told.sentences[0].startswith(said)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("ingrid", {"jonas", "amina"}),
        ("kari", {"jonas", "amina"}),
        ("per", {"jonas", "amina"}),
        ("rita", {"jonas", "amina"}),
        ("sven", {"elias"}),
        ("synne", {"elias"}),
        *((who, set()) for who in ("tom", "hanne", "cato", "ada", "noor", "ola", "lise", "jonas_self")),
    ],
)
def test_only_those_who_work_with_signals_see_them(morning: Watch, who: str, sees: set[str]) -> None:
    viewer, units = morning.house.users[who], (morning.house.units[u].id for u in ("fjordvik", "solvik"))
    with acting_as(viewer.id):
        by_sql = set(Signal.objects.values_list("person_id", flat=True))
        counted = sum(c.people for unit in units for c in queries.triage_counts(viewer=viewer, unit=unit))
    listed = [y for unit in ("fjordvik", "solvik") for one in triage(morning, who, unit) for y in one.young]
    assert by_sql == {morning.house.young[name].id for name in sees} == {y.person_id for y in listed}
    assert counted == len(sees)


def test_a_bulk_answer_empties_the_list_and_is_logged_by_person(morning: Watch) -> None:
    ingrid = morning.house.users["ingrid"]
    with acting_as(ingrid.id):
        done = answer(signals=morning.new("jonas", "amina"), kind="known", reason="followed_up", by=ingrid)
    assert (len(done.done), done.left) == (3, [])
    assert triage(morning, "ingrid") == []
    logged = Event.objects.filter(verb="signals.known", actor_id=ingrid.id)
    assert {event.person_id for event in logged} == {morning.house.young[n].id for n in ("jonas", "amina")}
    assert all("explained" not in str(event.details) for event in logged)


def test_two_who_answer_at_once_are_told_what_was_left(morning: Watch) -> None:
    ingrid, rita = morning.house.users["ingrid"], morning.house.users["rita"]
    both = morning.new("jonas")
    with acting_as(ingrid.id):
        answer(signals=both[:1], kind="known", reason="explained", by=ingrid)
    with acting_as(rita.id):
        found = answer(signals=both, kind="not_now", reason="talked", by=rita)
    assert (found.done, found.left) == (both[1:], both[:1])
    assert Signal.objects.get(id=both[0]).answered_by_id == ingrid.id


def test_a_contact_teacher_sees_and_is_told_who_answers(morning: Watch) -> None:
    kari = morning.house.users["kari"]
    with pytest.raises(PermissionDenied, match="rådgiver"), acting_as(kari.id):
        answer(signals=morning.new("jonas"), kind="known", reason="explained", by=kari)
    assert len(morning.new("jonas")) == 2


@pytest.mark.parametrize("who", ["tom", "hanne", "noor", "cato", "lise", "jonas_self", "sven", "synne"])
def test_to_a_stranger_the_signals_are_not_there(morning: Watch, who: str) -> None:
    user, asked = morning.house.users[who], morning.new("jonas")
    with acting_as(user.id):
        assert answer(signals=asked, kind="known", reason="explained", by=user).done == []
    assert morning.new("jonas") == asked


def test_the_reason_is_told_to_who_may_and_who_may_not(morning: Watch) -> None:
    unit, users = morning.house.units["fjordvik"].id, morning.house.users
    assert decide(users["ingrid"], "signals.triage", unit).reason == "fordi du er rådgiver ved Fjordvik"
    assert not decide(users["synne"], "signals.triage", unit)


@pytest.mark.parametrize(
    ("kind", "reason", "until"),
    [
        ("known", "talked", None),
        ("known", "because", None),
        ("not_now", "talked", TODAY),
        ("not_now", "talked", TODAY + timedelta(weeks=27)),
    ],
)
def test_a_senseless_answer_is_refused(morning: Watch, kind: str, reason: str, until: date | None) -> None:
    ingrid = morning.house.users["ingrid"]
    with pytest.raises(InputError), acting_as(ingrid.id):
        answer(signals=morning.new("jonas"), kind=kind, reason=reason, until=until, by=ingrid)
    assert len(morning.new("jonas")) == 2


def test_an_answer_is_undone_the_same_day_only_and_by_oneself(morning: Watch) -> None:
    ingrid, rita = morning.house.users["ingrid"], morning.house.users["rita"]
    asked = morning.new("jonas")
    with acting_as(ingrid.id):
        answer(signals=asked, kind="not_now", reason="waiting", by=ingrid)
    with acting_as(rita.id):
        assert undo_answer(signals=asked, by=rita).done == []
    with clock.frozen(TODAY + timedelta(days=1)), acting_as(ingrid.id):
        assert undo_answer(signals=asked, by=ingrid).done == []
    with acting_as(ingrid.id):
        assert undo_answer(signals=asked, by=ingrid).done == asked
    assert morning.new("jonas") == asked


def test_what_is_followed_up_can_not_be_undone_here(morning: Watch) -> None:
    ingrid, asked = morning.house.users["ingrid"], morning.new("amina")
    with acting_as(ingrid.id):
        mark_taken(signals=asked, concern=uuid.uuid4(), by=ingrid)
        assert undo_answer(signals=asked, by=ingrid).done == []


def test_the_person_page_tells_what_was_answered_by_whom(morning: Watch) -> None:
    ingrid, kari, jonas = (morning.house.users[n] for n in ("ingrid", "kari", "jonas_self"))
    with acting_as(ingrid.id):
        answer(signals=morning.new("jonas"), kind="known", reason="explained", note="Idrett", by=ingrid)
    person = morning.house.young["jonas"].id
    with acting_as(kari.id):
        rows = queries.of_person(person, viewer=kari)
    assert {(r.state_label, r.reason, r.answered_by, r.note) for r in rows} == {
        ("kjent fra før", "Det har en kjent forklaring", "Ingrid Testesen", "Idrett")
    }
    with acting_as(jonas.id):
        assert queries.of_person(person, viewer=jonas) == []


def test_signals_of_a_rule_that_is_switched_off_leave_the_list(morning: Watch) -> None:
    cato = morning.house.users["cato"]
    with clock.frozen(TODAY + timedelta(days=1)):
        with acting_as(cato.id):
            switch(
                rule=WARNING, on=False, from_date=clock.today(), reason="Følges opp i skolens system", by=cato
            )
        assert [y.name for one in triage(morning, "ingrid") for y in one.young] == ["Jonas Prøve"]
