"""What the report says, and figures as each language writes them."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from tettpaa.engine.evaluate import Share
from tettpaa.engine.rules import LANGUAGES
from tettpaa.engine.sentences import LOCALES

STAR, DASH = "*", "–"  # may not be shown; nothing to work it out from
AFTER_START = "start+"


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """``section → key → language → text``."""
    return tomllib.loads((files("tettpaa.cli.report") / "words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Speaker:
    """Says things in one of the three languages."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(self.language)

    @property
    def locale(self) -> str:
        return LOCALES[self.language]

    def say(self, key: str, **values: object) -> str:
        """The words under ``section.key``, with their braces filled in; KeyError if there are none."""
        section, name = key.split(".")
        return words()[section][name][self.language].format(**values)

    def named(self, kind: str, name: str | None) -> str:
        """A tag's or a value's name here, or as the data has it."""
        known = words()[kind].get(name or "")
        return known[self.language] if known else (name or DASH)

    def count(self, number: int | None) -> str:
        """``17 332``; a star for what may not be shown."""
        return STAR if number is None else format_decimal(number, locale=self.locale)

    def whole(self, number: float | None) -> str:
        return DASH if number is None else format_decimal(number, format="#,##0", locale=self.locale)

    def part(self, value: float) -> str:
        """0.6243 as ``62,4 %``."""
        return format_percent(value, format=self._percent, decimal_quantization=True, locale=self.locale)

    def share(self, share: Share | None) -> str:
        """As ``part``; a star for what may not be shown and a dash for 0 of 0."""
        if share is None:
            return STAR
        return DASH if share.value is None else self.part(share.value)

    def interval(self, share: Share | None) -> str:
        """``58,3–66,4``, in per cent, or nothing."""
        if share is None or share.interval is None:
            return ""
        low, high = (self.points(end) for end in share.interval)
        return f"{low}–{high}"

    def points(self, value: float) -> str:
        """0.6243 as ``62,4``."""
        return format_decimal(value * 100, format="0.0", locale=self.locale)

    def known(self, as_of: str) -> str:
        """When what the rules read was known."""
        if as_of.startswith(AFTER_START):
            return self.say("example.known_after", count=days_after_start(as_of))
        day = format_date(date.fromisoformat(as_of), "long", locale=self.locale)
        return self.say("example.known", day=day)

    @property
    def _percent(self) -> str:
        pattern: str = Locale.parse(self.locale).percent_formats[None].pattern
        return pattern.replace("#,##0", "#,##0.0")

    @property
    def tools(self) -> dict[str, Callable[..., Any]]:
        """For the template."""
        names = ("say", "named", "count", "whole", "share", "interval", "known")
        return {name: getattr(self, name) for name in names}


def days_after_start(as_of: str) -> int | None:
    """60 for ``start+60d``; None for a date."""
    return int(as_of.removeprefix(AFTER_START).rstrip("d")) if as_of.startswith(AFTER_START) else None
