"""A PostgreSQL server that lives as long as we do and keeps its data."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from signal import SIGINT, SIGQUIT
from types import TracebackType
from typing import Self
from urllib.parse import quote

from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres.binaries import MINIMUM, binaries, runnable_by, version
from tettpaa.kit.postgres.folder import DataFolder
from tettpaa.kit.postgres.launch import end, launch
from tettpaa.kit.postgres.user import ServiceUser, service_user

OWNER = "owner"
"""The superuser that ``initdb`` makes. Whoever reaches the socket is trusted, and its folder is 0700."""

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET = 107
"""Bytes that the path of a unix socket may have (``sun_path`` of unix(7), less its final zero)."""

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Statements and details of errors quote rows; the log is to hold no one's personal data.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}

_INITDB = (
    f"--username={OWNER} --auth=trust --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 "
    "--locale=C"
).split()


class Server:
    """PostgreSQL on the folder ``data``, made if it isn't there, listening on a unix socket only.

    ``say`` is told in words what goes on; ``settings`` are PostgreSQL's own, over those here. Root's server
    runs as another user (see :func:`service_user`), and if that user cannot reach ``data``, on a folder
    under /var/lib/tettpaa (or /var/tmp/tettpaa): ``data`` afterwards says where, and so does ``say``.

    On Linux the server shuts down in good order when this process dies, however it dies; elsewhere only
    when it is stopped. Start it in the main thread, and not before a fork whose parent ends (a daemon).
    """

    def __init__(
        self,
        data: Path | str,
        *,
        say: Callable[[str], object] = lambda text: None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.data = Path(data).expanduser().resolve()
        self.log = self.data / "server.log"
        self._say = say
        self._settings = {**SETTINGS, **(settings or {})}
        self._folder: DataFolder | None = None
        self._socket: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starter = 0

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process number of the running server."""
        return self._process.pid if self._process is not None and self.running else None

    def url(self, dbname: str = "postgres", user: str = OWNER) -> str:
        """Address of a database. The socket stands in the query, since hosts lose their capital letters."""
        if self._socket is None:
            raise RuntimeError("the server has not been started")
        host = quote(str(self._socket), safe="/")
        return f"postgresql://{quote(user, safe='')}@/{quote(dbname, safe='')}?host={host}&port={PORT}"

    def start(self) -> Self:
        """Start, or start again after a crash at the same address; InputError says why it could not."""
        if sys.platform == "linux" and threading.current_thread() is not threading.main_thread():
            raise RuntimeError("start the server in the main thread: it stops when the thread ends")
        if self.running:
            return self
        user = service_user(self.data)
        programs = runnable_by(user, binaries())
        major, number = version(programs) or (MINIMUM, str(MINIMUM))
        try:
            folder = self._hold(user)
            if not folder.pgdata.exists():
                self._make(folder, programs)
            _check_made_by(folder, major)
            self._say(f"Starting PostgreSQL {number} …")
            self._open_socket(folder)
            self._run(folder, programs)
        except BaseException:
            self.stop()
            raise
        return self

    def _hold(self, user: ServiceUser) -> DataFolder:
        if self._folder is not None:  # started again after a crash
            self._folder.wait_for_former()
            return self._folder
        folder = DataFolder(self.data, user)
        if folder.path != self.data:
            self._say(f"{user.name} cannot reach {self.data}: the data are in {folder.path}")
        folder.lock()
        self._folder, self._starter = folder, os.getpid()
        self.data, self.log = folder.path, folder.log
        if folder.postmaster()[0]:
            self._say("Waiting for the server before to finish …")
        folder.wait_for_former()
        folder.tidy()
        return folder

    def _make(self, folder: DataFolder, programs: Path) -> None:
        self._say(f"Making a new database in {folder.path} …")
        begun = folder.log_size()
        # In a folder beside, renamed when whole: whoever is killed in the middle leaves no half-made one.
        making = folder.making()
        unsafe = ["--no-sync"] if self._settings.get("fsync") == "off" else []
        command = [programs / "initdb", *_INITDB, *unsafe, "-D", making]
        process = launch(command, folder.user, folder.log)
        try:
            failed = process.wait() != 0
        finally:
            end(process)
        if failed:
            raise _failure("the database could not be made", folder, begun)
        making.rename(folder.pgdata)

    def _open_socket(self, folder: DataFolder) -> None:
        if self._socket is None:
            self._socket = _socket_folder(folder.user)
        for left in self._socket.iterdir():
            left.unlink()
        folder.link.unlink(missing_ok=True)
        folder.link.symlink_to(self._socket)

    def _run(self, folder: DataFolder, programs: Path) -> None:
        begun, socket = folder.log_size(), str(self._socket).replace('"', '""')
        settings = {**self._settings, "unix_socket_directories": f'"{socket}"'}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [programs / "postgres", "-D", folder.pgdata, "-p", str(PORT), *options]
        for again in _until(10):
            self._process = launch(command, folder.user, folder.log)
            self._wait_until_ready(folder)
            if self.running:
                return
            # After SIGKILL of the main process its helpers need a moment to notice; they hold the memory.
            if "shared memory" not in folder.last_words(begun) or not again:
                raise _failure("PostgreSQL did not start", folder, begun)

    def _wait_until_ready(self, folder: DataFolder) -> None:
        """Until it is ready or has ended. A crash may take long to recover from, so there is no deadline."""
        told, begun = False, time.monotonic()
        while self.running and folder.postmaster() != (self.pid, "ready"):
            if not told and time.monotonic() - begun > 5:
                told = True
                self._say("Still starting: PostgreSQL is putting its data in order after a crash …")
            time.sleep(0.01)

    def stop(self) -> None:
        """Shut down in good order, breaking connections off; does nothing the second time."""
        if self._folder is None or self._starter != os.getpid():  # a fork of us must not stop our server
            return
        if self.running:
            self._say("Stopping PostgreSQL …")
        if self._process is not None:
            _shut_down(self._process)
            self._process = None
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)
            self._socket = None
        with contextlib.suppress(OSError):
            self._folder.link.unlink()
        self._folder.unlock()
        self._folder = None


def _shut_down(process: "subprocess.Popen[bytes]") -> None:
    """Fast shutdown; then the immediate one, after which the next start recovers."""
    for signal, seconds in ((SIGINT, 60), (SIGQUIT, 10)):
        if process.poll() is None:
            process.send_signal(signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
    end(process)


def _socket_folder(user: ServiceUser) -> Path:
    """A new folder that is only ``user``'s, short enough and where that user can reach it."""
    for place in dict.fromkeys((Path(tempfile.gettempdir()).resolve(), Path("/tmp"), Path("/var/tmp"))):  # noqa: S108
        longest = len(os.fsencode(place / "tettpaa-pg-12345678" / SOCKET))
        if longest <= LONGEST_SOCKET and os.access(place, os.W_OK) and user.can_enter(place):
            folder = Path(tempfile.mkdtemp(prefix="tettpaa-pg-", dir=place))
            if user.dropped:
                os.chown(folder, user.uid, user.gid, follow_symlinks=False)
            return folder
    raise InputError(
        f"no folder for the socket: none of TMPDIR, /tmp and /var/tmp is short and open to {user.name}",
        remedy="set TMPDIR to a short path that this user may write to",
    )


def _check_made_by(folder: DataFolder, major: int) -> None:
    made_by = (folder.pgdata / "PG_VERSION").read_text().strip()
    if made_by != str(major):
        raise InputError(
            f"was made by PostgreSQL {made_by}, and the programs are of {major}",
            file=folder.path,
            remedy=f"point PG_BINDIR to PostgreSQL {made_by}, back up, and restore into a new data folder",
        )


def _failure(what: str, folder: DataFolder, since: int) -> InputError:
    said = folder.last_words(since)
    return InputError(
        f"{what}: {said}" if said else what,
        file=folder.log,
        remedy="the log says more; mend that and start again",
    )


def _until(seconds: float) -> Iterator[bool]:
    """True again and again for ``seconds``, with a pause between; then False once."""
    end_of_it = time.monotonic() + seconds
    while time.monotonic() < end_of_it:
        yield True
        time.sleep(0.2)
    yield False
