"""What a message says: texts by code, in the reader's language, with dates as people write them."""

import tomllib
import uuid
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter

from babel.dates import format_date

LANGUAGES = ("nb", "nn", "en")
NAMES = frozenset({"by", "who"})
"""Words put in when the message is read; the others are given when it is told."""

SOMEBODY = {"nb": "en ungdom", "nn": "ein ungdom", "en": "a young person"}
SOMEONE = {"nb": "Noen", "nn": "Nokon", "en": "Someone"}
"""Instead of the names, where the reader may not know them."""


@cache
def texts() -> dict[str, dict[str, str]]:
    """Code → language → text, of ``texts.toml``."""
    return _table("texts")


def words(code: str) -> frozenset[str]:
    """The words in braces that must be given with the code; KeyError for a code that isn't there."""
    return _braces(texts()[code]["nb"]) - NAMES


def sentence(code: str, language: str, params: Mapping[str, str], *, by: str = "", who: str = "") -> str:
    """The text in the language (bokmål for one that we lack), an ISO date in it as ``25. november``."""
    language = language if language in LANGUAGES else "nb"
    shown = {name: _shown(value, language) for name, value in params.items()}
    return texts()[code][language].format(by=by or SOMEONE[language], who=who or SOMEBODY[language], **shown)


def link(kind: str, subject: uuid.UUID) -> str:
    """The address, within the site, of what the message is about."""
    return str(_table("links").get(kind, "/")).format(id=subject)


def _shown(value: str, language: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return format_date(day, "d MMMM" if language == "en" else "d. MMMM", locale=language)


def _braces(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@cache
def _table(name: str) -> dict:
    return tomllib.loads(files("tettpaa.notify").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
