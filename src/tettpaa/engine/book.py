"""Reads a rule book (TOML) and refuses a senseless one, saying where and what to do.

```toml
[book]
name = "IKO"
version = "2026.1"

[[rule]]
name = "absence-over-10-percent"
title = { nb = "Fravær over 10 prosent", nn = "Fråvær over 10 prosent", en = "Absence above 10 per cent" }
source = "Where the limit comes from"
severity = 2
valid_from = 2024-08-01
levels = ["vg1", "vg2", "vg3"]
when = { indicator = "absence_share", weeks = 4, more_than = 0.10 }
```

``when`` is an indicator with its parameters and one limit, or ``{ any = […] }``, ``{ all = […] }``,
``{ at_least = 2, of = […] }`` of such. ``source`` may be told by language as the title is.
``[label]`` may tell what scores, events and subjects are called.
"""

import re
import types
import typing
from dataclasses import fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from tettpaa.engine.indicators import INDICATORS, Indicator
from tettpaa.engine.reach import always_holds, excludes_itself, never_holds, reach_in_words, steps
from tettpaa.engine.rules import COMPARES, DECIMALS, LANGUAGES, Combination, Condition, Rule, RuleBook, When
from tettpaa.facts.schema import LEVELS
from tettpaa.kit.tomlfile import TomlFile, did_you_mean
from tettpaa.kit.tomlnode import PathKey, locate, shown

RULE_KEYS = ("name", "title", "source", "severity", "when", "valid_from", "valid_until", "levels")
REQUIRED = ("name", "title", "source", "severity", "when", "valid_from")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DEEPEST = 5  # combinations within combinations: deeper is not readable by a counsellor
MOST_CONDITIONS = 30  # of one rule, for the same reason; the fast engine keeps a bit for each
LARGEST = 1e12  # no figure comes near it
AMONG_PEERS = ("from_mean", "percentile")  # the measures that hold one against others


def read_book(path: Path | str) -> RuleBook:
    """The rule book in the file; InputError names file, line and key of what is wrong."""
    return _Reader(TomlFile.read(path)).book()


def standard_book() -> RuleBook:
    """The book that comes with Tettpå (iko.toml)."""
    return parse_book(files(__package__).joinpath("iko.toml").read_text(encoding="utf-8"))


def parse_book(text: str) -> RuleBook:
    """The rule book in the text, for books that are kept elsewhere than in a file."""
    return _Reader(TomlFile.parse(text, "rule book")).book()


class _Reader:
    def __init__(self, file: TomlFile) -> None:
        self.file = file

    def fail(self, message: str, at: PathKey, remedy: str) -> typing.NoReturn:
        raise self.file.error(message, key=self.named(at), line=locate(self.file.text, at), remedy=remedy)

    def named(self, at: PathKey) -> str:
        """``rule 'absence'.when.limit``; ``rule[2].name`` if that has no good name."""
        if at[0] == "rule" and len(at) > 1:
            rule = self.file.data["rule"][at[1]]
            name = rule.get("name") if isinstance(rule, dict) else None
            if isinstance(name, str) and NAME.fullmatch(name):
                return ".".join(filter(None, (f"rule '{name}'", shown(at[2:]))))
        return shown(at) or ""

    def book(self) -> RuleBook:
        data = self.file.data
        self.only(data, ("book", "rule", "label"), ())
        head = self.table(data.get("book"), ("book",))
        self.only(head, ("name", "version"), ("book",))
        raw_rules = data.get("rule")
        if not isinstance(raw_rules, list) or not raw_rules:
            self.fail("the book has no rules", ("rule",), "write each rule under [[rule]]")
        rules = []
        for index, raw in enumerate(raw_rules):
            rules.append(self.rule(self.table(raw, ("rule", index)), ("rule", index)))
        self.no_overlap(rules)
        name, version = self.text(head, "name", ("book",)), self.text(head, "version", ("book",))
        return RuleBook(name, version, tuple(rules), self.file.text, self.labels(data.get("label", {})))

    def labels(self, raw: Any) -> dict[str, dict[str, str]]:
        table = self.table(raw, ("label",))
        return {name: self.title(words, ("label", name)) for name, words in table.items()}

    def rule(self, raw: dict[str, Any], at: PathKey) -> Rule:
        self.only(raw, RULE_KEYS, at)
        for key in REQUIRED:
            if key not in raw:
                self.fail("is missing", (*at, key), f"every rule has {', '.join(REQUIRED)}")
        name = self.text(raw, "name", at)
        if not NAME.fullmatch(name):
            self.fail(f"'{name}' is not a rule name", (*at, "name"), "use small letters, digits and hyphens")
        severity = raw["severity"]
        if type(severity) is not int or severity not in (1, 2, 3):
            self.fail("must be 1, 2 or 3", (*at, "severity"), "1: look, 2: act, 3: act today")
        when = self.when(raw["when"], (*at, "when"), 1)
        rule = Rule(
            name=name,
            title=self.title(raw["title"], (*at, "title")),
            source=self.source(raw, at),
            severity=severity,
            when=when,
            valid_from=self.day(raw["valid_from"], (*at, "valid_from")),
            valid_until=self.valid_until(raw, at),
            levels=self.levels(raw.get("levels"), (*at, "levels")),
        )
        if len(rule.conditions) > MOST_CONDITIONS:
            self.fail(
                "has too many conditions", (*at, "when"), f"at most {MOST_CONDITIONS}; make two rules of it"
            )
        return rule

    def valid_until(self, raw: dict[str, Any], at: PathKey) -> date | None:
        if "valid_until" not in raw:
            return None
        until = self.day(raw["valid_until"], (*at, "valid_until"))
        if until <= self.day(raw["valid_from"], (*at, "valid_from")):
            self.fail("is not after valid_from", (*at, "valid_until"), "the rule would never hold")
        return until

    def levels(self, raw: Any, at: PathKey) -> tuple[str, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list) or not raw:
            self.fail(
                "must be a list of levels", at, f"leave it out for all, or name some of {', '.join(LEVELS)}"
            )
        for level in raw:
            if not isinstance(level, str) or level not in LEVELS:
                self.fail(f"'{level}' is no level", at, did_you_mean(str(level), LEVELS))
        self.no_twins(raw, at)
        return tuple(raw)

    def title(self, raw: Any, at: PathKey) -> dict[str, str]:
        title = self.table(raw, at)
        self.only(title, LANGUAGES, at)
        return {language: self.text(title, language, at) for language in LANGUAGES}

    def source(self, raw: dict[str, Any], at: PathKey) -> dict[str, str]:
        """A county's own book may tell it in one language: it stands so on every screen."""
        if isinstance(raw["source"], dict):
            return self.title(raw["source"], (*at, "source"))
        return dict.fromkeys(LANGUAGES, self.text(raw, "source", at))

    def when(self, raw: Any, at: PathKey, depth: int) -> When:
        table = self.table(raw, at)
        if depth > DEEPEST:
            self.fail("is nested too deep", at, f"at most {DEEPEST} levels, so that it can be read aloud")
        if "indicator" in table:
            return self.condition(table, at)
        forms = [key for key in ("any", "all", "of") if key in table]
        if len(forms) != 1:
            self.fail(
                "says neither an indicator nor what to combine",
                at,
                "write { indicator = … }, { any = […] }, { all = […] } or { at_least = 2, of = […] }",
            )
        form = forms[0]
        self.only(table, (form, "at_least") if form == "of" else (form,), at)
        raw_parts = table[form]
        if not isinstance(raw_parts, list) or len(raw_parts) < 2:
            self.fail("must list at least two conditions", (*at, form), "or write the one condition as it is")
        parts = tuple(self.when(p, (*at, form, i), depth + 1) for i, p in enumerate(raw_parts))
        if len(set(parts)) < len(parts):
            self.fail("says the same condition twice", (*at, form), "remove one")
        when = Combination(self.need(table, form, len(parts), at), parts)
        if excludes_itself(when):
            self.fail(
                "can never hold: two conditions exclude each other", (*at, form), "use any, or other limits"
            )
        return when

    def need(self, table: dict[str, Any], form: str, of: int, at: PathKey) -> int:
        if form != "of":
            return 1 if form == "any" else of
        need = table.get("at_least")
        if type(need) is not int or not 1 <= need <= of:
            self.fail("must be a number of conditions", (*at, "at_least"), f"use 1 to {of}")
        return need

    def condition(self, table: dict[str, Any], at: PathKey) -> Condition:
        name = table["indicator"]
        if not isinstance(name, str) or name not in INDICATORS:
            self.fail(f"'{name}' is no indicator", (*at, "indicator"), did_you_mean(str(name), INDICATORS))
        cls = INDICATORS[name]
        own = typing.get_type_hints(cls)
        parameters = [f.name for f in fields(cls)]
        self.only(table, ("indicator", *parameters, *COMPARES), at)
        compares = [key for key in COMPARES if key in table]
        if len(compares) != 1:
            self.fail("must have exactly one limit", at, f"give one of {', '.join(COMPARES)}")
        given = {p: self.parameter(table[p], own[p], (*at, p)) for p in parameters if p in table}
        if "among" in table and given.get("measure", "value") not in AMONG_PEERS:
            self.fail(
                "is not used by this measure", (*at, "among"), 'take it out, or say measure = "from_mean"'
            )
        indicator = cls(**given)
        try:
            indicator.check()
        except ValueError as error:
            key, _, message = str(error).partition(": ")
            self.fail(message, (*at, key), f"see '{name}' in the rule book's documentation")
        compare = compares[0]
        limit = self.limit(table[compare], indicator, compare, (*at, compare))
        condition = Condition(indicator, compare, limit)
        figure = f"this figure is {reach_in_words(indicator)}"
        if never_holds(condition):
            self.fail("can never be met", (*at, compare), figure)
        if always_holds(condition):
            self.fail("would hold for everyone who has a figure", (*at, compare), figure)
        return condition

    def limit(self, raw: Any, indicator: Indicator, compare: str, at: PathKey) -> float:
        if type(raw) not in (int, float) or not -LARGEST <= raw <= LARGEST:
            self.fail("must be a number", at, "such as 10 or 0.10")
        limit = float(raw)
        share = indicator.unit == "share" or getattr(indicator, "measure", None) == "percentile"
        if share and not 0 <= limit <= 1:
            percent = limit if 1 < limit <= 100 else 10
            self.fail("is a share, from 0 to 1", at, f"write {percent / 100:g} for {percent:g} per cent")
        if steps(limit) is None:
            self.fail(
                f"has more than {DECIMALS} decimals, to which figures are rounded",
                at,
                f"write {round(limit, DECIMALS):.{DECIMALS}f}".rstrip("0").rstrip("."),
            )
        if not indicator.upward:
            return limit
        if compare in ("at_most", "less_than"):
            self.fail(
                "would read what is not registered as a low number",
                at,
                "hold this indicator against at_least or more_than",
            )
        if limit < 0 or (limit == 0 and compare == "at_least"):
            self.fail("would hold for everyone", at, "use a limit above 0")
        return limit

    def parameter(self, raw: Any, hint: Any, at: PathKey) -> Any:
        """A value of the parameter's declared type: text, whole number, one of some words, or a list."""
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is types.UnionType:
            return self.parameter(raw, args[0], at)
        if origin is tuple:
            if not isinstance(raw, list):
                self.fail("must be a list", at, 'such as ["a", "b"]')
            self.no_twins(raw, at)
            return tuple(self.parameter(value, args[0], at) for value in raw)
        if origin is typing.Literal:
            if raw not in args:
                self.fail(f"'{raw}' is none of the known words", at, did_you_mean(str(raw), args))
            return raw
        if type(raw) is not hint:
            self.fail("is of the wrong sort", at, "write a whole number" if hint is int else "write a text")
        return raw

    def no_twins(self, raw: list[Any], at: PathKey) -> None:
        for index, value in enumerate(raw):
            if value in raw[:index]:
                self.fail(f"names '{value}' twice", at, "name each once")

    def no_overlap(self, rules: list[Rule]) -> None:
        for index, rule in enumerate(rules):
            for other in rules[:index]:
                if other.name == rule.name and (
                    other.valid_on(rule.valid_from) or rule.valid_on(other.valid_from)
                ):
                    self.fail(
                        "is there twice for the same time",
                        ("rule", index),
                        "give the older one a valid_until, or another name",
                    )

    def only(self, table: dict[str, Any], known: tuple[str, ...], at: PathKey) -> None:
        for key in table:
            if key not in known:
                self.fail("is not known here", (*at, key), did_you_mean(key, known))

    def table(self, raw: Any, at: PathKey) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self.fail("is missing or not a table", at, f"write it as [{at[-1]}] or {{ key = value }}")
        return raw

    def text(self, table: dict[str, Any], key: str, at: PathKey) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fail("must be a text", (*at, key), f'such as {key} = "…"')
        return value

    def day(self, raw: Any, at: PathKey) -> date:
        if type(raw) is not date:
            self.fail("must be a date", at, "such as 2024-08-01, without quotes")
        return raw
