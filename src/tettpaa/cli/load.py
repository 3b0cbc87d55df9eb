"""`tettpaa load`: how many a rule would give each class, before it is switched on."""

from datetime import date, timedelta
from typing import Annotated

import typer
from rich.table import Table

from tettpaa.cli.output import (
    FactsDir,
    Json,
    Rules,
    book_or_standard,
    count,
    print_json,
    progress,
    screen,
    table,
)
from tettpaa.engine.asof import AsOf
from tettpaa.engine.evaluate import BOOK
from tettpaa.engine.load import ClassLoad, Load
from tettpaa.engine.load import load as run_load
from tettpaa.kit.errors import InputError


def load(
    facts: FactsDir,
    as_of: Annotated[str, typer.Option("--as-of", help="The day to look at.")],
    rules: Rules = None,
    weeks: Annotated[int, typer.Option(help="Weeks to look back for what comes new.", min=1, max=260)] = 52,
    rule: Annotated[
        str | None, typer.Option(help="Only this rule's classes, not those of the whole book.")
    ] = None,
    top: Annotated[int, typer.Option(help="Show so many classes, the fullest first.", min=1)] = 20,
    as_json: Json = False,
) -> None:
    """Show how many each rule would give each class and school, and what would come new each week."""
    book = book_or_standard(rules)
    if rule is not None and rule not in {r.name for r in book.rules}:
        raise InputError(f"the book has no rule '{rule}'", column="--rule", remedy="see: tettpaa rules")
    with progress("Weeks replayed") as step:
        found = run_load(facts, book, _day(as_of), weeks, step)
    if as_json:
        print_json(found)
        return
    screen.print(_by_rule(found))
    chosen = rule or BOOK
    screen.print(_places("School by school", chosen, found.schools, top))
    screen.print(_places("Class by class", chosen, found.classes, top))


def _day(text: str) -> date:
    day = AsOf.parse(text).day
    if day is None:
        raise InputError(
            f"'{text}' is not one day", column="--as-of", remedy="write a date such as 2026-01-31"
        )
    return day


def _by_rule(found: Load) -> Table:
    first = found.as_of - timedelta(weeks=found.looked_back)
    made = table(
        f"Load of each rule on {found.as_of}",
        "rule",
        "now",
        "of 100",
        f"on {first}",
        "new a week",
        "most in a week",
    )
    for name in found.standing:
        now = sum(row.flagged for row in found.schools if row.rule == name)
        new = [row.new for row in found.weeks if row.rule == name]
        share = f"{100 * now / max(found.enrolled, 1):.1f}"
        week = f"{sum(new) / len(new):.1f}"
        title = name or "any of the book"
        made.add_row(title, count(now), share, count(found.standing[name]), week, count(max(new)))
    return made


def _places(title: str, rule: str, rows: tuple[ClassLoad, ...], top: int) -> Table:
    """The fullest first; and in words, as it would be said in the staff room."""
    mine = [row for row in rows if row.rule == rule]
    if not mine:
        return table(f"{title}: the facts name none", "", left=1)
    mine.sort(key=lambda row: (-row.flagged, str(row.school), str(row.group)))
    made = table(f"{title}: {rule or 'any of the book'}", "school", "class", "", left=3)
    for row in mine[:top]:
        place = row.group or "the whole school"
        made.add_row(row.school or "–", place, f"gives {place} {row.flagged} of {row.enrolled}")
    if len(mine) > top:
        made.caption = f"and {len(mine) - top} more: --top, or --json for all"
    return made
