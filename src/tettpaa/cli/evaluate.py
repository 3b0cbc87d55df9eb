"""`tettpaa evaluate`: what became of those a rule flagged, and of those it did not."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tettpaa.cli.output import (
    MEASURES,
    FactsDir,
    Json,
    count,
    notes,
    print_json,
    screen,
    table,
    three,
    with_interval,
)
from tettpaa.engine.evaluate import BOOK, Evaluation
from tettpaa.engine.evaluate import evaluate as run_evaluate
from tettpaa.kit.errors import InputError


def evaluate(
    facts: FactsDir,
    signals: Annotated[
        Path, typer.Option("--signals", metavar="FILE", help="What `tettpaa identify` wrote.")
    ],
    outcome: Annotated[
        str, typer.Option("--outcome", help="Name of the outcome to hold the signals against.")
    ],
    only: Annotated[
        str | None, typer.Option("--only", metavar="TAG=VALUE", help="Only those so tagged.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="TAG", help="Also by the values of a tag.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold the signals against what became of people, per rule, for the book and by group."""
    with notes.status("Counting what became of them …"):
        found = run_evaluate(facts, signals, outcome, tag_and_value(only), by)
    if as_json:
        print_json(found)
    else:
        show(found)


def tag_and_value(text: str | None) -> tuple[str, str] | None:
    """``split=test`` as its two parts; InputError if there is no equals sign."""
    if text is None:
        return None
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise InputError(
            f"'{text}' is not TAG=VALUE", column="--only", remedy="write for instance split=test"
        )
    return name, value


def show(found: Evaluation) -> None:
    """The tables and the sentence about who was left out, to the screen."""
    screen.print(_rules(found))
    if found.groups:
        screen.print(_groups(found))
    left_out = found.excluded
    screen.print(
        f"Left out of {count(people(found))} enrolled that day: {count(left_out.other_tag)} without the tag "
        f"asked for, {count(left_out.outcome_unknown)} whose outcome is not known, "
        f"{count(left_out.outcome_before)} to whom it had happened already. "
        "* stands on fewer than five people, or would give them away."
    )


def people(found: Evaluation) -> int | None:
    """All enrolled on the day, counted or left out; None if that would give away a part that is hidden."""
    left_out = found.excluded
    parts = (
        found.rules[0].people,
        left_out.other_tag,
        left_out.outcome_unknown,
        left_out.outcome_before,
    )
    return None if None in parts else sum(part or 0 for part in parts)


def _rules(found: Evaluation) -> Table:
    title = f"{found.book}, as of {found.as_of}, against '{found.outcome}'"
    made = table(title, "rule", "n", *MEASURES, "weeks\nahead")
    for row in found.rules:
        lead = f"{row.lead_weeks:.0f}" if row.lead_weeks is not None else ""
        figures = (
            with_interval(row.sensitivity),
            with_interval(row.specificity),
            with_interval(row.precision),
        )
        made.add_row(row.rule or "any of the book", count(row.people), three(row.flagged), *figures, lead)
    return made


def _groups(found: Evaluation) -> Table:
    title = f"By {found.by}, any rule of the book"
    made = table(title, str(found.by), "n", *MEASURES)
    for row in (m for m in found.groups if m.rule == BOOK):
        figures = (
            with_interval(row.sensitivity),
            with_interval(row.specificity),
            with_interval(row.precision),
        )
        made.add_row(row.group or "not told", count(row.people), three(row.flagged), *figures)
    return made
