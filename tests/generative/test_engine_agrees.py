"""Thousands of generated pupils get the same signals, with the same figures, from both back ends."""

import tempfile
from collections import Counter
from pathlib import Path

from engine_worlds import Book, World, variants
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import parse_book
from tettpaa.engine.identify import identify
from tettpaa.engine.indicators import NAMES, Indicator
from tettpaa.engine.reference import Facts, signals_of
from tettpaa.engine.rules import RuleBook
from tettpaa.engine.signals import Evidence, Signal, SignalFile
from tettpaa.engine.specs.rows import write_facts

LAST_DECIMAL = 1.5e-9  # figures are rounded to nine decimals; the two may round a half apart
PUPILS_AT_LEAST = 3_000
SIGNALS_AT_LEAST = 5_000


class Tally:
    """What was compared in the run, so that it cannot silently become nothing."""

    def __init__(self) -> None:
        self.enrolled = 0
        self.signals = 0
        self.fired: Counter[str] = Counter()
        self.silent: Counter[str] = Counter()
        self.as_of: Counter[str] = Counter()

    def add(self, book: RuleBook, enrolled: int, signals: list[Signal], as_of: str) -> None:
        self.enrolled += enrolled
        self.signals += len(signals)
        self.as_of["start" if as_of.startswith("start") else "day"] += 1
        for rule in book.rules:
            mine = [s for s in signals if (s.rule, s.valid_from) == (rule.name, rule.valid_from)]
            for number, condition in enumerate(rule.conditions):
                fired = sum(any(e.condition == number for e in signal.evidence) for signal in mine)
                self.fired[variant(condition.indicator)] += fired
                self.silent[variant(condition.indicator)] += len(rule.conditions) == 1 and enrolled - fired


def variant(indicator: Indicator) -> str:
    parts = (NAMES[type(indicator)], getattr(indicator, "measure", ""), getattr(indicator, "what", ""))
    return " ".join(part for part in parts if part)


def assert_same(fast: list[Signal], reference: list[Signal]) -> None:
    """Message: the first signal that one of them lacks or that differs."""
    by_key = [{(s.person, s.rule, s.valid_from): s for s in signals} for signals in (fast, reference)]
    assert len(by_key[0]) == len(fast), "a signal is there twice"
    for key in sorted(by_key[0].keys() | by_key[1].keys()):
        one, other = (signals.get(key) for signals in by_key)
        assert same(one, other), f"fast: {one}\nreference: {other}"


def same(one: Signal | None, other: Signal | None) -> bool:
    if one is None or other is None or vars(one) | {"evidence": ()} != vars(other) | {"evidence": ()}:
        return False
    pairs = zip(one.evidence, other.evidence, strict=False)
    return len(one.evidence) == len(other.evidence) and all(same_evidence(a, b) for a, b in pairs)


def same_evidence(one: Evidence, other: Evidence) -> bool:
    figures = ((one.value, other.value), (one.part, other.part), (one.whole, other.whole))
    told = (one.condition, one.detail) == (other.condition, other.detail)
    return told and all(close(a, b) for a, b in figures)


def close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= LAST_DECIMAL


def compare(world: World, folder: Path, tally: Tally) -> None:
    book = parse_book(Book(world, variants(world.random)).text())
    write_facts(folder / "facts", world.facts)
    as_of = AsOf.parse(world.as_of)
    summary = identify(folder / "facts", book, as_of, folder / "signals.parquet")
    reference = signals_of(Facts.read(folder / "facts"), book, as_of)
    assert_same(list(SignalFile.open(folder / "signals.parquet")), reference)
    tally.add(book, summary.people, reference, world.as_of)


def test_fast_and_reference_agree_on_thousands_of_pupils() -> None:
    tally = Tally()

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # another seed is no simpler case, so there is nothing to shrink
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(seed=st.integers(0, 2**32 - 1), people=st.integers(180, 220))
    def agrees(seed: int, people: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            compare(World(seed, people), Path(folder), tally)

    agrees()
    assert tally.enrolled >= PUPILS_AT_LEAST
    assert tally.signals >= SIGNALS_AT_LEAST
    assert min(tally.as_of["day"], tally.as_of["start"]) >= 5
    assert {name for name, fired in tally.fired.items() if not fired} == set()
    assert {name for name, silent in tally.silent.items() if not silent} == set()
    assert len(tally.fired) == 17
