"""Nobody changes the log; and what its owner does past that, the chain finds."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.support.house import House
from tettpaa.access import reads
from tettpaa.access.acting import acting_as
from tettpaa.access.topics import Topic
from tettpaa.accounts.queries import SYSTEM
from tettpaa.audit import sealer
from tettpaa.audit.models import Event, Read, Seal
from tettpaa.audit.record import record
from tettpaa.kit import clock

pytestmark = pytest.mark.django_db
HOW_MANY = 7


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """Seven events in order of time, sealed in batches of three."""
    monkeypatch.setattr(sealer, "BATCH", 3)
    subjects = [uuid.uuid4() for _ in range(HOW_MANY)]
    for number, subject in enumerate(subjects):
        with clock.frozen(date(2026, 11, 1) + timedelta(days=number)):
            record(by=SYSTEM, verb="concern.raised", subject=("concern", subject), kind="other")
    with acting_as(SYSTEM, "tettpaa_system"):
        assert sealer.seal() == HOW_MANY
        assert sealer.seal() == 0
    return list(Event.objects.order_by("at").values_list("id", flat=True))


@pytest.fixture
def past_the_triggers() -> Iterator[None]:
    """As the owner of the database who has switched off what holds the log."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        yield
        cursor.execute("set session_replication_role = origin")


def read(*persons: uuid.UUID) -> Read:
    """A request of the system that showed these persons."""
    with reads.noting() as noted:
        reads.note(persons, Topic.BASIC | Topic.RESULTS)
        with acting_as(SYSTEM, "tettpaa_system"):
            reads.write(noted, by=SYSTEM, page="person")
    return Read.objects.latest("at")


def test_an_untouched_log_holds_and_tells_its_unsealed_tail(events: list[uuid.UUID]) -> None:
    with clock.frozen(date(2026, 11, 23)):
        record(by=SYSTEM, verb="concern.seen", subject=("concern", uuid.uuid4()))
        found = sealer.verify()
        assert found.holds
        assert (found.sealed, found.unsealed, found.oldest_unsealed) == (HOW_MANY, 1, clock.now())


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "concern.closed"},
        {"actor_id": uuid.uuid4()},
        {"person_id": uuid.uuid4()},
        {"details": {"kind": "danger"}},
        {"at": "2026-11-02T11:00Z"},
        {"subject_id": uuid.uuid4()},
        {"subject_kind": "baton"},
        {"request_id": "another-one"},
    ],
)
def test_a_changed_event_is_found(past_the_triggers: None, events: list[uuid.UUID], change: dict) -> None:
    Event.objects.filter(id=events[3]).update(**change)
    assert sealer.verify().changed == [events[3]]


def test_a_removed_event_is_found(past_the_triggers: None, events: list[uuid.UUID]) -> None:
    Event.objects.filter(id=events[2]).delete()
    assert sealer.verify().removed == [events[2]]


def test_an_event_removed_with_its_seal_is_found(past_the_triggers: None, events: list[uuid.UUID]) -> None:
    Event.objects.filter(id=events[2]).delete()
    Seal.objects.filter(position=3).delete()
    assert sealer.verify().broken == [4]


def test_two_that_changed_places_are_found(past_the_triggers: None, events: list[uuid.UUID]) -> None:
    second, fifth = Seal.objects.get(position=2), Seal.objects.get(position=5)
    one, other = (second.event_id, second.salt, second.digest), (fifth.event_id, fifth.salt, fifth.digest)
    Seal.objects.filter(position=2).update(event_id=uuid.uuid4())
    for position, (event, salt, digest) in ((5, one), (2, other)):
        Seal.objects.filter(position=position).update(event_id=event, salt=salt, digest=digest)
    found = sealer.verify()
    assert found.broken == [2, 5]
    assert not found.changed


def test_a_forged_event_put_between_two_is_found(past_the_triggers: None, events: list[uuid.UUID]) -> None:
    """Given the seal of one that was removed: the digest is not its own."""
    seal, forged = Seal.objects.get(position=4), Event.objects.get(id=events[3])
    Event.objects.filter(id=events[3]).delete()
    forged.id, forged.actor_id = uuid.uuid4(), uuid.uuid4()
    forged.save(force_insert=True)
    Seal.objects.filter(position=4).update(event_id=forged.id)
    found = sealer.verify()
    assert (found.changed, found.removed, found.broken) == ([forged.id], [], [])
    seal.delete()
    assert sealer.verify().broken == [5]


def test_newest_cut_off_shows_in_the_head_that_was_noted_down(
    past_the_triggers: None, events: list[uuid.UUID]
) -> None:
    noted = sealer.verify().head
    Event.objects.filter(id__in=events[-2:]).delete()
    Seal.objects.filter(position__gt=HOW_MANY - 2).delete()
    found = sealer.verify()
    assert found.holds
    assert found.head != noted


def test_text_that_the_law_wants_erased_leaves_the_chain_whole(
    past_the_triggers: None, events: list[uuid.UUID]
) -> None:
    before = sealer.verify().head
    Event.objects.filter(id=events[3]).update(details={})
    found = sealer.verify()
    assert found.changed == [events[3]]
    assert not found.broken
    assert found.head == before


@pytest.mark.parametrize(
    "change",
    [
        {"page": "concern"},
        {"actor_id": uuid.uuid4()},
        {"decision": "refused"},
        {"persons": [uuid.uuid4(), uuid.uuid4()]},
        {"sections": [63, 5]},
        {"told": [0, 5]},
        {"grounds": ["unit", ""]},
        {"subject_id": uuid.uuid4()},
        {"request_id": "another-one"},
        {"at": "2026-11-02T11:00Z"},
    ],
)
def test_a_changed_read_is_found(past_the_triggers: None, events: list[uuid.UUID], change: dict) -> None:
    row = read(uuid.uuid4(), uuid.uuid4())
    assert (row.page, row.sections, row.grounds) == ("person", [5, 5], ["", ""])
    assert sealer.seal() == 1
    Read.objects.filter(id=row.id).update(**change)
    assert sealer.verify().changed == [row.id]


def test_a_removed_read_is_found_and_those_that_wait_are_counted(
    past_the_triggers: None, events: list[uuid.UUID]
) -> None:
    with clock.frozen(date(2026, 11, 22)):
        row = read(uuid.uuid4())
        sealer.seal()
    with clock.frozen(date(2026, 11, 23)):
        later = read(uuid.uuid4())
    Read.objects.filter(id=row.id).delete()
    found = sealer.verify()
    assert found.removed == [row.id]
    assert (found.sealed, found.unsealed, found.oldest_unsealed) == (HOW_MANY + 1, 1, later.at)


def test_events_and_reads_are_sealed_in_one_order_of_time(events: list[uuid.UUID]) -> None:
    made = []
    for day in range(10, 15):
        with clock.frozen(date(2026, 11, day)):
            if day % 2:
                made.append(read(uuid.uuid4()).id)
            else:
                record(by=SYSTEM, verb="concern.seen", subject=("concern", uuid.uuid4()))
                made.append(Event.objects.latest("at").id)
    sealer.seal()
    last = Seal.objects.filter(position__gt=HOW_MANY).order_by("position")
    assert list(last.values_list("event_id", flat=True)) == made


def test_each_minute_only_the_last_days_are_looked_through(events: list[uuid.UUID]) -> None:
    with clock.frozen(date(2026, 1, 1)):
        read(uuid.uuid4())
    assert sealer.seal(clock.now() - timedelta(days=2)) == 0
    assert sealer.seal() == 1


TABLES = ("audit_event", "audit_read", "audit_seal")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["update {} set id = id", "delete from {}", "truncate {}"])
def test_the_owner_of_the_database_is_refused_too(events: list[uuid.UUID], table: str, act: str) -> None:
    read(uuid.uuid4())
    act = act.replace("id = id", "chain = chain") if table == "audit_seal" else act
    refused = pytest.raises(ProgrammingError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["update {} set id = id", "delete from {}"])
def test_the_app_can_only_add(house: House, table: str, act: str) -> None:
    act = act.replace("id = id", "chain = chain") if table == "audit_seal" else act
    with acting_as(house.users["ada"].id), connection.cursor() as cursor:
        record(by=house.users["ada"].id, verb="concern.seen", subject=("concern", uuid.uuid4()))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(act.format(table))


@pytest.mark.parametrize("table", ["audit_read", "audit_seal"])
def test_the_app_can_not_read_who_read(house: House, table: str) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with acting_as(house.users["ada"].id), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(f"select * from {table}")


def test_nobody_writes_a_read_in_anothers_name(house: House) -> None:
    with reads.noting() as noted:
        reads.note([house.young["jonas"].id])
        refused = pytest.raises(ProgrammingError, match="row-level security")
        with acting_as(house.users["kari"].id), refused, transaction.atomic():
            reads.write(noted, by=house.users["rita"].id, page="person")
