"""The register: units, groups, staff, young people and guardians, from one CSV file each.

Files may be left out; each one is strict about its header. A row that can't be used goes to quarantine, and
what it would have told of stays as it was. Rows that a file lacks are left alone: places end by a date.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import User
from tettpaa.facts.keys import keyring
from tettpaa.facts.sources import digest_of
from tettpaa.intake import people, quarantine, staff, units
from tettpaa.intake.facts import Imported, finish, make_batch
from tettpaa.intake.models import BatchKind
from tettpaa.intake.sheet import Sheet, read_sheet
from tettpaa.kit.errors import InputError

SHEETS: dict[str, Callable[[Sheet], dict[str, int]]] = {
    "units.csv": units.units,
    "closures.csv": units.closures,
    "groups.csv": units.groups,
    "staff.csv": staff.staff,
    "memberships.csv": staff.memberships,
    "people.csv": people.people,
    "guardians.csv": people.guardians,
}
"""In this order, since later files name what earlier ones bring."""


def import_register(
    *,
    by: User,
    folder: Path | str,
    namespace: str | None = None,
    unit: UUID | None = None,
    log_ins: Mapping[str, str] | None = None,
    key_file: Path | None = None,
    kind: BatchKind = BatchKind.REGISTER,
) -> Imported:
    """Make units, people and what they are be as the files say, in one transaction.

    ``namespace``: of the school system's mapping, so that its facts find their people. ``log_ins``: user names
    by identity number of the young people and guardians who shall log in by them; other young people get no
    user. InputError for a file that can't be read or has another header.
    """
    paths = [path for name in SHEETS if (path := Path(folder) / name).is_file()]
    if not paths:
        raise InputError(
            "holds none of the register's files", file=folder, remedy=f"it may hold {', '.join(SHEETS)}"
        )
    sheets = [read_sheet(path) for path in paths]
    ring = keyring(namespace, key_file) if namespace else None
    # The loader may not make users: the register is the system's.
    with acting_as(by.id, "tettpaa_system"):
        counts = {}
        for sheet in sheets:
            sheet.keyring, sheet.log_ins = ring, dict(log_ins or {})
            counts[sheet.path.name.removesuffix(".csv")] = SHEETS[sheet.path.name](sheet)
        batch = make_batch(by, kind, unit)
        batch.mapping = namespace or ""
        batch.sources = [
            {"file": s.path.name, "source": "register", "sha256": digest_of(s.path), "rows": len(s.rows)}
            for s in sheets
        ]
        refused = [row for sheet in sheets for row in sheet.refused]
        kept = Counter()
        if refused:
            batch.save(force_insert=True)
            kept = quarantine.store(batch, refused)
        ended = tuple(pair for sheet in sheets for pair in sheet.ended)
        return finish(batch, by, counts, kept, None, ended)
