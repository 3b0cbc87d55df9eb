"""`tettpaa facts`: exports of any school system into facts, through a mapping."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tettpaa.cli.output import Json, count, notes, print_json, screen, table
from tettpaa.facts.preview import FactPreview, FieldPreview, preview
from tettpaa.facts.run import Summary, make_facts

SOME_IN_QUARANTINE = 3

Sources = Annotated[
    list[Path], typer.Argument(metavar="SOURCE…", help="CSV or Parquet files (.gz too), or folders of them.")
]
MappingFile = Annotated[
    Path, typer.Option("--mapping", "-m", metavar="FILE.toml", help="Says how columns become facts.")
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="DIR", help="Folder of facts; replaced as a whole.")
]
Show = Annotated[
    bool, typer.Option("--preview", help="Show what each line of the mapping does; write nothing.")
]
Rows = Annotated[int, typer.Option("--rows", min=1, max=1000, help="How many rows a preview shows.")]
Corrected = Annotated[
    list[Path] | None,
    typer.Option("--corrected", metavar="FILE", help="A corrected quarantine file; may be repeated."),
]
KeyFile = Annotated[
    Path | None, typer.Option("--key-file", metavar="FILE", help="Secret of the person keys, 32 bytes.")
]


def facts(
    sources: Sources,
    mapping: MappingFile,
    out: Out = None,
    show: Show = False,
    rows: Rows = 5,
    corrected: Corrected = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    """Turn exports of a school system into facts, through a mapping.

    Rows that are wrong go to DIR/quarantine with the reason. Correct them, move the file out of DIR, and run
    again with --corrected.
    """
    if show:
        previews = preview(list(sources), mapping, rows=rows, key_file=key_file)
        if as_json:
            print_json([one.as_dict() for one in previews])
        else:
            _print_preview(previews)
        return
    if out is None:
        raise typer.BadParameter("name the folder of facts to write, or use --preview", param_hint="--out")
    summary = _make(sources, mapping, out, corrected or [], key_file)
    if as_json:
        print_json(summary)
    else:
        _print_summary(summary)
    if summary.quarantined:
        raise typer.Exit(SOME_IN_QUARANTINE)


def _make(
    sources: list[Path], mapping: Path, out: Path, corrected: list[Path], key_file: Path | None
) -> Summary:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=notes, transient=True) as bar:
        task = bar.add_task("Sources read", total=None)
        return make_facts(
            sources,
            mapping,
            out,
            corrected=corrected,
            key_file=key_file,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _print_summary(summary: Summary) -> None:
    made = table(f"Facts in {summary.out}", "Kind", "Facts", "Rows without it")
    for kind, missing in summary.missing.items():
        made.add_row(kind, count(summary.facts[kind]), count(missing))
    screen.print(made)
    screen.print(
        f"{count(sum(summary.rows.values()))} source rows, {count(summary.quarantined)} in quarantine"
    )
    if not summary.quarantined:
        return
    reasons = table("In quarantine", "Reason", "Rows")
    for reason, rows in summary.reasons.items():
        reasons.add_row(Text(reason), count(rows))
    screen.print(reasons)
    for name in summary.quarantine:
        screen.print(f"→ {summary.out / 'quarantine' / name}", soft_wrap=True, highlight=False, markup=False)


def _print_preview(previews: list[FactPreview]) -> None:
    for fact in previews:
        shown = Table(title=Text(fact.kind, style="bold"), title_justify="left", header_style="bold")
        for heading in ("Field", "Mapping", "Line", "Raw", "Becomes"):
            shown.add_column(heading, overflow="fold")
        for field in fact.fields:
            for row in _field_rows(field):
                shown.add_row(*map(Text, row))
            shown.add_section()
        screen.print()
        screen.print(shown)
        for words in fact.words:
            screen.print(f"  {words}", markup=False, highlight=False)
        for bad in fact.bad:
            reasons = "; ".join(reason for _, reason in bad.problems)
            screen.print(f"  line {bad.line}: {reasons}", markup=False, highlight=False)


def _field_rows(field: FieldPreview) -> Iterator[tuple[str, str, str, str, str]]:
    """The field and its mapping once, then a row for each source row that has something to show."""
    first = (field.name, field.words)
    for sample in field.samples:
        if sample.raw or sample.value or sample.reason:
            becomes = f"✗ {sample.reason}" if sample.reason else sample.value or "(missing)"
            yield (*first, str(sample.line), sample.raw, becomes)
            first = ("", "")
    if first[0]:
        yield (*first, "", "", "")
