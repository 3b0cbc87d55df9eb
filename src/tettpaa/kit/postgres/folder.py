"""The folder that a server keeps its data in: where it is, whose it is, and who uses it now."""

import fcntl
import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path

from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres.user import STATE, ServiceUser, make_folder, nearest, state_folder

OURS = ("pgdata", "server.log", "socket")
MAKING = "pgdata.making."
_OTHER_FOLDER = "choose another data folder, or remove this one if it is not needed"


class DataFolder:
    """``pgdata`` (the cluster), ``server.log`` and ``socket`` (a link to where the server listens).

    Held by one process at a time, from ``lock()`` to ``unlock()`` or that process's death.
    """

    def __init__(self, wanted: Path, user: ServiceUser) -> None:
        self.user = user
        self.path = _place(wanted, user)
        self._handle: int | None = None

    @property
    def pgdata(self) -> Path:
        return self.path / "pgdata"

    def making(self) -> Path:
        """A new name for where a cluster grows until it is whole.

        Never one used before: an `initdb` whose parent was killed may still be clearing its own away.
        """
        return self.path / f"{MAKING}{secrets.token_hex(4)}"

    @property
    def log(self) -> Path:
        return self.path / "server.log"

    @property
    def link(self) -> Path:
        return self.path / "socket"

    def lock(self) -> None:
        """Make the folder if needed and hold it; InputError if it is another's, or in use."""
        try:
            owner = nearest(self.path).stat()
            for missing in [p for p in reversed(self.path.parents) if not p.exists()]:
                make_folder(missing, 0o755, owner.st_uid, owner.st_gid)
            make_folder(self.path, 0o700, self.user.uid, self.user.gid)
            handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError as error:
            raise InputError(
                f"cannot be used as a data folder: {error.strerror}", file=self.path, remedy=_OTHER_FOLDER
            ) from None
        try:
            self._claim(handle)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise self.in_use() from None
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def unlock(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _claim(self, handle: int) -> None:
        """See that the folder holds nothing but ours and belongs to the service user."""
        names, owner = os.listdir(handle), os.fstat(handle).st_uid
        ours = [name for name in names if name in OURS or name.startswith(MAKING)]
        if len(ours) < len(names) and "pgdata" not in ours:
            raise InputError("holds other files than a database", file=self.path, remedy=_OTHER_FOLDER)
        if owner != self.user.uid and not names and self.user.dropped:
            os.fchown(handle, self.user.uid, self.user.gid)
        elif owner != self.user.uid:
            raise InputError(
                f"belongs to another user (number {owner}) than {self.user.name}",
                file=self.path,
                remedy=f"start as its owner, take another data folder, or as root: chown -R {self.user.name}",
            )
        os.fchmod(handle, 0o700)

    def in_use(self) -> InputError:
        """The error that says so."""
        pid = self.postmaster()[0]
        number = f" (process {pid})" if pid else ""
        return InputError(
            f"another server is running on this data folder{number}",
            file=self.path,
            remedy="stop it first, or choose another data folder",
        )

    def postmaster(self) -> tuple[int | None, str]:
        """Process number and state (``starting``, ``ready``, ``stopping``) as the server wrote them."""
        try:
            lines = (self.pgdata / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"
        except (OSError, ValueError, IndexError):
            return None, ""

    def wait_for_former(self, patience: float = 60) -> None:
        """Wait until a server whose parent has died is down; InputError if one runs on that isn't going down.

        PostgreSQL sees by itself that its ``postmaster.pid`` is stale, unless the number has gone to
        another process since, as it does in containers; or nobody reaps its zombie. We see to these.
        """
        begun = time.monotonic()
        while (found := self.postmaster())[0] and _alive(found[0]):
            if not _is_postmaster(found[0]):
                (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
                return
            waited = time.monotonic() - begun
            if waited > patience or (waited > 2 and found[1] != "stopping"):
                raise self.in_use()
            time.sleep(0.05)

    def log_size(self) -> int:
        return self.log.lstat().st_size if self.log.exists() else 0

    def last_words(self, since: int) -> str:
        """The line of the log after byte ``since`` that says what went wrong, or its last."""
        try:
            handle = os.open(self.log, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return ""
        with os.fdopen(handle, encoding="utf-8", errors="replace") as log:
            log.seek(since)
            lines = [line.strip() for line in log if line.strip()]
        grave = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", " error:"))]
        return (grave or lines or [""])[-1]

    def tidy(self) -> None:
        """Remove what a server that was killed left: a half-made cluster, and the folder of its socket."""
        for left in self.path.glob(f"{MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        if not self.link.is_symlink():
            return
        old = Path(os.readlink(self.link))
        if old.name.startswith("tettpaa-pg-") and old.is_dir() and old.lstat().st_uid == self.user.uid:
            shutil.rmtree(old, ignore_errors=True)
        self.link.unlink()


def _place(wanted: Path, user: ServiceUser) -> Path:
    """``wanted``; or, when root's service user cannot reach it, a folder named after it in the state folder.

    A database that is already there is never passed over for a new and empty one.
    """
    wanted = wanted.expanduser().resolve()
    if not user.dropped:
        return wanted
    reachable = user.can_enter(nearest(wanted.parent))
    if (wanted / "pgdata").exists():
        if reachable:
            return wanted
        raise InputError(
            f"holds a database, but the user {user.name} cannot reach it",
            file=wanted,
            remedy="let that user go through the folders above (chmod o+x), or move it",
        )
    name = f"{wanted.name}-{hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]}"
    if reachable and not any((state / name / "pgdata").exists() for state in STATE):
        return wanted
    return state_folder(user) / name


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_postmaster(pid: int) -> bool:
    """Whether ``pid`` is a running main process of PostgreSQL; where there is no /proc, taken to be so."""
    process = Path("/proc") / str(pid)
    if not Path("/proc/self/comm").exists():
        return True
    try:
        name = (process / "comm").read_text().strip()
        command = (process / "cmdline").read_bytes()
    except OSError:
        return False
    # A zombie has no command line; helper processes of another server call themselves "postgres: …".
    return name == "postgres" and bool(command) and not command.startswith(b"postgres: ")
