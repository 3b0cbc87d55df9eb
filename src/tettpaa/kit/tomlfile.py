"""Declarative files in TOML, with the place of whatever is wrong in them."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tettpaa.kit.errors import InputError


@dataclass(frozen=True)
class TomlFile:
    """A parsed file that can point back into its own text."""

    path: Path
    text: str
    data: dict[str, Any]

    @classmethod
    def read(cls, path: Path | str) -> "TomlFile":
        """Parse ``path`` (UTF-8); InputError names the line where it cannot be read."""
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise InputError("no such file", file=path, remedy="check the path") from None
        except IsADirectoryError:
            raise InputError("is a folder, not a file", file=path, remedy="name the file in it") from None
        except PermissionError:
            raise InputError("may not be read", file=path, remedy="check the file's permissions") from None
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise InputError(f"cannot be read: {why}", file=path, remedy="check the path") from None
        except UnicodeDecodeError:
            raise InputError("is not UTF-8 text", file=path, remedy="save it as UTF-8") from None
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: Path | str = "<text>") -> "TomlFile":
        """The same from text that is already at hand; ``path`` is for messages."""
        try:
            return cls(Path(path), text, tomllib.loads(text))
        except ValueError as error:  # also for a number of too many digits
            at = re.search(r"\(at line (\d+), column \d+\)", str(error))
            message = str(error).split(" (at ")[0]
            line = int(at[1]) if at else None
            raise InputError(
                f"not TOML: {message}", file=path, line=line, remedy="see https://toml.io for the form"
            ) from None
        except RecursionError:
            raise InputError("is nested too deep to read", file=path, remedy="make it flatter") from None

    def line_of(self, table: str, index: int = 0) -> int | None:
        """Line (1 is the first) of the ``index``-th ``[table]`` or ``[[table]]`` header, if there is one."""
        header = re.compile(rf"^\s*\[\[?\s*{re.escape(table)}\s*\]\]?")
        lines = [number for number, line in enumerate(self.text.splitlines(), 1) if header.match(line)]
        return lines[index] if index < len(lines) else None

    def error(self, message: str, *, key: str, line: int | None = None, remedy: str) -> InputError:
        """The error to raise about ``key`` (a path such as ``rule[2].when``)."""
        return InputError(message, file=self.path, line=line, column=key, remedy=remedy)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy: the nearest of the known words, or all of them."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"use one of: {', '.join(known)}"
