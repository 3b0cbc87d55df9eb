"""A TOML document that can tell on which line a key stands, so that an error points at the place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tettpaa.kit.errors import InputError
from tettpaa.kit.tomlfile import TomlFile, did_you_mean

PathKey = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*\[(\[?)\s*([^\[\]]+?)\s*\]")


def load(file: Path) -> "Node":
    """The document's root; InputError if the file cannot be read or is not TOML."""
    document = TomlFile.read(file)
    root = Node(file, document.text, (), document.data)
    if "\0" in _texts(document.data):
        raise root.error("a text holds the character NUL", "take it out")
    return root


def _texts(value: Any) -> str:
    """Every text in the document, keys too, run together."""
    if isinstance(value, dict):
        return "".join(key + _texts(item) for key, item in value.items())
    if isinstance(value, list):
        return "".join(map(_texts, value))
    return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Node:
    """A table of the document and the path that leads to it; positions count from 1 when shown."""

    file: Path
    text: str
    path: PathKey
    values: dict[str, Any]

    def error(self, message: str, remedy: str, *keys: str | int) -> InputError:
        """An error at this table, or at the key below it."""
        path = self.path + keys
        return InputError(
            message, file=self.file, line=locate(self.text, path), column=shown(path), remedy=remedy
        )

    def only(self, known: Iterable[str], what: str) -> None:
        """Refuse keys that are not known here."""
        names = list(known)
        for key in self.values:
            if key not in names:
                raise self.error(f"{what} has no key '{key}'", did_you_mean(key, names), key)

    def table(self, *keys: str | int) -> "Node":
        """The table at that path below this one; ``{}`` if there is none."""
        value: Any = self.values
        for number, key in enumerate(keys):
            value = value.get(key, {}) if isinstance(value, dict) else value[int(key)]
            if not isinstance(value, dict | list):
                raise self.error("must be a table", "write it as key = value pairs", *keys[: number + 1])
        if not isinstance(value, dict):
            raise self.error("must be a table", "write it as key = value pairs", *keys)
        return Node(self.file, self.text, self.path + keys, value)

    def tables(self, key: str) -> list["Node"]:
        """The array of tables under that key; empty if there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error("must be an array of tables", f"write it as [[{key}]]", key)
        return [
            Node(self.file, self.text, (*self.path, key, number), item) for number, item in enumerate(value)
        ]

    def word(self, key: str, default: str | None = None) -> str:
        """The text under that key; without a default it must be there."""
        value = self.values.get(key, default)
        if value is None:
            raise self.error(f"lacks '{key}'", f'add {key} = "…"')
        if not isinstance(value, str) or not value:
            raise self.error("must be a text that is not empty", f'write {key} = "…"', key)
        return value

    def words(self, key: str, default: tuple[str, ...] = (), numbers: bool = False) -> tuple[str, ...]:
        """The list of texts (whole numbers too, if told) under that key; a lone text counts as one."""
        value = self.values.get(key, list(default))
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(v, str) or (numbers and type(v) is int) for v in items):
            raise self.error("must be a list of texts", f'write {key} = ["…"]', key)
        return tuple(str(v) for v in items)


def shown(path: PathKey) -> str | None:
    """``absence[1].kind.codes``; None for the document itself."""
    text = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".") or None


def locate(text: str, path: PathKey) -> int | None:
    """The line where the path stands, or that of the nearest table above it; None if not found."""
    found: int | None = None
    depth = 0
    section: PathKey = ()
    counts: dict[PathKey, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            here = section = _section(header[2], bool(header[1]), counts)
        else:
            here = (*section, *_key(line))
        shared = min(len(here), len(path))
        if shared > depth and path[:shared] == here[:shared]:
            found, depth = number, shared
    return found


def _section(name: str, array: bool, counts: dict[PathKey, int]) -> PathKey:
    """The path of a header; ``counts`` are the arrays of tables so far, each with the number of its last."""
    path: PathKey = ()
    parts = _parts(name)
    for number, part in enumerate(parts, 1):
        path = (*path, part)
        if array and number == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _key(line: str) -> PathKey:
    key, sign, _ = line.partition("=")
    return _parts(key) if sign and not set(key) & set("#[{") else ()


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a dotted name; one in quotes is taken to be a single part."""
    name = name.strip()
    if name[:1] in ('"', "'"):
        return (name.strip("\"'"),)
    return tuple(part.strip().strip("\"'") for part in name.split("."))
