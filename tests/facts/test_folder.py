"""The folder of facts: the same input gives the same bytes, and it is replaced whole or not at all."""

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from facts_bench import Bench

from tettpaa.facts.run import make_facts
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError

ROWS = "id,day,points\n1,2024-09-02,5\n2,x,6\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def leftovers(bench: Bench) -> list[str]:
    return [path.name for path in bench.folder.iterdir() if path.name.startswith(".out")]


def test_the_same_input_twice_gives_the_same_bytes(bench: Bench, scores: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.csv": ROWS, "b.csv": ROWS + "3,2024-09-02,7\n"}
    first = contents(bench.make(scores, files).out)
    assert contents(bench.make(scores, files).out) == first
    elsewhere = Bench(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    assert contents(elsewhere.make(scores, dict(reversed(files.items()))).out) == first


def test_the_folder_opens_as_a_store_and_says_where_it_comes_from(bench: Bench, scores: str) -> None:
    bench.make(scores, {"a.csv": ROWS})
    manifest = FactStore.open(bench.out).manifest()
    assert manifest["facts"]["score"] == 1
    assert manifest["sources"][0]["file"] == "a.csv"
    assert manifest["sources"][0]["rows"] == 2
    assert manifest["quarantined"] == 1
    assert str(bench.folder) not in json.dumps(manifest)
    assert pq.ParquetFile(bench.out / "score.parquet").metadata.row_group(0).column(0).compression == "ZSTD"
    assert leftovers(bench) == []


def test_an_error_leaves_the_old_facts_and_nothing_else(bench: Bench, scores: str) -> None:
    before = contents(bench.make(scores, {"a.csv": ROWS}).out)
    with pytest.raises(InputError):
        bench.make(scores, {"a.csv": ROWS + '"'})
    assert contents(bench.out) == before
    assert leftovers(bench) == []


def test_a_progress_bar_that_is_interrupted_leaves_nothing(bench: Bench, scores: str) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_facts([bench.write("a.csv", ROWS)], bench.write("m.toml", scores), bench.out, progress=interrupt)
    assert not bench.out.exists()
    assert leftovers(bench) == []


def test_progress_goes_up_to_its_total(bench: Bench, scores: str) -> None:
    seen: list[tuple[int, int]] = []
    make_facts(
        [bench.write("a.csv", ROWS)],
        bench.write("m.toml", scores),
        bench.out,
        progress=lambda *step: seen.append(step),
    )
    assert seen == sorted(seen)
    assert seen[-1] == (len(ROWS), len(ROWS))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("thesis.docx", "neither empty nor a folder of facts"),
        ("facts.json/x", "is no part"),
        ("mine.parquet", "neither"),
    ],
)
def test_a_folder_of_something_else_is_never_replaced(
    bench: Bench, scores: str, name: str, words: str
) -> None:
    if name.startswith("facts.json"):
        bench.make(scores, {"a.csv": ROWS})
        name = "signals.parquet"
    bench.out.mkdir(exist_ok=True)
    (bench.out / name).write_text("work of years")
    with pytest.raises(InputError, match=words):
        bench.make(scores, {"a.csv": ROWS})
    assert (bench.out / name).read_text() == "work of years"


def test_an_empty_folder_is_filled_and_a_file_is_not(bench: Bench, scores: str) -> None:
    bench.out.mkdir()
    bench.make(scores, {"a.csv": ROWS})
    with pytest.raises(InputError, match="is not a folder"):
        make_facts([bench.folder / "a.csv"], bench.folder / "mapping.toml", bench.folder / "a.csv")
    with pytest.raises(InputError, match="is no folder to write to"):
        make_facts([bench.folder / "a.csv"], bench.folder / "mapping.toml", "/")


def test_folders_above_are_made(bench: Bench, scores: str) -> None:
    make_facts([bench.write("a.csv", ROWS)], bench.write("m.toml", scores), bench.folder / "x/y/z")
    assert FactStore.open(bench.folder / "x/y/z")


def test_two_runs_do_not_write_to_one_folder(bench: Bench, scores: str) -> None:
    with (bench.folder / ".out.tettpaa-lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another run"):
            bench.make(scores, {"a.csv": ROWS})
    bench.make(scores, {"a.csv": ROWS})  # a lock file that nobody holds is no lock


def test_a_full_disk_is_told_in_words(bench: Bench, scores: str, monkeypatch) -> None:
    before = contents(bench.make(scores, {"a.csv": ROWS}).out)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left") as caught:
        bench.make(scores, {"a.csv": ROWS})
    assert caught.value.remedy == "make room on the disk"
    assert contents(bench.out) == before
    assert leftovers(bench) == []


def test_a_rename_that_fails_gives_the_old_facts_back(bench: Bench, scores: str, monkeypatch) -> None:
    before = contents(bench.make(scores, {"a.csv": ROWS}).out)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.endswith("-new"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError, match="Permission denied"):
        bench.make(scores, {"a.csv": ROWS})
    assert contents(bench.out) == before
    assert leftovers(bench) == []


def test_a_source_that_grows_meanwhile_is_refused(bench: Bench, scores: str) -> None:
    source = bench.write("a.csv", ROWS)

    def grow(done: int, total: int) -> None:
        source.write_text(ROWS + "3,2024-09-02,7\n")

    with pytest.raises(InputError, match="has changed while it was read"):
        make_facts([source], bench.write("m.toml", scores), bench.out, progress=grow)


KILLED = """
import os, signal, sys
from pathlib import Path
from tettpaa.facts import run
source, mapping, out, when = sys.argv[1:]
def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)
rename, renames = Path.rename, []
def counted(self, target):
    rename(self, target)
    renames.append(target)
    if when == f"rename {len(renames)}":
        kill()
Path.rename = counted
run.make_facts([source], mapping, out, progress=kill if when == "reading" else None)
"""


@pytest.mark.parametrize("when", ["reading", "rename 1", "rename 2"])
def test_a_killed_run_leaves_whole_facts(bench: Bench, scores: str, when: str) -> None:
    old = contents(bench.make(scores, {"a.csv": ROWS}).out)
    source = bench.write("a.csv", ROWS + "3,2024-09-02,7\n")
    command = [
        sys.executable,
        "-c",
        KILLED,
        str(source),
        str(bench.folder / "mapping.toml"),
        str(bench.out),
        when,
    ]
    done = subprocess.run(command, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert leftovers(bench)
    if when == "reading":
        assert contents(bench.out) == old
    if when == "rename 1":  # the only moment without facts; the old ones lie beside, for the next run
        assert contents(bench.folder / ".out.tettpaa-old") == old
    if when == "rename 2":
        assert len(pq.read_table(bench.out / "score.parquet")) == 2
    bench.make(scores, {"a.csv": ROWS})
    assert contents(bench.out) == old
    assert leftovers(bench) == []


def test_what_a_crash_left_between_the_renames_is_put_back(bench: Bench, scores: str) -> None:
    old = contents(bench.make(scores, {"a.csv": ROWS}).out)
    bench.out.rename(bench.folder / ".out.tettpaa-old")
    with pytest.raises(InputError):
        bench.make(scores, {"a.csv": ROWS + '"'})
    assert contents(bench.out) == old
    assert leftovers(bench) == []


def test_an_unreadable_manifest_does_not_stop_a_new_run(bench: Bench, scores: str) -> None:
    bench.make(scores, {"a.csv": ROWS})
    (bench.out / "facts.json").write_text("[not json")
    bench.make(scores, {"a.csv": ROWS})
    assert bench.summary.facts["score"] == 1


def test_memory_does_not_grow_with_the_file(bench: Bench, scores: str) -> None:
    """Peak memory of a run over ten times the rows is not ten times as high."""
    measure = (
        "import resource, sys; from tettpaa.facts.run import make_facts;"
        "make_facts([sys.argv[1]], sys.argv[2], sys.argv[3]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    mapping = bench.write("m.toml", scores)
    peaks = []
    for rows in (200_000, 1_000_000):
        source = bench.folder / "big.csv"
        with source.open("w") as file:
            file.write("id,day,points\n")
            file.writelines(f"{n % 1000},2024-09-02,{n},\n"[:-2] + "\n" for n in range(rows))
        command = [sys.executable, "-c", measure, str(source), str(mapping), str(bench.out)]
        peaks.append(int(subprocess.run(command, check=True, capture_output=True).stdout))
    assert peaks[1] - peaks[0] < 150  # MB
