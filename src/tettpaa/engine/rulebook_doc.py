"""The rule book as a page: what each indicator means, shown by its specs, and the standard book."""

import types
import typing
from collections.abc import Iterator
from dataclasses import fields
from inspect import getdoc

from tettpaa.engine import indicators
from tettpaa.engine.book import standard_book
from tettpaa.engine.indicators import INDICATORS, NAMES, Indicator
from tettpaa.engine.rules import Combination, Condition, Rule, RuleBook, When
from tettpaa.engine.sentences import rule_in_words
from tettpaa.engine.specs import GENERAL, Spec, read_specs
from tettpaa.engine.specs.rows import MISSING, Row

SEVERITIES = {1: "look", 2: "act", 3: "act today"}
READING = """\
An example tells some facts, a rule, and who gets a signal. A signal has a line for each condition that held,
with its figures; `-` and columns that are left out are missing values.

Unless told, everyone is in Vg1 in class 1A at the school Nes, and so is the timetable. A line of the
timetable stands for as many `weeks` as it says. Absence is undocumented, and a mark is that of a half-year,
unless told. A fact is known from the day it happened, a timetable from 1 August, and a rule holds for all
levels from 2000, unless told."""
TYPES = {int: "a whole number", str: "a text"}


def render() -> str:
    """The whole page, in Markdown."""
    specs = read_specs()
    parts = [
        "# Rule book",
        "*Made from the code with `make docs`.* What a rule may ask about a young person, shown by tiny "
        "examples that are also tests of both back ends; then the standard book.",
        "## How to read an example",
        READING,
        "## What holds for every indicator",
        *plain(indicators.__doc__ or "").split("\n\n")[1:-1],
        *examples(specs, GENERAL),
    ]
    for name, indicator in INDICATORS.items():
        parts += [f"## `{name}`", *about(indicator), *examples(specs, name)]
    return "\n\n".join([*parts, *book(standard_book())]) + "\n"


def plain(text: str) -> str:
    """A docstring as Markdown."""
    return text.strip().replace("``", "`")


def about(indicator: type[Indicator]) -> Iterator[str]:
    yield plain(getdoc(indicator) or "")
    lower = " Only `at_least` and `more_than` make sense." if indicator.upward else ""
    yield f"The figure is a {indicator.unit}.{lower}"
    hints = typing.get_type_hints(indicator)
    parameters = [
        {
            "parameter": f"`{field.name}`",
            "is": values_of(hints[field.name]),
            "unless told": told(field.default),
        }
        for field in fields(indicator)
    ]
    if parameters:
        yield table(parameters)


def values_of(hint: typing.Any) -> str:
    """The values of a parameter, from its type."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return values_of(args[0])
    if origin is tuple:
        return f"a list, each {values_of(args[0])}"
    if origin is typing.Literal:
        return " or ".join(f"`{word}`" for word in args)
    return TYPES[hint]


def told(default: object) -> str:
    if default is None or default in ("", ()):
        return MISSING
    return ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)


def examples(specs: list[Spec], about: str) -> Iterator[str]:
    for number, spec in enumerate((spec for spec in specs if spec.about == about), 1):
        yield f"**Example {number}.** {spec.shows} As of {spec.as_of}:"
        for kind, rows in spec.tables.items():
            yield f"*{kind}*"
            yield table(rows)
        yield "\n\n".join(f"```toml\n{rule}\n```" for rule in spec.rules)
        yield "*signals*" if spec.signals else "*signals*: none"
        if spec.signals:
            yield table(spec.signals)


def table(rows: list[Row]) -> str:
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def book(book: RuleBook) -> Iterator[str]:
    yield f"## The standard book: {book.name} {book.version}"
    for rule in book.rules:
        yield f"### {rule.name}"
        yield "\n".join(f"- {language}: {title}" for language, title in rule.title.items())
        until = f" until {rule.valid_until}" if rule.valid_until else ""
        yield (
            f"For {', '.join(rule.levels) or 'all levels'}, from {rule.valid_from}{until}. "
            f"Severity {rule.severity}: {SEVERITIES[rule.severity]}."
        )
        yield "\n".join(limits(rule, book))
        yield f"Source: {rule.source['en']}."


def limits(rule: Rule, book: RuleBook) -> Iterator[str]:
    """A line for each condition, under what combines them."""
    words = iter(rule_in_words(rule, book, "en"))

    def lines(when: When, depth: int) -> Iterator[str]:
        if isinstance(when, Condition):
            yield f"{'  ' * depth}- {condition(when, next(words))}"
        else:
            yield f"{'  ' * depth}- {combination(when)}"
            for part in when.parts:
                yield from lines(part, depth + 1)

    return lines(rule.when, 0)


def combination(when: Combination) -> str:
    if when.need == len(when.parts):
        return "all of"
    return "any of" if when.need == 1 else f"at least {when.need} of"


def condition(when: Condition, words: str) -> str:
    """The limit, and the parameters that are not as they are unless told."""
    indicator = when.indicator
    given = [
        f"{field.name} {told(getattr(indicator, field.name))}"
        for field in fields(indicator)
        if getattr(indicator, field.name) != field.default
    ]
    limit = words.removeprefix(f"{NAMES[type(indicator)]}: ")
    return f"`{NAMES[type(indicator)]}` {limit}" + (f" ({'; '.join(given)})" if given else "")
