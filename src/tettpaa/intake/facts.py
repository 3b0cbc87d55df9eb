"""Facts out of sources into the tables of ``pathway``: all of them or none."""

import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.facts.run import Plan, make_plan
from tettpaa.intake import enrolments, load, quarantine
from tettpaa.intake.kinds import KEPT
from tettpaa.intake.models import BatchKind, ImportBatch
from tettpaa.intake.staging import Staging
from tettpaa.intake.tables import rows
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear
from tettpaa.organisations.models import Unit, UnitKind
from tettpaa.pathway.models import FactOrigin

MANY = 2000
"""From so many persons on, all access rows are computed anew: faster than theirs alone."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Imported:
    """``counts`` by kind of fact or register file (read, added, changed, closed); ``quarantined`` rows.

    ``ended``: (user, unit) of memberships that ended by it, whose batons somebody must take over in the same
    transaction.
    """

    batch: uuid.UUID
    counts: dict[str, dict[str, int]]
    quarantined: int
    ended: tuple[tuple[uuid.UUID, uuid.UUID], ...] = ()


def import_facts(
    *,
    by: User,
    sources: Sequence[Path | str],
    mapping: Path | str,
    unit: uuid.UUID | None = None,
    period: tuple[date, date] | None = None,
    key_file: Path | None = None,
    progress: Progress | None = None,
    kind: BatchKind = BatchKind.FACTS,
) -> Imported:
    """Read the sources through the mapping and make the tables hold what they say, in one transaction.

    ``period``: the days that full deliveries cover (the first and last of their facts, unless told); ``unit``
    owns rows that name no other (the county, unless told). InputError for what can't be read at all.
    """
    plan = make_plan(sources, mapping, key_file, partial=True)
    with acting_as(by.id, "tettpaa_loader"), tempfile.TemporaryDirectory(prefix="tettpaa-") as spill:
        staging = Staging(plan, Path(spill), progress)
        staging.work()
        refused, counts, people = _load(plan, staging, by, kind is BatchKind.REPLAY, period)
        batch = make_batch(by, kind, unit, plan.mapping.file.read_text(encoding="utf-8-sig"))
        batch.sources = [
            {
                "file": f.path.name,
                "source": f.source.name,
                "sha256": f.digest,
                "rows": staging.rows[f.path.name],
            }
            for f in plan.files
        ]
        batch.headers = {name: list(columns) for name, columns in plan.columns.items()}
        with acting_as(by.id, "tettpaa_system"):
            kept = _refused(batch, plan, staging, refused)
            return finish(batch, by, counts, kept, people)


def _load(
    plan: Plan, staging: Staging, by: User, replay: bool, period: tuple[date, date] | None
) -> tuple[list[tuple[int, int, str]], dict[str, dict[str, int]], list[uuid.UUID]]:
    """What is refused as (file, line, reason), counts by kind, and whose enrolments changed."""
    today = clock.today()
    years = range(SchoolYear.from_date(today).start - 25, SchoolYear.from_date(today).start + 5)
    full = {n for n, f in enumerate(plan.files) if f.source.delivery == "full" and not replay}
    counts: dict[str, dict[str, int]] = {}
    refused: list[tuple[int, int, str]] = []
    people: list[uuid.UUID] = []
    load.places(by.id, years)
    if "enrolment" in staging.staged:
        refused += enrolments.refused()
        complete = full >= _files_of(plan, "enrolment")
        changed = enrolments.store(today, complete)
        counts["enrolment"] = {"read": staging.staged["enrolment"], "changed": changed}
        people = [person for (person,) in rows("select distinct person_id from people")]
    load.prepare()
    for name in [kind for kind in KEPT if kind in staging.staged]:
        kept, files = KEPT[name], _files_of(plan, name)
        origins = {n: _origin(plan, n) for n in files}
        refused += load.refused(kept)
        closing = {n: o for n, o in origins.items() if n in full}
        closed = load.close_missing(kept, closing, period, today) if closing else 0
        added = load.store(kept, origins)
        counts[name] = {"read": staging.staged[name], "added": added, "closed": closed}
    if "absence" in counts:
        load.roll_up()
    return refused, counts, people


def _files_of(plan: Plan, kind: str) -> set[int]:
    """Positions of the files that facts of that kind are made from."""
    sources = {fact.source for fact in plan.mapping.facts if fact.kind.name == kind}
    return {n for n, file in enumerate(plan.files) if file.source.name in sources}


def _origin(plan: Plan, number: int) -> int:
    origin, _ = FactOrigin.objects.get_or_create(
        namespace=plan.mapping.namespace, source=plan.files[number].source.name
    )
    return int(origin.id)


def _refused(
    batch: ImportBatch, plan: Plan, staging: Staging, refused: list[tuple[int, int, str]]
) -> Counter[str]:
    """Keep the refused rows, and what they are joined to; counts by source of those that are new."""
    found = quarantine.bad_rows(plan, staging.bad) + quarantine.unmatched(plan, refused)
    if found:
        batch.save(force_insert=True)
        quarantine.keep_joined(batch, plan, {row.source for row in found})
    return quarantine.store(batch, found) if found else Counter()


def make_batch(by: User, kind: BatchKind, unit: uuid.UUID | None, mapping: str = "") -> ImportBatch:
    """Not saved yet; the unit is the county unless told."""
    with acting_as(by.id, "tettpaa_system"):
        counties = Unit.objects.filter(kind=UnitKind.COUNTY).order_by("number", "id")
        owner = unit or counties.values_list("id", flat=True).first()
    return ImportBatch(id=uuid.uuid4(), kind=kind, at=clock.now(), by=by, unit_id=owner, mapping=mapping)


def finish(
    batch: ImportBatch,
    by: User,
    counts: dict[str, dict[str, int]],
    refused: Counter[str],
    people: list[uuid.UUID] | None,
    ended: tuple[tuple[uuid.UUID, uuid.UUID], ...] = (),
) -> Imported:
    """As the system: the batch, one event, and access as the rows now say; ``people`` None: everybody's."""
    batch.counts = {**counts, "quarantined": dict(refused)}
    batch.save()
    if people is None or len(people) >= MANY:
        refresh()
    elif people:
        refresh(persons=people)
    record(
        by=by.id, verb="import.done", subject=("import_batch", batch.id), import_kind=str(batch.kind),
        counts=counts, quarantined=refused.total(),
    )  # fmt: skip
    return Imported(batch.id, counts, refused.total(), ended)
