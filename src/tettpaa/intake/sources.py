"""What was given to an import: the register's folder, and the files that make facts."""

import fnmatch
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tettpaa.facts.mapping import Mapping
from tettpaa.kit.errors import InputError

REGISTER = "register"
_ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".csv.gz", ".tsv.gz", ".txt.gz")


@dataclass(frozen=True)
class Given:
    """``register`` is None if there is none; ``facts`` are the files that the mapping names."""

    register: Path | None
    facts: list[Path]


def sort_out(sources: Iterable[Path | str], mapping: Mapping | None) -> Given:
    """A folder called ``register`` (given, or inside a given one) is the register; the rest makes facts.

    The register's own files count as sources too where the mapping names them. InputError for what is neither.
    """
    register: Path | None = None
    facts: list[Path] = []
    for path in map(Path, sources):
        if not path.exists():
            raise InputError("there is no such file or folder", file=path, remedy="check the path")
        folders = [path] if path.is_dir() else []
        folders += [inner for inner in sorted(path.iterdir()) if inner.is_dir()] if path.is_dir() else []
        for folder in folders:
            if folder.resolve().name == REGISTER:
                register = folder
            else:
                facts += [file for file in _files(folder) if folder == path or _named(file, mapping)]
        if path.is_file():
            facts.append(path)
    if facts and mapping is None:
        raise InputError("needs a mapping", file=facts[0], remedy="name it with --mapping FILE.toml")
    if register is not None and facts:
        facts += [file for file in _files(register) if _named(file, mapping)]
    if register is None and not facts:
        raise InputError(
            "there is nothing to import", remedy="give files of a school system, or a register folder"
        )
    return Given(register, facts)


def _files(folder: Path) -> list[Path]:
    return [f for f in sorted(folder.iterdir()) if f.is_file() and f.name.endswith(_ENDINGS)]


def _named(file: Path, mapping: Mapping | None) -> bool:
    patterns = [s.pattern for s in mapping.sources.values() if s.pattern != "*"] if mapping else []
    return any(fnmatch.fnmatchcase(file.name.removesuffix(".gz"), pattern) for pattern in patterns)
