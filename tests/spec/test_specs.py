"""Every spec of the rule engine gives the signals it says, on both back ends."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tettpaa.engine.identify import identify
from tettpaa.engine.indicators import INDICATORS, Indicator
from tettpaa.engine.reference import Facts, signals_of
from tettpaa.engine.signals import Signal, SignalFile
from tettpaa.engine.specs import GENERAL, Spec, read_specs
from tettpaa.engine.specs.rows import person_key

SPECS = read_specs()
CONVERT: dict[str, Callable[[str], Any]] = {
    "person": person_key,
    "rule": str,
    "valid_from": date.fromisoformat,
    "as_of": date.fromisoformat,
    "severity": int,
    "condition": int,
    "detail": str,
}
FIGURES = {"value": None, "part": None, "whole": None, "detail": None, "condition": 0}


def fast(spec: Spec, tmp_path: Path) -> list[Signal]:
    identify(tmp_path / "facts", spec.book, spec.moment, tmp_path / "signals.parquet")
    return list(SignalFile.open(tmp_path / "signals.parquet"))


def reference(spec: Spec, tmp_path: Path) -> list[Signal]:
    return signals_of(Facts.read(tmp_path / "facts"), spec.book, spec.moment)


def expected(spec: Spec) -> list[dict[str, Any]]:
    lines = []
    for row in spec.signals:
        told = {c: None if cell == "-" else CONVERT.get(c, float)(cell) for c, cell in row.items()}
        lines.append(FIGURES | {"rule": "spec"} | told)
    return sorted(lines, key=lambda line: (line["person"], line["rule"], line["condition"]))


def found(signals: list[Signal], columns: set[str]) -> list[dict[str, Any]]:
    """A line for each piece of evidence, in the columns that the spec tells of."""
    lines = []
    for signal in signals:
        for evidence in signal.evidence:
            line = vars(signal) | vars(evidence)
            lines.append({column: value for column, value in line.items() if column in columns})
    return lines


@pytest.mark.parametrize("back_end", [fast, reference], ids=["fast", "reference"])
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.about}: {spec.shows[:60]}")
def test_a_spec_holds(spec: Spec, back_end: Callable[..., list[Signal]], tmp_path: Path) -> None:
    spec.write(tmp_path / "facts")
    lines = expected(spec)
    columns = {"person", "rule", *FIGURES, *(column for line in lines for column in line)}
    assert found(back_end(spec, tmp_path), columns) == lines


@pytest.mark.parametrize("name", INDICATORS)
def test_every_indicator_is_specified_with_each_of_its_parameters(name: str) -> None:
    used = [c.indicator for spec in SPECS if spec.about == name for c in conditions(spec)]
    used = [indicator for indicator in used if type(indicator) is INDICATORS[name]]
    assert used
    for parameter in fields(INDICATORS[name]):
        values = {getattr(indicator, parameter.name) for indicator in used}
        assert values != {parameter.default}, f"no spec of {name} sets {parameter.name}"


def test_every_measure_is_specified_among_all() -> None:
    used = {
        (c.indicator.measure, c.indicator.among)
        for spec in SPECS
        for c in conditions(spec)
        if hasattr(c.indicator, "measure") and hasattr(c.indicator, "among")
    }
    assert {measure for measure, _ in used} == {"value", "change", "from_mean", "percentile"}
    assert {among for _, among in used} == {"class", "school", "level"}


def test_no_two_specs_show_the_same() -> None:
    assert len({spec.shows for spec in SPECS}) == len(SPECS)
    assert {spec.about for spec in SPECS} == {GENERAL, *INDICATORS}


def conditions(spec: Spec) -> list[Any]:
    return [condition for rule in spec.book.rules for condition in rule.conditions]


def test_the_specs_read_no_other_indicators() -> None:
    assert all(isinstance(c.indicator, Indicator) for spec in SPECS for c in conditions(spec))
