"""What commands share: two consoles, JSON, and figures as people write them."""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from tettpaa.engine.book import read_book, standard_book
from tettpaa.engine.evaluate import Measures, Share
from tettpaa.engine.indicators import NAMES, Indicator
from tettpaa.engine.rules import RuleBook

screen = Console()
notes = Console(stderr=True)  # progress and errors, so that what is piped stays clean

SHARES = ("flagged", "sensitivity", "specificity", "precision", "found_in_time")

MEASURES = ("flagged", "sensi-\ntivity", "speci-\nficity", "preci-\nsion")  # narrow, for 80 columns

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
FactsDir = Annotated[Path, typer.Option("--facts", metavar="DIR", help="Folder that `tettpaa facts` made.")]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="BOOK.toml", help="Rule book; without it, the standard book."),
]


def book_or_standard(path: Path | None) -> RuleBook:
    return read_book(path) if path else standard_book()


def print_json(result: Any) -> None:
    """A dataclass, or anything made of dataclasses, to standard output."""
    typer.echo(json.dumps(result, default=_jsonable, ensure_ascii=False, indent=2))


def _jsonable(value: Any) -> Any:
    if isinstance(value, Share):
        return {"part": value.part, "whole": value.whole, "value": value.value, "interval": value.interval}
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        names += SHARES if isinstance(value, Measures) else ()
        kind = {"indicator": NAMES[type(value)]} if isinstance(value, Indicator) else {}
        return kind | {name: getattr(value, name) for name in names}
    if isinstance(value, date | Path):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(type(value).__name__)


@contextmanager
def progress(words: str) -> Iterator[Any]:
    """A bar on standard error; yields ``step(done, total)``. Silent when nobody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=notes, transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class PlainTable(Table):
    """A table that shows names from data as they are, brackets and all; only ``Text`` has a style."""

    def add_row(self, *cells: Any, **options: Any) -> None:
        super().add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells), **options)


def table(title: str, *columns: str, left: int = 1) -> PlainTable:
    """A table whose first ``left`` columns hold words and whose others hold figures."""
    made = PlainTable(title=Text(title, "bold"), title_justify="left", header_style="bold")
    for number, column in enumerate(columns):
        figure = number >= left
        made.add_column(
            Text(column),
            justify="right" if figure else "left",
            no_wrap=figure,
            overflow="fold",
            min_width=None if figure else 12,
        )
    return made


def count(number: int | None) -> str:
    """``17 332``; a star for what may not be shown."""
    return "*" if number is None else f"{number:,}".replace(",", " ")


def three(share: Share | None) -> str:
    """``.624``; a star for what may not be shown and a dash for 0 of 0."""
    if share is None:
        return "*"
    return "–" if share.value is None else f"{share.value:.3f}".lstrip("0")


def with_interval(share: Share | None) -> Text:
    """``.624`` with its interval on the line below."""
    shown = Text(three(share))
    if share is not None and share.interval is not None:
        low, high = share.interval
        shown.append(f"\n{low:.2f}–{high:.2f}".replace("0.", "."), "dim")
    return shown
