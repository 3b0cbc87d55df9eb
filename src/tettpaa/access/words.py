"""Words of the rooms' tables: one text in the languages of the screens."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tettpaa.kit.errors import InputError

LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Words:
    """A text by language; printing it gives the reader's, or bokmål where theirs is lacking."""

    by_language: dict[str, str]

    def __str__(self) -> str:
        return self.by_language.get((get_language() or "nb")[:2]) or self.by_language["nb"]


def words(row: dict[str, Any]) -> Words:
    """Of a table's row that has a text for each language. KeyError if one is lacking."""
    return Words({language: row[language] for language in LANGUAGES})


def written(text: str, lacking: str, column: str, longest: int) -> str:
    """What somebody wrote, without space around it. InputError, with ``lacking`` as its words, if that is nothing, and
    for more than ``longest`` characters.
    """
    text = text.strip()
    if not text:
        raise InputError(lacking, column=column)
    if len(text) > longest:
        raise InputError(_("Teksten er for lang."), column=column)
    return text
