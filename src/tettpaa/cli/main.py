"""The command `tettpaa`. Exit codes are those of the epilog below (ADR 0009)."""

import json
import os
import sys

import typer

from tettpaa.cli.access import access
from tettpaa.cli.account import account
from tettpaa.cli.audit import audit
from tettpaa.cli.check import check
from tettpaa.cli.database import backup, migrate, restore
from tettpaa.cli.demo import demo
from tettpaa.cli.evaluate import evaluate
from tettpaa.cli.example import example
from tettpaa.cli.facts import facts
from tettpaa.cli.identify import identify
from tettpaa.cli.intake import import_
from tettpaa.cli.load import load
from tettpaa.cli.output import notes
from tettpaa.cli.rules import rules, signals, sql
from tettpaa.cli.serve import serve, worker
from tettpaa.kit.errors import InputError

OUR_FAULT, BAD_INPUT = 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,  # they show values, and a value may be somebody's
    help="Find the young people who are about to fall out of education, and see whether it worked.",
    epilog="Exit codes: 0 done · 1 our own fault · 2 bad input, nothing done · 3 done, but rows are in "
    "quarantine · 130 interrupted, nothing half-done",
)
app.command(rich_help_panel="1. From a school system to facts")(facts)
app.command(rich_help_panel="2. From facts to signals")(rules)
app.command(rich_help_panel="2. From facts to signals")(load)
app.command(rich_help_panel="2. From facts to signals")(identify)
app.command(rich_help_panel="2. From facts to signals")(signals)
app.command(rich_help_panel="2. From facts to signals")(sql)
app.command(rich_help_panel="3. Did the rules find the right ones?")(evaluate)
app.command(rich_help_panel="4. All of it, on real data")(example)
app.command(rich_help_panel="5. The application")(demo)
app.command(rich_help_panel="5. The application")(migrate)
app.command(name="import", rich_help_panel="5. The application")(import_)
app.command(rich_help_panel="5. The application")(serve)
app.command(rich_help_panel="5. The application")(worker)
app.command(rich_help_panel="5. The application")(account)
app.command(rich_help_panel="5. The application")(backup)
app.command(rich_help_panel="5. The application")(restore)
app.add_typer(check, name="check", rich_help_panel="5. The application")
app.add_typer(access, name="access", rich_help_panel="5. The application")
app.add_typer(audit, name="audit", rich_help_panel="5. The application")


def run() -> None:
    """The console script: every foreseen error in words, never as a traceback."""
    os.umask(0o077)  # facts, quarantine and signals are for the one who makes them
    try:
        app()
    except InputError as error:
        if "--json" in sys.argv:
            typer.echo(json.dumps({"error": error.as_dict()}, ensure_ascii=False), err=True)
        else:
            notes.print(f"✗ {error}", markup=False, highlight=False, style="red")
        sys.exit(BAD_INPUT)
    except Exception as error:
        if os.environ.get("TETTPAA_TRACEBACK"):
            raise
        notes.print(f"✗ Something went wrong that is our own fault ({type(error).__name__}).", style="red")
        notes.print(
            "→ Run it again with TETTPAA_TRACEBACK=1 and send us what it says, without personal data."
        )
        sys.exit(OUR_FAULT)
