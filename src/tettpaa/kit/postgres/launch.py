"""Starts a program of PostgreSQL that cannot outlive us."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from signal import SIGINT

from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres.user import ServiceUser

CHILD = Path(__file__).with_name("child.py")


def launch(command: Sequence[object], user: ServiceUser, log: Path) -> "subprocess.Popen[bytes]":
    """Start ``command`` as ``user``, writing to ``log``; it gets SIGINT when the calling *thread* ends.

    (Linux tells a child of its parent thread, not of its parent process.) Returns once the program runs;
    InputError if it could not be started. It sees nothing of our environment, which may hold secrets and
    PG… variables that would change what it does.
    """
    identity = [user.uid, user.gid] if user.dropped else [-1, -1]
    arguments = [os.getpid(), *identity, int(SIGINT), log, *command]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", str(CHILD), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C in the terminal is for us, who then stop it in good order
        env=_environment(),
    )
    try:
        with process.stderr as trouble:  # type: ignore[union-attr]  # a pipe, as asked for above
            said = trouble.read().decode(errors="replace").strip()
    except BaseException:
        end(process)
        raise
    if said:
        process.wait()
        program, why = Path(str(command[0])).name, said.splitlines()[-1]
        raise InputError(
            f"{program} could not be started as the user {user.name}: {why}",
            remedy="start as an ordinary user, with a data folder of your own",
        )
    return process


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def end(process: "subprocess.Popen[bytes]") -> None:
    """End ``process`` at once, if it hasn't."""
    if process.poll() is None:
        process.kill()
    process.wait()
