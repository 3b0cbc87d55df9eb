"""`tettpaa example`: the main job from export to answer, on a folder of real data with its mapping and rules.

The folder's ``example.toml`` names sources, mapping, outcome and the runs to make; a file of published flags
(columns ``sensitivity, specificity, prediction``) may stand beside for comparison.
"""

import csv
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from tettpaa.cli.evaluate import people, tag_and_value
from tettpaa.cli.output import MEASURES, Json, count, notes, print_json, progress, screen, table, three
from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import read_book
from tettpaa.engine.evaluate import Evaluation, evaluate
from tettpaa.engine.identify import Summary, identify
from tettpaa.engine.rules import LANGUAGES
from tettpaa.facts.run import make_facts
from tettpaa.kit.errors import InputError
from tettpaa.kit.tomlfile import TomlFile, did_you_mean

TEXT, TEXTS, ALL_LANGUAGES = "a text", "a list of texts", "a text in each of nb, nn and en"
KEYS = {
    "sources": TEXTS,
    "mapping": TEXT,
    "outcome": TEXT,
    "published": TEXT,
    "title": ALL_LANGUAGES,
    "about": ALL_LANGUAGES,
    "limits": ALL_LANGUAGES,
    "source": ALL_LANGUAGES,
    "run": "one or more [[run]]",
}
RUN_KEYS = {"label": ALL_LANGUAGES, "rules": TEXT, "as_of": TEXT, "only": TEXT, "by": TEXTS}
OPTIONAL = ("published", "only", "by")
SOME_IN_QUARANTINE = 3


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

    ``limits``: what its figures do not say; ``source``: whose data, with licence; ``quarantined``: rows of
    it that could not become facts.
    """

    name: str
    title: dict[str, str]
    about: dict[str, str]
    limits: dict[str, str]
    source: dict[str, str]
    runs: tuple[Run, ...]
    published: tuple[Flag, ...]
    quarantined: int = 0


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
    _folder(out)
    done = []
    for folder, plan in plans:
        with progress(folder.name) as step:
            done.append(_run(folder, plan, out / folder.resolve().name, step))
    from tettpaa.cli.report import write_reports  # here, since pictures take a second to import

    reports = write_reports(done, out)
    if as_json:
        print_json({"examples": done, "reports": reports})
    else:
        _show(done, reports)
    if any(one.quarantined for one in done):
        raise typer.Exit(SOME_IN_QUARANTINE)


def _show(done: list[Example], reports: dict[str, Path]) -> None:
    screen.print(_table(done))
    screen.print(
        "Sensitivity: of those it happened to, how many were flagged. Specificity: of the others, how many "
        "were left in peace. Precision: of those flagged, how many it happened to."
    )
    for one in done:
        if one.quarantined:
            notes.print(f"{one.name}: {count(one.quarantined)} rows wait in quarantine, beside the facts.")
    for language, path in reports.items():
        screen.print(f"Report ({language}): {path.resolve()}", soft_wrap=True, markup=False, highlight=False)


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "name a folder that may be made and written to"
        raise InputError(f"cannot be made: {error.strerror}", file=out, remedy=remedy) from None


def _read(folder: Path) -> TomlFile:
    """The folder's example.toml, with every key known, present and of its form."""
    file = TomlFile.read(folder / "example.toml")
    _check(file, file.data, KEYS, None)
    for number, run in enumerate(file.data["run"]):
        _check(file, run, RUN_KEYS, file.line_of("run", number))
    return file


def _check(file: TomlFile, data: dict[str, Any], keys: dict[str, str], line: int | None) -> None:
    for key in data:
        if key not in keys:
            raise file.error("is not known here", key=key, line=line, remedy=did_you_mean(key, keys))
    for key, form in keys.items():
        if key not in data and key not in OPTIONAL:
            raise file.error("is missing", key=key, line=line, remedy=f"add it: {form}")
        if key in data and not _has_form(data[key], form):
            raise file.error(f"must be {form}", key=key, line=line, remedy="see the examples that come along")


def _has_form(value: Any, form: str) -> bool:
    match form:
        case "a text":
            return isinstance(value, str)
        case "a list of texts":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "a text in each of nb, nn and en":
            texts = value.values() if isinstance(value, dict) else ()
            return bool(texts) and set(value) == set(LANGUAGES) and all(isinstance(t, str) for t in texts)
        case _:
            return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _run(folder: Path, plan: TomlFile, out: Path, step: Callable[[int, int], None]) -> Example:
    data = plan.data
    runs = data["run"]
    steps = 1 + 2 * len(runs)
    _folder(out)
    step(0, steps)
    facts = out / "facts"
    made_facts = make_facts([folder / name for name in data["sources"]], folder / data["mapping"], facts)
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
    name, quarantined = folder.resolve().name, made_facts.quarantined
    return Example(name, **texts, runs=tuple(made), published=flags, quarantined=quarantined)


def _flags(path: Path) -> tuple[Flag, ...]:
    """The published flags in a CSV file; InputError names the line of what is wrong."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_flag(path, line, row) for line, row in enumerate(csv.DictReader(file), 2))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path, remedy="check the path") from None


def _flag(path: Path, line: int, row: dict[str, str]) -> Flag:
    try:
        figures = (float(row[name]) for name in ("sensitivity", "specificity", "prediction"))
        return Flag(row["study"].strip(), row["dropout_indicator"].strip(), int(row["sample_size"]), *figures)
    except (KeyError, ValueError, TypeError, AttributeError):
        remedy = "columns: study, dropout_indicator, sample_size, sensitivity, specificity, prediction"
        raise InputError("is no published flag", file=path, line=line, remedy=remedy) from None


def _table(examples: list[Example]) -> Table:
    made = table("On real data", "data and rules", "n", *MEASURES, "weeks\nahead")
    for done in examples:
        made.add_row(Text(done.title["en"], "bold"), count(people(done.runs[0].evaluations[0])))
        for run in done.runs:
            whole = run.evaluations[0].rules[0]
            ahead = "" if whole.lead_weeks is None else f"{whole.lead_weeks:.0f}"
            figures = (whole.flagged, whole.sensitivity, whole.specificity, whole.precision)
            made.add_row(f"  {run.label['en']}", count(whole.people), *map(three, figures), ahead)
    flags = next((done.published for done in examples if done.published), ())
    if flags:
        made.add_section()
        made.add_row(f"Published flags, median of {len(flags)}", "", "", *_medians(flags), "")
    return made


def _medians(flags: tuple[Flag, ...]) -> list[str]:
    names = ("sensitivity", "specificity", "precision")
    return [f"{statistics.median(getattr(f, n) for f in flags):.3f}".lstrip("0") for n in names]
