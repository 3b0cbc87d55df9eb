"""What the quarantine page shows: imports as they were done, and the rows that wait."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.intake.models import ImportBatch, QuarantineRow, RowState


@dataclass(frozen=True)
class Waiting:
    """``columns`` are those where the problem lies; ``cells``: (column, value, whether it is one of them)."""

    id: uuid.UUID
    file: str
    line: int
    reason: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, str, bool], ...]
    state: str
    version: int


@dataclass(frozen=True)
class Batch:
    """An import; ``counts`` as the import told them, ``waiting`` rows that the viewer may correct."""

    id: uuid.UUID
    kind: str
    at: datetime
    by: str
    files: tuple[str, ...]
    counts: dict[str, Any]
    waiting: int


def batches(*, viewer: User, limit: int = 50) -> list[Batch]:
    """The last imports, the latest first. PermissionDenied for one who is no administrator."""
    demand(viewer, "intake.see_quarantine")
    found = list(ImportBatch.objects.select_related("by")[:limit])
    waiting: dict[uuid.UUID, int] = {}
    for batch in _waiting().filter(batch__in=found).order_by().values_list("batch_id", flat=True):
        waiting[batch] = waiting.get(batch, 0) + 1
    return [
        Batch(
            b.id,
            b.get_kind_display(),
            b.at,
            b.by.name,
            tuple(s["file"] for s in b.sources),
            b.counts,
            waiting.get(b.id, 0),
        )
        for b in found
    ]


def quarantine(*, viewer: User, limit: int = 100, offset: int = 0) -> list[Waiting]:
    """Rows that wait, of the units that the viewer is administrator of, by file and line."""
    demand(viewer, "intake.see_quarantine")
    return [_shown(row) for row in _waiting()[offset : offset + limit]]


def waiting_count(*, viewer: User) -> int:
    """How many rows wait for the viewer."""
    demand(viewer, "intake.see_quarantine")
    return _waiting().count()


def row(row_id: uuid.UUID, *, viewer: User) -> Waiting:
    """One that waits; QuarantineRow.DoesNotExist if it is done or out of sight."""
    demand(viewer, "intake.see_quarantine")
    return _shown(_waiting().get(id=row_id))


def _waiting():
    return QuarantineRow.objects.exclude(state=RowState.DONE)


def _shown(row: QuarantineRow) -> Waiting:
    wrong = tuple(name for name in row.columns.split("; ") if name)
    cells = tuple((name, value, name in wrong) for name, value in row.values.items())
    return Waiting(row.id, row.file, row.line, row.reason, wrong, cells, row.state, row.version)
