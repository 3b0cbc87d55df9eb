"""`tettpaa import`: a register and exports of a school system into the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from tettpaa.cli.output import Json, count, notes, print_json, screen, table
from tettpaa.kit.errors import InputError

if TYPE_CHECKING:
    from tettpaa.intake.actions import Imported

SOME_IN_QUARANTINE = 3

Sources = Annotated[
    list[Path],
    typer.Argument(metavar="SOURCE…", help="A folder `register`, CSV or Parquet files, or folders of them."),
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", "-m", metavar="FILE.toml", help="Says how columns become facts.")
]
Day = Annotated[
    str | None, typer.Option(metavar="DATE", help="First and last day that full deliveries cover.")
]
KeyFile = Annotated[
    Path | None, typer.Option("--key-file", metavar="FILE", help="Secret of the person keys, 32 bytes.")
]


def import_(
    sources: Sources,
    mapping: MappingFile = None,
    first: Day = None,
    last: Day = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    """Take a register and a school system's exports into the database: all of it, or nothing.

    The same files twice change nothing. Rows that are wrong wait in quarantine, where they are corrected.
    """
    from tettpaa.cli.database import ready

    ready()
    from django.db import transaction

    from tettpaa.accounts.queries import system
    from tettpaa.intake.actions import import_all

    with _bar() as progress, transaction.atomic():
        by = _system(system)
        done = import_all(
            by=by, sources=sources, mapping=mapping, period=_period(first, last), key_file=key_file,
            progress=progress,
        )  # fmt: skip
        _reroute(by, done)
    if as_json:
        print_json([{"batch": str(d.batch), "counts": d.counts, "quarantined": d.quarantined} for d in done])
    else:
        _print(done)
    if any(one.quarantined for one in done):
        raise typer.Exit(SOME_IN_QUARANTINE)


def _system(system: Any) -> Any:
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts.queries import SYSTEM

    with acting_as(SYSTEM, "tettpaa_system"):
        return system()


def _reroute(by: Any, done: "list[Imported]") -> None:
    """Batons of those whose place ended go on in the same transaction, so that none is without a holder."""
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts.models import User
    from tettpaa.baton.actions import reroute
    from tettpaa.organisations.models import Unit

    with acting_as(by.id, "tettpaa_system"):
        for user, unit in dict.fromkeys(pair for one in done for pair in one.ended):
            reroute(by=by, user=User.objects.get(id=user), unit=Unit.objects.get(id=unit))


def _period(first: str | None, last: str | None) -> tuple[date, date] | None:
    if first is None and last is None:
        return None
    try:
        found = date.fromisoformat(first or ""), date.fromisoformat(last or "")
    except ValueError:
        found = None
    if found is None or found[1] < found[0]:
        raise InputError(
            "the days of a full delivery are no period", column="--first, --last",
            remedy="write both, such as --first 2026-08-01 --last 2026-11-20",
        )  # fmt: skip
    return found


@contextmanager
def _bar() -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=notes, transient=True) as bar:
        task = bar.add_task("Sources read", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print(done: "list[Imported]") -> None:
    made = table("Imported", "", "read", "added", "changed or closed")
    for one in done:
        for kind, counts in one.counts.items():
            changed = counts.get("changed", 0) + counts.get("closed", 0)
            added = count(counts["added"]) if "added" in counts else "–"
            made.add_row(kind, count(counts["read"]), added, count(changed))
    screen.print(made)
    if waiting := sum(one.quarantined for one in done):
        screen.print(f"→ {count(waiting)} rows wait in quarantine.")
