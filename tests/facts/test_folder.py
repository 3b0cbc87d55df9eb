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
from trial_run import TrialRun

from tettpaa.facts.run import make_facts
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError

ROWS = "id,day,points\n1,2024-09-02,5\n2,x,6\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def leftovers(trial: TrialRun) -> list[str]:
    return [path.name for path in trial.folder.iterdir() if path.name.startswith(".out")]


def test_the_same_input_twice_gives_the_same_bytes(trial: TrialRun, scores: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.csv": ROWS, "b.csv": ROWS + "3,2024-09-02,7\n"}
    first = contents(trial.make(scores, files).out)
    assert contents(trial.make(scores, files).out) == first
    elsewhere = TrialRun(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    assert contents(elsewhere.make(scores, dict(reversed(files.items()))).out) == first


def test_the_folder_opens_as_a_store_and_says_where_it_comes_from(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"a.csv": ROWS})
    manifest = FactStore.open(trial.out).manifest()
    assert manifest["facts"]["score"] == 1
    assert manifest["sources"][0]["file"] == "a.csv"
    assert manifest["sources"][0]["rows"] == 2
    assert manifest["quarantined"] == 1
    assert str(trial.folder) not in json.dumps(manifest)
    assert pq.ParquetFile(trial.out / "score.parquet").metadata.row_group(0).column(0).compression == "ZSTD"
    assert leftovers(trial) == []


def test_an_error_leaves_the_old_facts_and_nothing_else(trial: TrialRun, scores: str) -> None:
    before = contents(trial.make(scores, {"a.csv": ROWS}).out)
    with pytest.raises(InputError):
        trial.make(scores, {"a.csv": ROWS + '"'})
    assert contents(trial.out) == before
    assert leftovers(trial) == []


def test_a_progress_bar_that_is_interrupted_leaves_nothing(trial: TrialRun, scores: str) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_facts([trial.write("a.csv", ROWS)], trial.write("m.toml", scores), trial.out, progress=interrupt)
    assert not trial.out.exists()
    assert leftovers(trial) == []


def test_progress_goes_up_to_its_total(trial: TrialRun, scores: str) -> None:
    seen: list[tuple[int, int]] = []
    make_facts(
        [trial.write("a.csv", ROWS)],
        trial.write("m.toml", scores),
        trial.out,
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
    trial: TrialRun, scores: str, name: str, words: str
) -> None:
    if name.startswith("facts.json"):
        trial.make(scores, {"a.csv": ROWS})
        name = "signals.parquet"
    trial.out.mkdir(exist_ok=True)
    (trial.out / name).write_text("work of years")
    with pytest.raises(InputError, match=words):
        trial.make(scores, {"a.csv": ROWS})
    assert (trial.out / name).read_text() == "work of years"


def test_an_empty_folder_is_filled_and_a_file_is_not(trial: TrialRun, scores: str) -> None:
    trial.out.mkdir()
    trial.make(scores, {"a.csv": ROWS})
    with pytest.raises(InputError, match="is not a folder"):
        make_facts([trial.folder / "a.csv"], trial.folder / "mapping.toml", trial.folder / "a.csv")
    with pytest.raises(InputError, match="is no folder to write to"):
        make_facts([trial.folder / "a.csv"], trial.folder / "mapping.toml", "/")


def test_folders_above_are_made(trial: TrialRun, scores: str) -> None:
    make_facts([trial.write("a.csv", ROWS)], trial.write("m.toml", scores), trial.folder / "x/y/z")
    assert FactStore.open(trial.folder / "x/y/z")


def test_two_runs_do_not_write_to_one_folder(trial: TrialRun, scores: str) -> None:
    with (trial.folder / ".out.tettpaa-lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another run"):
            trial.make(scores, {"a.csv": ROWS})
    trial.make(scores, {"a.csv": ROWS})  # a lock file that nobody holds is no lock


def test_a_full_disk_is_told_in_words(trial: TrialRun, scores: str, monkeypatch) -> None:
    before = contents(trial.make(scores, {"a.csv": ROWS}).out)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left") as caught:
        trial.make(scores, {"a.csv": ROWS})
    assert caught.value.remedy == "make room on the disk"
    assert contents(trial.out) == before
    assert leftovers(trial) == []


def test_a_source_that_cannot_be_read_is_told_as_such(trial: TrialRun, scores: str) -> None:
    source = trial.write("a.csv", ROWS)
    with pytest.raises(InputError, match="cannot be read: No such file") as caught:
        make_facts(
            [source],
            trial.write("m.toml", scores),
            trial.out,
            progress=lambda *_: source.unlink(missing_ok=True),
        )
    assert caught.value.file == source
    assert leftovers(trial) == []


@pytest.mark.parametrize("method", ["iterdir", "is_file", "stat", "open"])
def test_a_source_without_rights_is_named(trial: TrialRun, scores: str, monkeypatch, method: str) -> None:
    folder = trial.folder / "sources"
    folder.mkdir()
    (folder / "a.csv").write_text(ROWS)
    mapping = trial.write("m.toml", scores)
    real = getattr(Path, method)

    def refuse(self: Path, *arguments: object, **named: object) -> object:
        if folder in (self, self.parent):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(self, *arguments, **named)

    monkeypatch.setattr(Path, method, refuse)
    with pytest.raises(InputError, match="cannot be read: Permission denied") as caught:
        make_facts([folder], mapping, trial.out)
    assert caught.value.file in (folder, folder / "a.csv")


def test_facts_that_cannot_be_written_are_told_as_such(trial: TrialRun, scores: str, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fail)
    with pytest.raises(InputError, match="cannot be written: Input/output error") as caught:
        trial.make(scores, {"a.csv": ROWS})
    assert caught.value.file == trial.out
    assert leftovers(trial) == []


def test_an_error_that_is_of_no_file_is_not_told_as_one(trial: TrialRun, scores: str, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EPERM, "neither read nor written")

    monkeypatch.setattr("tettpaa.facts.transform.Transformer.apply", fail)
    with pytest.raises(OSError, match="neither read nor written"):
        trial.make(scores, {"a.csv": ROWS})


def test_a_rename_that_fails_gives_the_old_facts_back(trial: TrialRun, scores: str, monkeypatch) -> None:
    before = contents(trial.make(scores, {"a.csv": ROWS}).out)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.endswith("-new"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError, match="Permission denied"):
        trial.make(scores, {"a.csv": ROWS})
    assert contents(trial.out) == before
    assert leftovers(trial) == []


def test_a_source_that_grows_meanwhile_is_refused(trial: TrialRun, scores: str) -> None:
    source = trial.write("a.csv", ROWS)

    def grow(done: int, total: int) -> None:
        source.write_text(ROWS + "3,2024-09-02,7\n")

    with pytest.raises(InputError, match="has changed while it was read"):
        make_facts([source], trial.write("m.toml", scores), trial.out, progress=grow)


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
def test_a_killed_run_leaves_whole_facts(trial: TrialRun, scores: str, when: str) -> None:
    old = contents(trial.make(scores, {"a.csv": ROWS}).out)
    source = trial.write("a.csv", ROWS + "3,2024-09-02,7\n")
    command = [
        sys.executable,
        "-c",
        KILLED,
        str(source),
        str(trial.folder / "mapping.toml"),
        str(trial.out),
        when,
    ]
    done = subprocess.run(command, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert leftovers(trial)
    if when == "reading":
        assert contents(trial.out) == old
    if when == "rename 1":  # the only moment without facts; the old ones lie beside, for the next run
        assert contents(trial.folder / ".out.tettpaa-old") == old
    if when == "rename 2":
        assert len(pq.read_table(trial.out / "score.parquet")) == 2
    trial.make(scores, {"a.csv": ROWS})
    assert contents(trial.out) == old
    assert leftovers(trial) == []


def test_what_a_crash_left_between_the_renames_is_put_back(trial: TrialRun, scores: str) -> None:
    old = contents(trial.make(scores, {"a.csv": ROWS}).out)
    trial.out.rename(trial.folder / ".out.tettpaa-old")
    with pytest.raises(InputError):
        trial.make(scores, {"a.csv": ROWS + '"'})
    assert contents(trial.out) == old
    assert leftovers(trial) == []


def test_an_unreadable_manifest_does_not_stop_a_new_run(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"a.csv": ROWS})
    (trial.out / "facts.json").write_text("[not json")
    trial.make(scores, {"a.csv": ROWS})
    assert trial.summary.facts["score"] == 1


@pytest.mark.parametrize("text", ["[not json", "[1]", "", "[" * 100_000, "\x00"])
def test_a_manifest_that_is_no_json_object_is_refused(trial: TrialRun, scores: str, text: str) -> None:
    trial.make(scores, {"a.csv": ROWS})
    (trial.out / "facts.json").write_text(text)
    with pytest.raises(InputError, match="is broken") as caught:
        FactStore.open(trial.out).manifest()
    assert caught.value.file == trial.out / "facts.json"
    trial.make(scores, {"a.csv": ROWS})


def test_memory_does_not_grow_with_the_file(trial: TrialRun, scores: str) -> None:
    """Peak memory of a run over ten times the rows is not ten times as high."""
    measure = (
        "import resource, sys; from tettpaa.facts.run import make_facts;"
        "make_facts([sys.argv[1]], sys.argv[2], sys.argv[3]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    mapping = trial.write("m.toml", scores)
    peaks = []
    for rows in (200_000, 1_000_000):
        source = trial.folder / "big.csv"
        with source.open("w") as file:
            file.write("id,day,points\n")
            file.writelines(f"{n % 1000},2024-09-02,{n},\n"[:-2] + "\n" for n in range(rows))
        command = [sys.executable, "-c", measure, str(source), str(mapping), str(trial.out)]
        peaks.append(int(subprocess.run(command, check=True, capture_output=True).stdout))
    assert peaks[1] - peaks[0] < 150  # MB
