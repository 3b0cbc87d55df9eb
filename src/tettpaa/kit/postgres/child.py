"""Becomes a program of PostgreSQL: as the service user, in a session of its own, never outliving its parent.

Run as a script, by :func:`tettpaa.kit.postgres.launch.launch`, with the arguments: pid of the parent, uid and
gid to become (-1 to stay), signal to get when the parent dies, log file, program, its arguments. A process of
its own does this because code between fork and exec is not safe in a parent that has threads.

What goes wrong before the program runs is said on standard error, which closes when the program starts.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, uid: int, gid: int, death_signal: int, log: str, *command: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user, which clears it; exec keeps it.
        if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        if os.getppid() != parent:  # it died before we asked to be told
            raise SystemExit(1)
    os.umask(0o077)
    os.chdir("/")
    report = os.dup(2)  # closed by exec
    opened = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    os.dup2(opened, 1)
    os.dup2(opened, 2)
    try:
        os.execv(command[0], command)  # noqa: S606
    except OSError as error:
        os.write(report, str(error).encode())
        raise SystemExit(1) from None


if __name__ == "__main__":
    try:
        parent, uid, gid, death_signal = map(int, sys.argv[1:5])
        main(parent, uid, gid, death_signal, *sys.argv[5:])
    except OSError as error:
        sys.exit(str(error))
