"""The chain finds what was done to the log afterwards."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.audit import sealer
from tettpaa.audit.models import Event, Seal
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
def test_a_changed_event_is_found(events: list[uuid.UUID], change: dict) -> None:
    Event.objects.filter(id=events[3]).update(**change)
    assert sealer.verify().changed == [events[3]]


def test_a_removed_event_is_found(events: list[uuid.UUID]) -> None:
    Event.objects.filter(id=events[2]).delete()
    assert sealer.verify().removed == [events[2]]


def test_an_event_removed_with_its_seal_is_found(events: list[uuid.UUID]) -> None:
    Event.objects.filter(id=events[2]).delete()
    Seal.objects.filter(position=3).delete()
    assert sealer.verify().broken == [4]


def test_two_that_changed_places_are_found(events: list[uuid.UUID]) -> None:
    second, fifth = Seal.objects.get(position=2), Seal.objects.get(position=5)
    one, other = (second.event_id, second.salt, second.digest), (fifth.event_id, fifth.salt, fifth.digest)
    Seal.objects.filter(position=2).update(event_id=uuid.uuid4())
    for position, (event, salt, digest) in ((5, one), (2, other)):
        Seal.objects.filter(position=position).update(event_id=event, salt=salt, digest=digest)
    found = sealer.verify()
    assert found.broken == [2, 5]
    assert not found.changed


def test_a_forged_event_put_between_two_is_found(events: list[uuid.UUID]) -> None:
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


def test_newest_cut_off_shows_in_the_head_that_was_noted_down(events: list[uuid.UUID]) -> None:
    noted = sealer.verify().head
    Event.objects.filter(id__in=events[-2:]).delete()
    Seal.objects.filter(position__gt=HOW_MANY - 2).delete()
    found = sealer.verify()
    assert found.holds
    assert found.head != noted


def test_text_that_the_law_wants_erased_leaves_the_chain_whole(events: list[uuid.UUID]) -> None:
    before = sealer.verify().head
    Event.objects.filter(id=events[3]).update(details={})
    found = sealer.verify()
    assert found.changed == [events[3]]
    assert not found.broken
    assert found.head == before


@pytest.mark.parametrize("act", ["update", "delete", "read"])
def test_the_app_can_only_add(house: House, act: str) -> None:
    with acting_as(house.users["ada"].id):
        record(by=house.users["ada"].id, verb="concern.seen", subject=("concern", uuid.uuid4()))
        rows = Event.objects.all()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            {"update": lambda: rows.update(verb=""), "delete": rows._raw_delete, "read": rows.first}[act](
                *(["default"] if act == "delete" else [])
            )
