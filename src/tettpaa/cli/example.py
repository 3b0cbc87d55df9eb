"""`tettpaa example`: the main job from export to answer, on a folder of real data with its mapping and rules.

The folder's ``example.toml`` names sources, mapping, outcome and the runs to make; a file of published flags
(columns ``sensitivity, specificity, prediction``) may stand beside for comparison.
"""

import csv
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tettpaa.cli.evaluate import people, tag_and_value
from tettpaa.cli.output import MEASURES, Json, count, notes, print_json, progress, screen, table, three
from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import read_book
from tettpaa.engine.evaluate import Evaluation, evaluate
from tettpaa.engine.identify import Summary, identify
from tettpaa.engine.rules import LANGUAGES
from tettpaa.facts.run import make_facts
from tettpaa.kit.tomlfile import TomlFile, did_you_mean

KEYS = ("sources", "mapping", "outcome", "published", "title", "about", "limits", "source", "run")
TEXTS = ("title", "about", "limits", "source", "label")  # in three languages
RUN_KEYS = ("label", "rules", "as_of", "only", "by")


@dataclass(frozen=True)
class Run:
    """One rule book on one day; ``evaluations`` has the whole first, then one for each tag of ``by``.

    ``titles``: what the rules are called, by name and language.
    """

    label: dict[str, str]
    titles: dict[str, dict[str, str]]
    summary: Summary
    evaluations: tuple[Evaluation, ...]


@dataclass(frozen=True)
class Flag:
    """A published flag: who wrote of it, what it looks at, and how well it did."""

    study: str
    indicator: str
    people: int
    sensitivity: float
    specificity: float
    precision: float


@dataclass(frozen=True)
class Example:
    """A folder that has been run, with the flags to compare it with.

    ``limits``: what its figures do not say; ``source``: whose data, with licence.
    """

    name: str
    title: dict[str, str]
    about: dict[str, str]
    limits: dict[str, str]
    source: dict[str, str]
    runs: tuple[Run, ...]
    published: tuple[Flag, ...]


def example(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER…", help="Folders that hold an example.toml.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for facts, signals and report.")
    ] = Path("build/demo"),
    as_json: Json = False,
) -> None:
    """Run whole examples: facts, signals, what became of people, and a report with pictures."""
    plans = [(folder, _read(folder)) for folder in folders]
    out.mkdir(parents=True, exist_ok=True)
    done = []
    for folder, plan in plans:
        with progress(folder.name) as step:
            done.append(_run(folder, plan, out / folder.resolve().name, step))
    from tettpaa.cli.report import write_reports  # here, since pictures take a second to import

    reports = write_reports(done, out)
    if as_json:
        print_json({"examples": done, "reports": reports})
        return
    screen.print(_table(done))
    screen.print(
        "Sensitivity: of those it happened to, how many were flagged. Specificity: of the others, how"
    )
    screen.print("many were left in peace. Precision: of those flagged, how many it happened to.")
    for language, path in reports.items():
        notes.print(f"Report ({language}): {path.resolve()}", soft_wrap=True)


def _read(folder: Path) -> TomlFile:
    """The folder's example.toml, with every key known and present."""
    file = TomlFile.read(folder / "example.toml")
    runs = file.data.get("run")
    if not isinstance(runs, list) or not runs:
        raise file.error("has no run", key="run", remedy="write at least one [[run]]")
    _check(file, file.data, KEYS, [key for key in KEYS if key != "published"], None)
    for number, run in enumerate(runs):
        _check(file, run, RUN_KEYS, ("label", "rules", "as_of"), file.line_of("run", number))
    return file


def _check(
    file: TomlFile, data: dict[str, Any], known: Sequence[str], needed: Sequence[str], line: int | None
) -> None:
    for key in data:
        if key not in known:
            raise file.error("is not known here", key=key, line=line, remedy=did_you_mean(key, known))
    for key in needed:
        if key not in data:
            raise file.error("is missing", key=key, line=line, remedy=f"add {key} = …")
        if key in TEXTS and set(data[key]) != set(LANGUAGES):
            raise file.error("must be in nb, nn and en", key=key, line=line, remedy="write all three")


def _run(folder: Path, plan: TomlFile, out: Path, step: Callable[[int, int], None]) -> Example:
    data = plan.data
    runs = data["run"]
    steps = 1 + 2 * len(runs)
    out.mkdir(exist_ok=True)
    step(0, steps)
    facts = out / "facts"
    make_facts([folder / source for source in data["sources"]], folder / data["mapping"], facts)
    made = []
    for number, run in enumerate(runs):
        signals = out / f"signals-{number + 1}.parquet"
        step(1 + 2 * number, steps)
        book = read_book(folder / run["rules"])
        summary = identify(facts, book, AsOf.parse(run["as_of"]), signals)
        step(2 + 2 * number, steps)
        only = tag_and_value(run.get("only"))
        tags = [None, *run.get("by", [])]
        found = tuple(evaluate(facts, signals, data["outcome"], only, by) for by in tags)
        titles = {rule.name: rule.title for rule in book.rules}
        made.append(Run(run["label"], titles, summary, found))
    step(steps, steps)
    flags = _flags(folder / data["published"]) if "published" in data else ()
    texts = {key: data[key] for key in ("title", "about", "limits", "source")}
    return Example(folder.resolve().name, **texts, runs=tuple(made), published=flags)


def _flags(path: Path) -> tuple[Flag, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Flag(
                row["study"].strip(),
                row["dropout_indicator"].strip(),
                int(row["sample_size"]),
                float(row["sensitivity"]),
                float(row["specificity"]),
                float(row["prediction"]),
            )
            for row in csv.DictReader(file)
        )


def _table(examples: list[Example]) -> Table:
    made = table("On real data", "data and rules", "n", *MEASURES, "weeks\nahead")
    for done in examples:
        made.add_row(f"[bold]{done.title['en']}[/bold]", count(people(done.runs[0].evaluations[0])))
        for run in done.runs:
            whole = run.evaluations[0].rules[0]
            ahead = "" if whole.lead_weeks is None else f"{whole.lead_weeks:.0f}"
            figures = (whole.flagged, whole.sensitivity, whole.specificity, whole.precision)
            made.add_row(f"  {run.label['en']}", count(whole.people), *map(three, figures), ahead)
    flags = next((done.published for done in examples if done.published), ())
    if flags:
        made.add_section()
        made.add_row(f"[bold]Published flags[/bold], median of {len(flags)}", "", "", *_medians(flags), "")
    return made


def _medians(flags: tuple[Flag, ...]) -> list[str]:
    names = ("sensitivity", "specificity", "precision")
    return [f"{statistics.median(getattr(f, n) for f in flags):.3f}".lstrip("0") for n in names]
