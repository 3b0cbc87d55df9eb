"""Import, correct and replay. ``import_all`` and ``replay`` are for commands and jobs; ``correct`` for pages."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.db import transaction

from tettpaa.access.acting import acting_as
from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.facts.mapping import load_mapping
from tettpaa.intake.facts import Imported, Progress, import_facts
from tettpaa.intake.models import ImportBatch, QuarantineRow, RowState
from tettpaa.intake.register import import_register
from tettpaa.intake.replay import run_again
from tettpaa.intake.snapshot import Snapshot, snapshot
from tettpaa.intake.sources import sort_out
from tettpaa.kit.errors import StaleWrite
from tettpaa.queue import enqueue

__all__ = (
    "Imported",
    "Snapshot",
    "correct",
    "import_all",
    "import_facts",
    "import_register",
    "replay",
    "request_replay",
    "snapshot",
)

REPLAY = "intake.replay"
"""The job that runs corrected rows again; its argument is the user's id."""


def import_all(
    *,
    by: User,
    sources: Sequence[Path | str],
    mapping: Path | str | None = None,
    unit: uuid.UUID | None = None,
    period: tuple[date, date] | None = None,
    log_ins: Mapping[str, str] | None = None,
    key_file: Path | None = None,
    progress: Progress | None = None,
) -> list[Imported]:
    """Import the register and the facts that the sources hold, all of it in one transaction or nothing.

    See :func:`import_register` and :func:`import_facts`. Runs as a log-in that may take the system's and the
    loader's roles. InputError for what can't be read at all.
    """
    loaded = load_mapping(mapping) if mapping else None
    given = sort_out(sources, loaded)
    done = []
    with transaction.atomic():
        if given.register:
            done.append(
                import_register(
                    by=by,
                    folder=given.register,
                    namespace=loaded.namespace if loaded else None,
                    unit=unit,
                    log_ins=log_ins,
                    key_file=key_file,
                )
            )
        if given.facts and mapping:
            done.append(
                import_facts(
                    by=by,
                    sources=given.facts,
                    mapping=mapping,
                    unit=unit,
                    period=period,
                    key_file=key_file,
                    progress=progress,
                )
            )
    return done


def correct(*, by: User, row: uuid.UUID, values: Mapping[str, str], version: int) -> None:
    """Put other values in the cells of a row that waits. It is used when it is replayed.

    PermissionDenied for one who may not; DoesNotExist for a row out of sight or done; StaleWrite if somebody
    else has corrected it since ``version``.
    """
    demand(by, "intake.correct")
    with transaction.atomic():
        found = QuarantineRow.objects.select_for_update().exclude(state=RowState.DONE).get(id=row)
        if found.version != version:
            raise StaleWrite(dict(found.values), dict(values))
        found.values = {name: str(values.get(name, cell)) for name, cell in found.values.items()}
        found.state, found.corrected_by, found.version = RowState.CORRECTED, by, version + 1
        found.save(update_fields=["values", "state", "corrected_by", "version"])
        record(by=by.id, verb="quarantine.corrected", subject=("quarantine_row", row))


def request_replay(*, by: User) -> None:
    """Let the worker run again what the user may see and has corrected."""
    demand(by, "intake.correct")
    with transaction.atomic():
        enqueue(REPLAY, lock=REPLAY, by=str(by.id))


def replay(*, by: User) -> list[Imported]:
    """Run the corrected rows that the user may see again; those that are refused again wait as new rows."""
    demand(by, "intake.correct")
    with transaction.atomic():
        with acting_as(by.id):
            mine = list(QuarantineRow.objects.filter(state=RowState.CORRECTED).values_list("id", flat=True))
        with acting_as(by.id, "tettpaa_system"):
            corrected = QuarantineRow.objects.select_for_update().filter(
                id__in=mine, state=RowState.CORRECTED
            )
            by_batch: dict[uuid.UUID, list[QuarantineRow]] = {}
            for row in corrected.order_by("batch_id", "file", "line"):
                by_batch.setdefault(row.batch_id, []).append(row)
            done = []
            for batch in ImportBatch.objects.filter(id__in=by_batch).order_by("at", "id"):
                rows = by_batch[batch.id]
                QuarantineRow.objects.filter(id__in=[row.id for row in rows]).update(state=RowState.DONE)
                done += run_again(by, batch, rows)
                if not batch.rows.exclude(state=RowState.DONE).exists():
                    batch.joined.all().delete()
    return done
