"""The page of one language: what each part shows, for ``page.html`` to set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from tettpaa.cli.report.drawing import Picture
from tettpaa.cli.report.pictures import Day, Spot, among_flags, by_group, over_days
from tettpaa.cli.report.words import Speaker, days_after_start
from tettpaa.engine.disclosure import FEWEST
from tettpaa.engine.evaluate import BOOK, WEEKS_TO_ACT, Evaluation, Measures, Share
from tettpaa.engine.rules import LANGUAGES

if TYPE_CHECKING:
    from tettpaa.cli.example import Example, Flag, Run


@dataclass(frozen=True)
class Ranked:
    """A run among published flags: how many do worse, and how many better, on both measures."""

    label: str
    worse: int
    better: int


@dataclass(frozen=True)
class ByGroup:
    """One tag of one run. ``spread``: who has least and most, in words; None with fewer than two."""

    tag: str
    run: "Run"
    groups: tuple[Measures, ...]
    everyone: Measures
    found: Picture
    false: Picture
    spread: str | None


@dataclass(frozen=True)
class Part:
    """An example with its pictures; None where there is nothing to draw."""

    example: "Example"
    flags: Picture | None
    ranked: tuple[Ranked, ...]
    days: Picture | None
    day_runs: tuple["Run", ...]
    groups: tuple[ByGroup, ...]

    @property
    def books(self) -> tuple[Measures, ...]:
        return tuple(map(whole_book, self.example.runs))

    @property
    def several(self) -> "tuple[Run, ...]":
        """The runs whose books have more than one rule."""
        return tuple(run for run in self.example.runs if len(run.evaluations[0].rules) > 2)


def page(examples: "list[Example]", language: str) -> str:
    """The whole page as HTML."""
    speaker = Speaker(language)

    def title(run: "Run", rule: str) -> str:
        return speaker.say("rules.whole") if rule == BOOK else run.titles[rule][language]

    return _template().render(
        language=language,
        languages=[Speaker(other) for other in LANGUAGES],
        parts=[_part(done, speaker) for done in examples],
        title=title,
        whole_book=whole_book,
        false_alarms=false_alarms,
        days_after_start=days_after_start,
        fewest=FEWEST,
        portion=speaker.part,
        weeks=WEEKS_TO_ACT,
        css=Markup(_beside("page.css")),  # noqa: S704  (our own file)
        **speaker.tools,
    )


def whole_book(run: "Run") -> Measures:
    """Any rule of the book, everyone together."""
    return run.evaluations[0].rules[0]


def false_alarms(measures: Measures) -> Share | None:
    """Of those it did not happen to, how many were flagged: what specificity leaves."""
    if measures.flagged_false is None or measures.cleared is None:
        return None
    return Share(measures.flagged_false, measures.flagged_false + measures.cleared)


def spots(example: "Example", speaker: Speaker) -> list[Spot]:
    """Where the runs stand among published flags, as far as they may be shown."""
    return list(_spots(example, speaker))


def _spots(example: "Example", speaker: Speaker) -> Iterator[Spot]:
    for run in example.runs:
        measures = whole_book(run)
        false, found = false_alarms(measures), measures.sensitivity
        if false and found and false.value is not None and found.value is not None:
            yield Spot(run.label[speaker.language], false.value, found.value)


def _part(example: "Example", speaker: Speaker) -> Part:
    placed = spots(example, speaker) if example.published else []
    day_runs = _over_days(example)
    return Part(
        example,
        among_flags(example.published, placed, speaker) if placed else None,
        tuple(_ranked(spot, example.published) for spot in placed),
        over_days([_day(run) for run in day_runs], speaker) if day_runs else None,
        day_runs,
        tuple(
            _by_group(run, evaluation, speaker)
            for run in example.runs
            for evaluation in run.evaluations
            if evaluation.by and evaluation.groups
        ),
    )


def _ranked(spot: Spot, flags: "tuple[Flag, ...]") -> Ranked:
    worse = sum(f.sensitivity < spot.found and 1 - f.specificity > spot.false for f in flags)
    better = sum(f.sensitivity > spot.found and 1 - f.specificity < spot.false for f in flags)
    return Ranked(spot.label, worse, better)


def _over_days(example: "Example") -> "tuple[Run, ...]":
    """The runs of the first book on days after the start, by day, if at least two may be shown."""
    first = example.runs[0].evaluations[0].book
    runs = [
        run
        for run in example.runs
        if run.evaluations[0].book == first
        and days_after_start(run.evaluations[0].as_of) is not None
        and all(s and s.value is not None for s in (whole_book(run).sensitivity, whole_book(run).precision))
    ]
    runs.sort(key=lambda run: days_after_start(run.evaluations[0].as_of) or 0)
    return tuple(runs) if len(runs) > 1 else ()


def _day(run: "Run") -> Day:
    found, hits = whole_book(run).sensitivity, whole_book(run).precision
    assert found
    assert hits
    return Day(days_after_start(run.evaluations[0].as_of) or 0, found, hits)


def _by_group(run: "Run", evaluation: Evaluation, speaker: Speaker) -> ByGroup:
    groups = tuple(m for m in evaluation.groups if m.rule == BOOK)
    everyone = evaluation.rules[0]
    found = by_group([(m, m.sensitivity) for m in groups], everyone.sensitivity, "found", speaker)
    false = by_group([(m, false_alarms(m)) for m in groups], false_alarms(everyone), "false", speaker)
    return ByGroup(evaluation.by or "", run, groups, everyone, found, false, _spread(groups, speaker))


def _spread(groups: tuple[Measures, ...], speaker: Speaker) -> str | None:
    false = _ends({m.group: false_alarms(m) for m in groups})
    found = _ends({m.group: m.sensitivity for m in groups})
    if not false or not found:
        return None
    (low, lowest), (high, highest) = false
    (low_found, lowest_found), (high_found, highest_found) = found
    return speaker.say(
        "groups.spread",
        low=speaker.part(low),
        lowest=speaker.named("value", lowest),
        high=speaker.part(high),
        highest=speaker.named("value", highest),
        points=speaker.points(high - low),
        low_found=speaker.part(low_found),
        lowest_found=speaker.named("value", lowest_found),
        high_found=speaker.part(high_found),
        highest_found=speaker.named("value", highest_found),
    )


def _ends(shares: "Mapping[str | None, Share | None]") -> list[tuple[float, str]] | None:
    """Least and most with their groups, among those that may be shown."""
    known = [(s.value, group or "") for group, s in shares.items() if s and s.value is not None]
    return [min(known), max(known)] if len(known) > 1 else None


def _beside(name: str) -> str:
    return (files("tettpaa.cli.report") / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_beside("page.html"))
