"""What the quarantine page shows: imports as they were done, and the rows that wait."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from tettpaa.access import reads
from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.intake.kinds import COLUMNS
from tettpaa.intake.models import ImportBatch, QuarantineRow, RowState
from tettpaa.intake.reasons import in_words


@dataclass(frozen=True)
class Waiting:
    """``columns`` are those where the problem lies; ``cells``: (column, value, whether it is one of them), in the
    order of the file.

    ``reason`` is in the reader's language; ``corrected_by`` a name, empty while nobody has.
    """

    id: uuid.UUID
    file: str
    line: int
    reason: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, str, bool], ...]
    state: str
    version: int
    corrected_by: str


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
    found = list(ImportBatch.objects.select_related("by").defer("mapping", "headers")[:limit])
    rows = _waiting().filter(batch__in=found).order_by().values_list("batch_id")
    waiting = dict(rows.annotate(n=Count("id")))
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
    reads.note([])  # of whom the rows are, nobody knows: that is why they wait
    return [_shown(row) for row in _with_batch()[offset : offset + limit]]


def waiting_counts(*, viewer: User) -> tuple[int, int]:
    """How many of the rows that the viewer may correct still wait for that, and how many are corrected; none for
    one who is no administrator.
    """
    found = dict(_waiting().order_by().values_list("state").annotate(n=Count("id")))
    return found.get(RowState.WAITING, 0), found.get(RowState.CORRECTED, 0)


def row(row_id: uuid.UUID, *, viewer: User) -> Waiting:
    """One that waits; QuarantineRow.DoesNotExist if it is done or out of sight."""
    demand(viewer, "intake.see_quarantine")
    reads.note([])
    return _shown(_with_batch().get(id=row_id))


def _waiting():
    return QuarantineRow.objects.exclude(state=RowState.DONE)


def _with_batch():
    return _waiting().select_related("corrected_by", "batch").defer("batch__mapping")


def _columns(row: QuarantineRow) -> list[str]:
    """In the order of the file, which the database doesn't keep."""
    header = row.batch.headers.get(row.source) or COLUMNS.get(row.file, "").split()
    return sorted(row.values, key=lambda name: header.index(name) if name in header else len(header))


def _shown(row: QuarantineRow) -> Waiting:
    wrong = tuple(name for name in row.columns.split("; ") if name)
    return Waiting(
        id=row.id,
        file=row.file,
        line=row.line,
        reason=in_words(row.reason),
        columns=wrong,
        cells=tuple((name, row.values[name], name in wrong) for name in _columns(row)),
        state=row.state,
        version=row.version,
        corrected_by=row.corrected_by.name if row.corrected_by else "",
    )
