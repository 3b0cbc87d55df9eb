"""`tettpaa check promise`: when someone is worried, does someone react?"""

import dataclasses

import typer

from tettpaa.cli.database import ready
from tettpaa.cli.output import Json, count, print_json, screen, table

check = typer.Typer(no_args_is_help=True, help="Ask the live database whether it keeps what we promise.")

BROKEN = 1


@check.callback()
def _of_commands() -> None:
    """Ask the live database whether it keeps what we promise."""


@check.command()
def promise(as_json: Json = False) -> None:
    """When someone is worried, someone reacts: exit code 1 if anything open lacks a holder or a deadline."""
    ready()
    from tettpaa.workflows.promise import check as ask

    found = ask()
    if as_json:
        print_json(found.as_dict())
    else:
        told = table("The promise", "", "how many")
        for name, number in dataclasses.asdict(found).items():
            told.add_row(name.replace("_", " "), count(number))
        screen.print(told)
        screen.print("✓ It is kept." if found.kept else "✗ It is broken.")
    if not found.kept:
        raise typer.Exit(BROKEN)
