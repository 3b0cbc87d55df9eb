"""Which files were given, which source of the mapping each belongs to, and their digests."""

import fnmatch
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tettpaa.facts.mapping import Mapping, Source
from tettpaa.kit.errors import InputError

FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet"}
# What a file begins with that is surely not the text of a table.
_NOT_TEXT = {
    b"\xff\xfe": ("is UTF-16", "save it as UTF-8"),
    b"\xfe\xff": ("is UTF-16", "save it as UTF-8"),
    b"PK\x03\x04": ("is an Excel workbook or another zip archive", "save the sheet as CSV UTF-8"),
    b"\xd0\xcf\x11\xe0": ("is an old Excel workbook", "save the sheet as CSV UTF-8"),
    b"\x1f\x8b": ("is compressed with gzip, which its name does not tell", "end its name in .gz"),
    b"PAR1": ("is Parquet, which the mapping does not tell", 'set format = "parquet"'),
}
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class SourceFile:
    """One given file: read as ``source`` says, in ``format`` csv or parquet."""

    path: Path
    source: Source
    format: str
    digest: str
    size: int

    @property
    def gzipped(self) -> bool:
        return self.path.name.endswith(".gz")

    @property
    def identity(self) -> str:
        """The name and the beginning of the digest: what a row in quarantine remembers."""
        return f"{self.path.name}@{self.digest[:16]}"

    def error(
        self, message: str, remedy: str, line: int | None = None, column: str | None = None
    ) -> InputError:
        return InputError(message, file=self.path, line=line, column=column, remedy=remedy)


def find_files(given: Iterable[Path | str], mapping: Mapping, *, partial: bool = False) -> list[SourceFile]:
    """The given files and those of the given folders, each with its source, ordered by source and name.

    The order in which they were given does not matter, so that the same files make the same facts. Every
    source must have one, unless ``partial``.
    """
    matched: list[tuple[Path, Source]] = []
    seen: dict[Path, Path] = {}
    for path in _expanded(given):
        resolved = path.resolve()
        if resolved in seen:
            raise InputError("is given twice", file=path, remedy="give each file once")
        seen[resolved] = path
        matched.append((path, _source_of(path, mapping)))
    for source in mapping.sources.values():
        if not partial and not any(of is source for _, of in matched):
            raise InputError(
                f"no file was given for the source '{source.name}' (file = \"{source.pattern}\")",
                file=mapping.file,
                column=f"source.{source.name}",
                remedy="give the file, or correct the pattern",
            )
    order = list(mapping.sources)
    matched.sort(key=lambda pair: (order.index(pair[1].name), pair[0].name, str(pair[0])))
    files = [
        SourceFile(path, source, _format(path, source), digest_of(path), size_of(path))
        for path, source in matched
    ]
    _refuse_copies(files)
    return files


def _expanded(given: Iterable[Path | str]) -> Iterator[Path]:
    for path in map(Path, given):
        with readable_file(path):
            inside = _data_files(path) if path.is_dir() else [path]
            if not inside:
                raise InputError(
                    "the folder holds no data files", file=path, remedy=f"it may hold {_known()}"
                )
            if inside == [path] and not path.is_file():
                raise InputError("there is no such file", file=path, remedy="check the path")
        yield from inside


def _data_files(folder: Path) -> list[Path]:
    return [
        file
        for file in sorted(folder.iterdir())
        if file.is_file() and not file.name.startswith(".") and _suffix(file) in FORMATS
    ]


def _source_of(path: Path, mapping: Mapping) -> Source:
    names = (path.name, path.name.removesuffix(".gz"))
    sources = [
        source
        for source in mapping.sources.values()
        if any(fnmatch.fnmatchcase(name, source.pattern) for name in names)
    ]
    if len(sources) != 1:
        patterns = ", ".join(f'{s.name}: "{s.pattern}"' for s in mapping.sources.values())
        raise InputError(
            "matches several sources of the mapping" if sources else "matches no source of the mapping",
            file=path,
            remedy=f"leave the file out or correct 'file' in {mapping.file} ({patterns})",
        )
    return sources[0]


def _suffix(path: Path) -> str:
    return Path(path.name.removesuffix(".gz")).suffix.lower()


def _known() -> str:
    return f"{', '.join(FORMATS)}, the texts also with .gz"


def _format(path: Path, source: Source) -> str:
    known = source.format or FORMATS.get(_suffix(path))
    if known is None:
        raise InputError(
            f"the ending '{_suffix(path)}' is not known",
            file=path,
            remedy=f'name it with one of {_known()}, or set format = "csv" in [source.{source.name}]',
        )
    if known == "parquet":
        settings = (source.delimiter, source.encoding, source.decimal, source.skip, source.columns)
        if settings != (",", "utf-8-sig", ".", 0, ()) or path.name.endswith(".gz"):
            raise InputError(
                "Parquet has no delimiter, encoding, decimal, skip, columns or .gz",
                file=path,
                remedy=f"take these out of [source.{source.name}]",
            )
    return known


def digest_of(path: Path) -> str:
    """SHA-256 of the file as it lies there."""
    with readable_file(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(path: Path) -> int:
    """Bytes of the file as it lies there."""
    with readable_file(path):
        return path.stat().st_size


@contextmanager
def readable_file(path: Path) -> Iterator[None]:
    """Around whatever reads a source: errors of the file system in words, with its name."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}",
            file=path,
            remedy="check that it is there, and its rights",
        ) from None


def _refuse_copies(files: list[SourceFile]) -> None:
    """Two files with the same bytes would count every fact twice; two empty exports may be alike."""
    seen: dict[tuple[str, str], SourceFile] = {}
    for file in files:
        key = (file.source.name, file.digest)
        if key in seen and _lines(file.path) > 1:
            raise InputError(
                f"has the same content as {seen[key].path}", file=file.path, remedy="give each file once"
            )
        seen[key] = file


def _lines(path: Path) -> int:
    """Number of line ends, counted up to 2; a compressed file counts as long."""
    with readable_file(path), path.open("rb") as file:
        head = file.read(1 << 20)
    return 2 if head.startswith((GZIP, b"PAR1")) else head.count(b"\n")


def refuse_other_formats(file: SourceFile, head: bytes) -> None:
    """InputError if the beginning of a text's bytes shows that it is something else."""
    for magic, (message, remedy) in _NOT_TEXT.items():
        if head.startswith(magic):
            raise file.error(message, remedy)
    if head.startswith(b"\xef\xbb\xbf") and file.source.encoding != "utf-8-sig":
        raise file.error(
            "is UTF-8, by its first bytes", f'set encoding = "utf-8" in [source.{file.source.name}]'
        )


Progress = Callable[[int], None]
