"""The texts of the screens: their ids are the bokmål, and nynorsk and English lie in src/tettpaa/locale.

python tools/messages.py compile   writes the .mo files that gettext reads (they are not committed)
python tools/messages.py check     fails on a text without nynorsk or English, and on one nobody uses
python tools/messages.py add FILE  adds translations: TOML, "bokmål" = {nn = "…", en = "…"}
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "tettpaa"
LANGUAGES = ("nn", "en")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3), "pgettext": ((1, "c"), 2), "Ground": (3,),
}  # fmt: skip
Id = str | tuple[str, str]


def used() -> dict[Id, str]:
    """Every message id in code and templates, and a place where it stands."""
    found: dict[Id, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
            found.setdefault(message if isinstance(message, str) else tuple(message[:2]), str(path))
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        for message in _in_template(path.read_text()):
            found.setdefault(message, str(path))
    return found


_CALL = re.compile(r"""\b(n?gettext|_)\(\s*u?(?P<one>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
                   r"""(?:\s*,\s*u?(?P<many>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))?""", re.S)  # fmt: skip


def _in_template(text: str) -> Iterator[Id]:
    # Django's own walk through the template; a tag inside a component's attribute is a tag too.
    for call in _CALL.finditer(templatize(text)):
        one = _plain(call["one"])
        yield (one, _plain(call["many"])) if call[1] == "ngettext" else one


def _plain(literal: str) -> str:
    # Of a lone % templates make two before they ask for the text, and one again of those in the answer.
    return literal[1:-1].replace('\\"', '"').replace("\\'", "'").replace("\\n", "\n")


def catalogue(language: str):
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return path, read_po(file, locale=language)


def compile_all() -> None:
    for language in LANGUAGES:
        path, messages = catalogue(language)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, messages)


def problems() -> list[str]:
    """What is missing or left over, a line each."""
    ids, found = used(), []
    for language in LANGUAGES:
        _path, messages = catalogue(language)
        known = {_id(m.id): m for m in messages if m.id}
        found += [f"{language}: no text for {i!r} ({where})" for i, where in ids.items() if i not in known]
        found += [f"{language}: nobody uses {i!r}" for i in known if i not in ids]
        for message in known.values():
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if not all(texts):
                found.append(f"{language}: {message.id!r} is empty")
            ours, theirs = _fields(message.id), {field for text in texts for field in _fields(text)}
            if not theirs <= ours:
                found.append(f"{language}: {message.id!r} has no field {sorted(theirs - ours)}")
    return found


def _fields(text: Id) -> set[str]:
    joined = text if isinstance(text, str) else " ".join(text)
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", joined))


def _id(message_id: object) -> Id:
    return tuple(message_id) if isinstance(message_id, list | tuple) else str(message_id)  # type: ignore[return-value]


def add(file: Path) -> None:
    rows = tomllib.loads(file.read_text())
    for language in LANGUAGES:
        path, messages = catalogue(language)
        for one, row in rows.items():
            key = (one, row["plural"]) if "plural" in row else one
            value = tuple(row[language]) if "plural" in row else row[language]
            if key in messages:
                messages.delete(key)
            messages.add(key, value)
        with path.open("wb") as out:
            write_po(out, messages, width=110, sort_output=True, omit_header=False, no_location=True)


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    django.setup()
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["check"]:
            sys.exit("\n".join(problems()) or 0)
        case ["add", file]:
            add(Path(file))
        case _:
            sys.exit(__doc__)
