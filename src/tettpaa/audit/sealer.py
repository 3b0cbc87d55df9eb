"""Seals events into a chain, and verifies it: what was changed, removed or put in another order shows.

Each seal holds a salted digest of its event, and a link: the digest of the link before, its own position and
its event's digest. The chain stands on digests alone, so that text which the law wants erased can go. Events
and reads are sealed after commit, in the order of their time; what commits late is sealed late.

Whoever can rewrite the whole table can also reseal it: keep the head that ``verify`` shows somewhere else.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import merge

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from tettpaa.audit.models import Event, Read, Seal

BATCH = 2000
START = bytes(32)
"""The link before the first."""
SHOWN = 100


@dataclass
class Verdict:
    """Counts, the first 100 ids of each fault, and the newest link in hexadecimal digits.

    ``changed``: the event isn't what was sealed; ``removed``: sealed, but gone; ``broken``: positions where
    the chain doesn't hold, because seals were changed, removed or put in another order.
    """

    sealed: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    head: str = START.hex()
    changed: list[uuid.UUID] = field(default_factory=list)
    removed: list[uuid.UUID] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.changed or self.removed or self.broken)


def seal(since: datetime | None = None) -> int:
    """Seal every committed event and read (of ``since`` and later) that isn't; returns how many.

    Two at a time wait for each other. All years of the log needn't be looked through each minute.
    """
    done = 0
    while batch := _seal_batch(since):
        done += batch
    return done


@transaction.atomic
def _seal_batch(since: datetime | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('tettpaa audit seal'))")
    last = Seal.objects.order_by("-position").first()
    position, link = (last.position, bytes(last.chain)) if last else (0, START)
    seals = []
    for event in _tail(since):
        position, salt = position + 1, secrets.token_bytes(16)
        digest = _digest(event, salt)
        link = _link(link, position, digest)
        seals.append(Seal(position=position, event_id=event.id, salt=salt, digest=digest, chain=link))
    Seal.objects.bulk_create(seals)
    return len(seals)


@transaction.atomic
def verify() -> Verdict:
    """Go through the whole chain. Sees all of it only as a role that may read the log."""
    found, link, expected = Verdict(), START, 1
    for seals in _batches(Seal.objects.order_by("position").iterator(BATCH)):
        ids = [row.event_id for row in seals]
        events = Event.objects.in_bulk(ids) | Read.objects.in_bulk(ids)
        for row in seals:
            if row.position != expected or bytes(row.chain) != _link(link, row.position, bytes(row.digest)):
                _add(found.broken, row.position)
            event = events.get(row.event_id)
            if event is None:
                _add(found.removed, row.event_id)
            elif _digest(event, bytes(row.salt)) != bytes(row.digest):
                _add(found.changed, row.event_id)
            link, expected = bytes(row.chain), row.position + 1
        found.sealed += len(seals)
    found.head = link.hex()
    tails = [_unsealed(table) for table in (Event, Read)]
    found.unsealed = sum(tail.count() for tail in tails)
    oldest = [at for tail in tails for at in tail.order_by("at").values_list("at", flat=True)[:1]]
    found.oldest_unsealed = min(oldest, default=None)
    return found


def _tail(since: datetime | None) -> list[Event | Read]:
    """The oldest that aren't sealed, at most a batch."""
    tails = [_unsealed(table, since).order_by("at", "id")[:BATCH] for table in (Event, Read)]
    return list(merge(*tails, key=lambda row: (row.at, row.id)))[:BATCH]


def _unsealed(table: type[Event] | type[Read], since: datetime | None = None) -> QuerySet:
    rows = table.objects.filter(~Exists(Seal.objects.filter(event_id=OuterRef("id"))))
    return rows.filter(at__gte=since) if since else rows


def _batches(rows: Iterable[Seal]) -> Iterator[list[Seal]]:
    batch: list[Seal] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _add(faults: list, fault: object) -> None:
    if len(faults) < SHOWN:
        faults.append(fault)


def _link(before: bytes, position: int, digest: bytes) -> bytes:
    return hashlib.sha256(before + position.to_bytes(8) + digest).digest()


def _digest(event: Event | Read, salt: bytes) -> bytes:
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(event, Read):
        persons = [str(person) for person in event.persons]
        told = ["read", str(event.id), at, str(event.actor_id), event.page, event.decision, event.request_id,
                str(event.subject_id), persons, event.sections, event.told, event.grounds]  # fmt: skip
    else:
        told = [str(event.id), at, str(event.actor_id), event.verb, event.subject_kind, str(event.subject_id),
                str(event.person_id), event.request_id, event.details]  # fmt: skip
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(salt + text.encode()).digest()
