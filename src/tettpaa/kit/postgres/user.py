"""Who runs PostgreSQL, which refuses to run as root, and where that user can reach."""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tettpaa.kit.errors import InputError

STATE = (Path("/var/lib/tettpaa"), Path("/var/tmp/tettpaa"))  # noqa: S108 - refused below unless root's own
"""Where root's data and programs go when the service user cannot reach them; the first that can be made."""

FALLBACK = "nobody"


@dataclass(frozen=True)
class ServiceUser:
    """The user that the server runs as; ``dropped`` when we are root and become this user for it."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def can_enter(self, folder: Path) -> bool:
        """Whether this user may go through ``folder`` and all above it."""
        return self._test("-x", folder)

    def can_run(self, program: Path) -> bool:
        """Whether this user may start ``program``."""
        return self._test("-x", program) and self._test("-r", program)

    def _test(self, flag: str, path: Path) -> bool:
        # Asked of the kernel as that user: mode bits alone know nothing of access lists and mounts.
        if not self.dropped:
            return os.access(path, os.X_OK if flag == "-x" else os.R_OK)
        command = ["/bin/sh", "-c", f'test {flag} "$1"', "sh", str(path)]
        try:
            asked = subprocess.run(  # noqa: S603
                command, user=self.uid, group=self.gid, extra_groups=[], cwd="/", check=False
            )
        except PermissionError:
            raise InputError(
                f"root may not become the user {self.name} here", remedy="start as an ordinary user"
            ) from None
        return asked.returncode == 0


def service_user(data: Path) -> ServiceUser:
    """The user to run the server on ``data`` as.

    Oneself; and for root the owner of ``data`` (or of the nearest folder above it that exists), so that
    ``sudo`` in one's own folder leaves files that one can still use; where that is root too, `nobody`.
    """
    uid, root = os.geteuid(), os.geteuid() == 0
    if root:
        uid = nearest(data).stat().st_uid
    try:
        entry = pwd.getpwuid(uid) if uid else pwd.getpwnam(FALLBACK)
    except KeyError:
        raise InputError(
            f"the user {uid or FALLBACK} is not in the system's list of users, as PostgreSQL demands",
            remedy="start as a user that is in /etc/passwd",
        ) from None
    return ServiceUser(entry.pw_name, entry.pw_uid, entry.pw_gid, dropped=root)


def nearest(path: Path) -> Path:
    """``path`` itself or the nearest folder above it that exists."""
    return next(place for place in (path, *path.parents) if place.exists())


def state_folder(user: ServiceUser) -> Path:
    """A folder of root's own that ``user`` can go through, made if needed."""
    for folder in STATE:
        try:
            folder.mkdir(mode=0o755, exist_ok=True)
            found = folder.lstat()
            # In /var/tmp anyone could have put a folder or a link of that name before us.
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                continue
            folder.chmod(0o755)
        except OSError:
            continue
        if user.can_enter(folder):
            return folder
    raise InputError(
        f"none of {', '.join(map(str, STATE))} can be used",
        remedy=f"give a data folder that the user {user.name} can reach, or start as an ordinary user",
    )


def make_folder(path: Path, mode: int, uid: int, gid: int) -> None:
    """Make the folder ``path`` if it isn't there; as root give it to ``uid``."""
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        return
    # By descriptor and never through a link: the folder above may belong to someone who could swap it.
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchmod(handle, mode)
        if os.geteuid() == 0:
            os.fchown(handle, uid, gid)
    finally:
        os.close(handle)
