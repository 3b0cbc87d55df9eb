"""A run becomes load and signals; the same run twice is one; what was answered stays so unless worse."""

import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identification.conftest import ABSENCE, BOOK, LIMIT, WARNING, Watch
from tettpaa.access.acting import acting_as
from tettpaa.audit.models import Event
from tettpaa.engine.asof import AsOf
from tettpaa.engine.identify import identify
from tettpaa.engine.signals import SignalFile
from tettpaa.engine.specs.rows import facts_of, read_table, write_facts
from tettpaa.identification.actions import answer, mark_taken, store_run
from tettpaa.identification.events import Happened, read_events
from tettpaa.identification.models import RuleLoad, Run, Signal
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.pathway.models import Enrolment

TODAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)
OFF = "one-subject"


def say(watch: Watch, kind: str, *names: str, **more: object) -> None:
    ingrid, reason = watch.house.users["ingrid"], {"known": "explained", "not_now": "talked"}[kind]
    with acting_as(ingrid.id):
        answer(signals=watch.new(*names), kind=kind, reason=reason, by=ingrid, **more)


def test_the_same_run_twice_adds_nothing(watch: Watch) -> None:
    fired = (watch.fired("jonas", ABSENCE), watch.fired("amina", ABSENCE), watch.fired("jonas", OFF, 0.7))
    first = watch.run(*fired)
    before = list(Signal.objects.order_by("id").values()), RuleLoad.objects.count()
    second = watch.run(*fired)
    assert (first.id, first.raised) == (second.id, second.raised)
    assert second.raised == 2
    assert (list(Signal.objects.order_by("id").values()), RuleLoad.objects.count()) == before


def test_only_rules_that_are_on_become_signals_and_all_count_as_load(watch: Watch) -> None:
    run = watch.run(
        watch.fired("jonas", ABSENCE), watch.fired("jonas", OFF, 0.7), watch.fired("amina", OFF, 0.7)
    )
    assert watch.states("jonas") == [(ABSENCE, "new")]
    assert watch.states("amina") == []
    loads = {(r.unit.name, r.rule): (r.n, r.enrolled) for r in RuleLoad.objects.all()}
    assert loads == {
        ("Fjordvik", "*"): (2, 2),
        ("Fjordvik", ABSENCE): (1, 2),
        ("Fjordvik", OFF): (2, 2),
        ("Solvik", "*"): (0, 1),
    }
    assert (run.people, run.flagged, run.by_rule) == (3, 2, {ABSENCE: 1, OFF: 2})


def test_somebody_without_a_place_is_counted_and_gets_no_signal(watch: Watch) -> None:
    Enrolment.objects.filter(person=watch.house.young["jonas"]).update(last=TODAY - WEEK)
    run = watch.run(watch.fired("jonas", ABSENCE))
    assert (run.unplaced, run.people, watch.states("jonas")) == (1, 2, [])


def test_what_is_still_new_is_brought_up_to_date(watch: Watch) -> None:
    watch.run(watch.fired("jonas", ABSENCE, 0.12))
    with clock.frozen(TODAY + WEEK):
        watch.run(watch.fired("jonas", ABSENCE, 0.3))
    row = Signal.objects.get()
    assert (row.state, row.nth, row.evidence[0]["value"], row.first_seen) == ("new", 1, 0.3, TODAY)
    assert row.last_seen == TODAY + WEEK


def test_what_was_answered_does_not_come_back_until_it_is_worse(watch: Watch) -> None:
    watch.run(watch.fired("jonas", ABSENCE, 0.12))
    say(watch, "known", "jonas")
    with clock.frozen(TODAY + WEEK):
        watch.run(watch.fired("jonas", ABSENCE, 0.149))
        assert watch.states("jonas") == [(ABSENCE, "known")]
    with clock.frozen(TODAY + 2 * WEEK):
        watch.run(watch.fired("jonas", ABSENCE, 0.15))
        assert watch.states("jonas") == [(ABSENCE, "known"), (ABSENCE, "new")]
        assert Signal.objects.get(state="new").again == "figure"


def test_not_now_comes_back_on_its_day(watch: Watch) -> None:
    watch.run(watch.fired("jonas", ABSENCE))
    say(watch, "not_now", "jonas", until=TODAY + 2 * WEEK)
    for weeks, states in ((1, ["not_now"]), (2, ["not_now", "new"])):
        with clock.frozen(TODAY + weeks * WEEK):
            watch.run(watch.fired("jonas", ABSENCE))
            assert [state for _, state in watch.states("jonas")] == states


def test_a_taken_signal_stays_taken(watch: Watch) -> None:
    watch.run(watch.fired("jonas", ABSENCE))
    ingrid = watch.house.users["ingrid"]
    with acting_as(ingrid.id):
        mark_taken(signals=watch.new("jonas"), concern=uuid.uuid4(), by=ingrid)
    with clock.frozen(TODAY + WEEK):
        watch.run(watch.fired("jonas", ABSENCE))
    assert watch.states("jonas") == [(ABSENCE, "taken")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weeks=st.lists(
        st.tuples(st.sampled_from((None, 0.11, 0.13, 0.17, 0.25, 0.6)), st.booleans()), max_size=12
    )
)
def test_through_any_history_only_worse_asks_again(watch: Watch, weeks: list) -> None:
    """Known with a figure; asked again only when it grew by a quarter of it, or was gone for eight weeks."""
    Signal.objects.all().delete()
    Run.objects.filter(signals__isnull=True, as_of__gt=TODAY).delete()
    answered: float | None = None
    seen, waiting = TODAY, False
    for number, (figure, answers) in enumerate(weeks, 1):
        with clock.frozen(TODAY + number * WEEK):
            watch.run(*([watch.fired("amina", ABSENCE, figure)] if figure else []))
            if figure:
                gone = TODAY + number * WEEK - seen >= 8 * WEEK
                waiting = waiting or answered is None or gone or figure >= 1.25 * answered - 1e-12
                seen = TODAY + number * WEEK
                latest = figure
            assert bool(watch.new("amina")) == waiting
            if waiting and answers:
                say(watch, "known", "amina")
                answered, waiting = latest, False
    Signal.objects.all().delete()
    Run.objects.filter(as_of__gt=TODAY).delete()


def test_a_run_of_an_earlier_day_is_refused(watch: Watch) -> None:
    with pytest.raises(InputError, match="is stored already"):
        watch.run(as_of=TODAY - WEEK)


def test_a_changed_book_needs_a_new_version(watch: Watch) -> None:
    with pytest.raises(InputError, match="not the one that was used"), acting_as(None, "tettpaa_system"):
        store_run(
            by=watch.house.users["ada"], as_of=TODAY, signals=(),
            book=type(BOOK)(BOOK.name, BOOK.version, BOOK.rules, BOOK.text + "\n# changed", BOOK.labels),
        )  # fmt: skip


def test_nobody_stores_a_run_by_hand(watch: Watch) -> None:
    rita = watch.house.users["rita"]
    with pytest.raises(PermissionDenied), acting_as(rita.id):
        store_run(by=rita, as_of=TODAY, book=BOOK, signals=())


def test_a_run_leaves_its_mark_in_the_log(watch: Watch) -> None:
    run = watch.run(watch.fired("jonas", ABSENCE))
    events = Event.objects.filter(verb="signals.stored", subject_id=run.id)
    assert sorted(event.details["raised"] for event in events) == [0, 1]


def test_the_warning_of_the_school_system_names_its_subject(watch: Watch, tmp_path: Path) -> None:
    """From the event in the facts, through the engine, to the evidence of a signal that stands first."""
    tables = {
        "enrolment": "person  happened    school  group  level\nAda  2026-08-17  Nes  1A  vg1",
        "event": """
            person  happened    name         subject
            Ada     2026-11-17  warning_9_7  mathematics
            Ada     2026-09-01  warning_9_7  history
        """,
    }
    folder = tmp_path / "facts"
    write_facts(folder, facts_of({kind: read_table(text) for kind, text in tables.items()}))
    events = read_events(folder, BOOK, TODAY)
    (key, name), happened = next(iter(events.items()))
    assert (name, happened[-1]) == ("warning_9_7", Happened(date(2026, 11, 17), "mathematics"))
    identify(folder, BOOK, AsOf(TODAY), tmp_path / "signals.parquet")
    watch.house.young["jonas"].keys.create(key=key)
    watch.run(*SignalFile.open(tmp_path / "signals.parquet"), events=events)
    row = Signal.objects.get(rule=WARNING)
    assert row.priority == 3
    assert row.evidence[0]["events"] == [{"happened": "2026-11-17", "subject": "mathematics"}]


def test_a_rule_switched_on_later_the_same_day_gives_its_signals(watch: Watch) -> None:
    fired = (watch.fired("jonas", OFF, 0.7), watch.fired("jonas", LIMIT, 0.08, detail="english"))
    watch.run(*fired)
    watch.on(OFF)
    watch.run(*fired)
    assert sorted(watch.states("jonas")) == [(LIMIT, "new"), (OFF, "new")]
