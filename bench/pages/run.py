"""``make bench ONLY=pages``: the limits on the pages, at 60,000 young people and at 6,000."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import mean, median, quantiles
from typing import Any

from bench.measure import MeasureError, Side, alternate, once
from bench.pages import county
from bench.pages.load import Answer, Web, processor, serving
from bench.pages.visits import PAGES, Visit
from bench.row import Row

SMALL, LARGE = 1, 10
"""Scales of the invented county: 6,000 young people each."""
A_SECOND = 10
SECONDS = 60
WARM = 2
"""Times that each page is asked for before anything counts."""
EACH = 6
"""Visits to each page in the comparisons."""
ROUNDS = 4
MEETING = "meeting, next"
DETAILS = county.FOLDER / "pages.json"


@dataclass(frozen=True)
class Town:
    """A county of one size: its database, its web server, and the visits to it."""

    place: Any
    home: str
    web: Web
    mix: list[Visit]
    empty: list[Visit]
    even: list[Visit]
    missing: list[str]

    def work(self) -> float:
        """Seconds of processor so far, of web server and database."""
        return processor(self.web.pid, self.place.server.pid)


def bench_pages() -> list[Row]:
    """Time, processor and questions at 60,000; what rights cost there; and how it grows from 6,000."""
    for scale in (SMALL, LARGE):
        county.make(scale)
    with ExitStack() as towns:
        large, small = (towns.enter_context(_town(scale)) for scale in (LARGE, SMALL))
        county.warm(LARGE)
        for town in (large, small):
            for visit in town.even * WARM:
                town.web.ask(visit)
        details: dict[str, Any] = {}
        rows = [
            *_load(large, details), _meeting(large), *_inside(large, details), _growth(large, small, details),
            _log(large, details),
        ]  # fmt: skip
    DETAILS.write_text(json.dumps(details, indent=2) + "\n", encoding="utf-8")
    return rows


@contextmanager
def _town(scale: int) -> Iterator[Town]:
    home = county.folder_of(scale) / "home"
    with county.running(scale) as place:
        arguments = {"url": place.owner, "home": str(home), "number": A_SECOND * SECONDS, "each": EACH}
        plan = once(Side("bench.pages.visits", "plan", arguments)).result
        missing = plan.pop("missing")
        visits = {name: [Visit(**visit) for visit in some] for name, some in plan.items()}
        with serving(place.web, home) as web:
            yield Town(place, str(home), web, missing=missing, **visits)


def _load(town: Town, details: dict[str, Any]) -> list[Row]:
    """The mix in an open loop; the empty page in the same way, for its processor."""
    before = town.work()
    answers = town.web.open_loop(town.mix, A_SECOND)
    between = town.work()
    empty = town.web.open_loop(town.empty, A_SECOND)
    after = town.work()
    full, bare = (1000 * w / len(a) for w, a in ((between - before, answers), (after - between, empty)))
    server = [one.server for one in answers]
    client = _p95([one.client for one in answers])
    details["load"] = _by_title(answers)
    slow = _worst({title: figures["p95"] for title, figures in details["load"].items()})
    note = f"ms in the server, p95, beside the empty page; half within {median(server):.0f} ms; at the client p95 "
    note += f"{client:.0f}; slowest: {slow}"
    if town.missing:
        note += f"; not there yet: {', '.join(town.missing)}"
    work = "ms of processor a page, web server and database, beside the empty page; of these "
    own, theirs = (mean(one.processor for one in some) for some in (answers, empty))
    work += f"{own:.1f} and {theirs:.1f} in Python"
    return [
        Row("pages", _p95(server), _p95([one.server for one in empty]), 60, "ours", note),
        Row("pages-processor", full, bare, 5.0, note=work),
    ]


def _meeting(town: Town) -> Row:
    """Meeting mode's next young person, with decisions, minutes, measures and absence; one page at a time."""
    visits = [visit for visit in town.even if visit.title == MEETING]
    ours, theirs = (
        _p95([town.web.ask(visit).server for _ in range(20) for visit in some])
        for some in (visits, town.empty[: len(visits)])
    )
    note = "ms in the server, p95, of the next young person in a meeting, beside the empty page"
    return Row("pages-meeting", ours, theirs, 100, "ours", note)


def _inside(town: Town, details: dict[str, Any]) -> list[Row]:
    """Questions to the database, and the same pages as the owner with the scope by hand."""
    home, visits = town.home, [vars(visit) for visit in town.even]
    once(Side("bench.pages.inside", "prepare", {"url": town.place.owner, "home": home}))
    same = {"home": home, "visits": visits, "rounds": ROUNDS}
    own, hand = alternate(
        Side("bench.pages.inside", "timed", {"url": town.place.web, "by_hand": False, **same}),
        Side("bench.pages.inside", "timed", {"url": town.place.owner, "by_hand": True, **same}),
        counted=3,
        warm=False,
    )
    _equal(town.even, own.runs[0].result["digests"], hand.runs[0].result["digests"])
    asked = own.runs[0].result["asked"]
    ours, theirs = (_seconds(town.even, [run.result["seconds"] for run in side.runs]) for side in (own, hand))
    ratios = {title: ours[title] / theirs[title] for title in ours}
    worst = max(ratios, key=lambda title: ratios[title])
    details["rights"] = {t: {"ours": ours[t], "theirs": theirs[t], "ratio": ratios[t]} for t in ours}
    details["questions"] = asked
    most = max(asked, key=lambda title: asked[title])
    whole = sum(ours.values()) / sum(theirs.values())
    note = f"ms, of the page where it is most: {worst}; all pages {whole:.2f}; theirs: the owner, who is held by no "
    note += f"policy, with the scope by hand; the same pages; {_worst(ratios, '.2f')}"
    return [
        Row("pages-questions", asked[most], 12, 12, "ours", f"questions to the database, at most, by {most}"),
        Row("pages-rights", ours[worst] * 1000, theirs[worst] * 1000, 1.3, note=note),
    ]


def _growth(large: Town, small: Town, details: dict[str, Any]) -> Row:
    """The same mix of pages in both, one after the other in turn, so that what disturbs disturbs both."""
    times: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for _ in range(ROUNDS):
        for visits in zip(large.even, small.even, strict=True):
            for nth, (town, visit) in enumerate(zip((large, small), visits, strict=True)):
                times[visit.title][nth].append(town.web.ask(visit).server)
    weights = {page.title: page.weight for page in PAGES}
    medians = {title: tuple(median(side) for side in sides) for title, sides in times.items()}
    whole = sum(weights[title] for title in medians)
    ours, theirs = (sum(weights[t] * m[nth] for t, m in medians.items()) / whole for nth in (0, 1))
    ratios = {title: one / other for title, (one, other) in medians.items()}
    details["growth"] = {t: {"large": m[0], "small": m[1], "ratio": ratios[t]} for t, m in medians.items()}
    people = county.PEOPLE
    note = f"ms in the server, the mix, {people * LARGE:,} young people beside {people * SMALL:,}; most: "
    return Row("pages-growth", ours, theirs, 1.3, note=note + _worst(ratios, ".2f"))


def _log(town: Town, details: dict[str, Any]) -> Row:
    """The page of a young person with the log of reads and without it."""
    visits = [vars(visit) for visit in town.even if visit.title == "person"]
    same = {"url": town.place.web, "home": town.home, "visits": visits, "rounds": ROUNDS * 10}
    sides = alternate(
        *(Side("bench.pages.log", "worked", {**same, "log": log}) for log in (True, False)), warm=False
    )
    ours, theirs = (min(run.result for run in side.runs) * 1000 for side in sides)
    details["log"] = {"with": ours, "without": theirs}
    note = (
        "ms of processor, page and database, of the page of a young person; theirs: nothing noted or written"
    )
    return Row("pages-log", ours, theirs, 1.1, note=note)


def _equal(visits: list[Visit], own: list[str], hand: list[str]) -> None:
    differing = sorted(
        {visit.title for visit, one, other in zip(visits, own, hand, strict=True) if one != other}
    )
    if differing:
        raise MeasureError(f"pages: not the same under rights and by hand: {', '.join(differing)}")


def _seconds(visits: list[Visit], runs: list[list[float]]) -> dict[str, float]:
    """By title, the mean over its visits of the fastest run."""
    found: dict[str, list[float]] = defaultdict(list)
    for visit, *seconds in zip(visits, *runs, strict=True):
        found[visit.title].append(min(seconds))
    return {title: mean(some) for title, some in found.items()}


def _by_title(answers: list[Answer]) -> dict[str, dict[str, float]]:
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer.title].append(answer)
    return {
        title: {
            "visits": len(some),
            "p50": median(one.server for one in some),
            "p95": _p95([one.server for one in some]),
            "processor": mean(one.processor for one in some),
        }
        for title, some in found.items()
    }


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def _worst(figures: dict[str, float], form: str = ".0f", number: int = 3) -> str:
    listed = sorted(figures, key=lambda title: -figures[title])[:number]
    return ", ".join(f"{title} {figures[title]:{form}}" for title in listed)
