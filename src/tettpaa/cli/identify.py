"""`tettpaa identify`: signals out of facts and a rule book."""

from pathlib import Path
from typing import Annotated

import typer

from tettpaa.cli.output import (
    FactsDir,
    Json,
    Rules,
    book_or_standard,
    count,
    notes,
    print_json,
    screen,
    table,
)
from tettpaa.engine.asof import AsOf
from tettpaa.engine.identify import identify as run_identify


def identify(
    facts: FactsDir,
    as_of: Annotated[
        str, typer.Option("--as-of", help="A date, or start+60d: so long after each enrolment.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Parquet file to write the signals to.")],
    rules: Rules = None,
    as_json: Json = False,
) -> None:
    """Find who the rules are about, from what was known that day."""
    book = book_or_standard(rules)
    with notes.status(f"Holding {len(book.rules)} rules against the facts …"):
        summary = run_identify(facts, book, AsOf.parse(as_of), out)
    if as_json:
        print_json(summary)
        return
    by_rule = table(f"{book.name} {book.version}, as of {as_of}", "rule", "signals", "of 100")
    for rule, signals in summary.by_rule.items():
        by_rule.add_row(rule, count(signals), f"{100 * signals / max(summary.people, 1):.1f}")
    screen.print(by_rule)
    screen.print(
        f"{count(summary.flagged)} of {count(summary.people)} people have a signal. "
        f"{summary.seconds:.1f} seconds, at most {summary.peak_mb:,.0f} MB. Signals: {out}"
    )
