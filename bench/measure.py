"""Runs each side in a process of its own, so that its peak memory is its own, and takes the medians.

Run as ``python -m bench.measure MODULE FUNCTION ARGUMENTS`` it is that process: it times the call and prints
the figures. The start of Python is left out; what a side imports inside its function counts.
"""

import importlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

COUNTED = 5


@dataclass(frozen=True)
class Side:
    """A function of a module with its arguments, which go over as JSON."""

    module: str
    function: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """Wall-clock and processor seconds, peak memory in MB, and what the function gave back."""

    seconds: float
    processor: float
    peak_mb: float
    result: Any


@dataclass(frozen=True)
class Runs:
    """The counted runs of one side."""

    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        return median(run.seconds for run in self.runs)

    @property
    def processor(self) -> float:
        return median(run.processor for run in self.runs)

    @property
    def peak_mb(self) -> float:
        return max(run.peak_mb for run in self.runs)

    @property
    def spread(self) -> str:
        """The fastest and the slowest run, to judge the noise by."""
        seconds = [run.seconds for run in self.runs]
        return f"{min(seconds):.1f}-{max(seconds):.1f}"


class MeasureError(Exception):
    """A side broke down, or the sides do not agree."""


def once(side: Side) -> Run:
    command = [sys.executable, "-m", "bench.measure", side.module, side.function, json.dumps(side.arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MeasureError(f"{side.module}.{side.function} broke down:\n{done.stderr[-2000:]}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def alternate(*sides: Side, counted: int = COUNTED, warm: bool = True) -> list[Runs]:
    """A B A B …, so that what disturbs the machine disturbs both; one uncounted run each before."""
    if warm:
        for side in sides:
            once(side)
    rounds = [[once(side) for side in sides] for _ in range(counted)]
    return [Runs(tuple(runs)) for runs in zip(*rounds, strict=True)]


def own_peak_mb() -> float:
    """Highest resident memory of this program image; ``getrusage`` would count the parent's before exec."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise OSError("no VmHWM in /proc/self/status")


def main() -> None:
    module, function, arguments = sys.argv[1:4]
    call = getattr(importlib.import_module(module), function)
    started, processor = time.perf_counter(), time.process_time()
    result = call(**json.loads(arguments))
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    print(
        json.dumps({"seconds": seconds, "processor": processor, "peak_mb": own_peak_mb(), "result": result})
    )


if __name__ == "__main__":
    main()
