"""`tettpaa audit verify`."""

import dataclasses

import typer

from tettpaa.cli.database import ready
from tettpaa.cli.output import Json, count, print_json, screen

audit = typer.Typer(no_args_is_help=True, help="The log of who changed and read what.")

FOUND = 1


@audit.callback()
def _of_commands() -> None:
    """The log of who changed and read what."""


@audit.command()
def verify(as_json: Json = False) -> None:
    """Go through the chain of sealed events. Exit code 1 if anything was changed, removed or re-ordered."""
    ready()
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts.queries import SYSTEM
    from tettpaa.audit import sealer

    with acting_as(SYSTEM, "tettpaa_system"):
        found = sealer.verify()
    if as_json:
        oldest = found.oldest_unsealed
        print_json(
            {
                "holds": found.holds,
                **dataclasses.asdict(found),
                "changed": [str(event) for event in found.changed],
                "removed": [str(event) for event in found.removed],
                "oldest_unsealed": oldest.isoformat() if oldest else None,
            }
        )
    else:
        _tell(found)
    if not found.holds:
        raise typer.Exit(FOUND)


def _tell(found) -> None:  # type: ignore[no-untyped-def]  # a sealer.Verdict, which needs Django to be ready
    mark = "✓ The chain holds" if found.holds else "✗ The chain does not hold"
    screen.print(f"{mark}: {count(found.sealed)} events sealed, {count(found.unsealed)} not yet.")
    if found.oldest_unsealed:
        screen.print(f"  The oldest that is not sealed is of {found.oldest_unsealed:%Y-%m-%d %H:%M} UTC.")
    for word, faults in (("changed", found.changed), ("removed", found.removed), ("broken at", found.broken)):
        for fault in faults:
            screen.print(f"  {word}: {fault}", style="red")
    screen.print(f"  Head: {found.head} – note it down elsewhere, and compare it next time.", style="dim")
