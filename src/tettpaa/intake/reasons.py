"""Why a row could not be used, in the reader's language; facts and register give their reasons in English."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language


def in_words(reason: str) -> str:
    """A sentence for each reason; one that ``reasons.toml`` lacks stands in English, as it came."""
    language = (get_language() or "nb")[:2]
    return " ".join(_sentence(part, language) for part in dict.fromkeys(reason.split("; ")) if part)


def _sentence(reason: str, language: str) -> str:
    _kind, said = _parts().fullmatch(reason).groups()
    for pattern, words in _patterns():
        if language in words and (match := pattern.fullmatch(said)):
            said = words[language].format(**match.groupdict())
            break
    return f"{said[:1].upper()}{said[1:]}."


@cache
def _parts() -> re.Pattern[str]:
    """The kind of fact, which the file tells already, and what is wrong."""
    return re.compile(r"(?:([a-z_]+): )?(.*)", re.DOTALL)


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    text = files(__package__).joinpath("reasons.toml").read_text(encoding="utf-8")
    return [(re.compile(row["english"]), row) for row in tomllib.loads(text)["reason"]]
