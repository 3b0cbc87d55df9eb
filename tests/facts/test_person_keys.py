"""Person keys: stable here, different elsewhere, and nobody else can make them."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial_run import TrialRun

from tettpaa.facts import keys
from tettpaa.facts.keys import Keyring, keyring
from tettpaa.kit.errors import InputError

ROWS = "id,day,points\n1,2024-09-02,5\n2,2024-09-02,5\n1,2024-09-03,6\n"


def test_the_same_person_has_the_same_key_in_every_run(trial: TrialRun, scores: str) -> None:
    first = trial.make(scores, {"a.csv": ROWS}).column("score", "person")
    assert first[0] == first[2] != first[1]
    assert trial.make(scores, {"b.csv": ROWS}).column("score", "person") == first


def test_another_installation_and_another_namespace_give_other_keys(
    trial: TrialRun, scores: str, monkeypatch
) -> None:
    here = trial.make(scores, {"a.csv": ROWS}).column("score", "person")
    other = trial.make(scores.replace('namespace = "test"', 'namespace = "else"'), {"a.csv": ROWS})
    assert not set(here) & set(other.column("score", "person"))
    monkeypatch.setenv("TETTPAA_HOME", str(trial.folder / "elsewhere"))
    assert not set(here) & set(trial.make(scores, {"a.csv": ROWS}).column("score", "person"))


def test_the_parts_of_an_id_do_not_run_together(trial: TrialRun, scores: str) -> None:
    mapping = scores.replace('person = "id"', 'person = ["school", "id"]')
    rows = "school,id,day,points\n1,23,2024-09-02,5\n12,3,2024-09-02,5\n1:2,3,2024-09-02,5\n"
    assert len(set(trial.make(mapping, {"a.csv": rows}).column("score", "person"))) == 3


def test_facts_have_the_keys_that_the_plain_reference_makes(trial: TrialRun, scores: str) -> None:
    mapping = scores.replace('person = "id"', 'person = ["id", "day"]')
    ring = keyring("test")
    made = trial.make(mapping, {"a.csv": "id,day,points\nÆ1,2024-09-02,5\n"}).column("score", "person")
    assert made == [ring.key("Æ1", "2024-09-02")]
    assert made[0].version == 8


@given(st.binary(min_size=32, max_size=32), st.text(), st.lists(st.text(), max_size=5))
def test_many_keys_at_once_equal_one_at_a_time(secret: bytes, namespace: str, people: list[str]) -> None:
    ring = Keyring(namespace, secret)
    framed = pa.array([f"{len(person.encode())}:{person}" for person in people], pa.string())
    assert ring.keys(framed).to_pylist() == [ring.key(person) for person in people]
    assert ring.keys(framed).to_pylist() == [ring.key(person) for person in people]  # now remembered


def test_the_memory_of_people_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(keys, "KNOWN", 2)
    ring = Keyring("test", bytes(32))
    for start in range(0, 30, 3):
        people = [str(n) for n in range(start, start + 3)]
        framed = pa.array([f"{len(p)}:{p}" for p in people])
        assert ring.keys(framed).to_pylist() == [ring.key(p) for p in people]
    assert len(ring._known) <= 3


def test_the_secret_is_made_once_for_its_owner_only(home: Path) -> None:
    first = keyring("test")
    path = home / "person.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == 32
    assert keyring("test") == first
    assert [p.name for p in home.iterdir()] == ["person.key"]


def test_two_first_runs_at_once_agree_on_one_secret(home: Path) -> None:
    code = "from tettpaa.facts.keys import keyring; print(keyring('x').id)"
    runs = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(3)]
    assert len({run.communicate()[0] for run in runs}) == 1


def test_without_a_home_the_secret_lies_in_the_users_data(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("TETTPAA_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert keys.home() == tmp_path / "data" / "tettpaa"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert keys.home() == tmp_path / ".local/share/tettpaa"


def test_a_key_file_takes_the_place_of_the_installations(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(bytes(32))
    path.chmod(0o600)
    assert keyring("test", path) == Keyring("test", bytes(32))


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [(None, 0, "cannot be read"), (b"short", 0o600, "5 bytes"), (bytes(32), 0o644, "read by others")],
)
def test_a_key_file_that_will_not_do(tmp_path: Path, content: bytes | None, mode: int, words: str) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(InputError, match=words) as caught:
        keyring("test", path)
    assert caught.value.remedy


def test_nothing_shows_the_secret(home: Path) -> None:
    ring = keyring("test")
    assert "secret" not in repr(ring)
    assert ring.secret.hex() not in repr(ring)
    assert ring.id != ring.secret.hex()[:16]


def test_a_home_that_cannot_be_written(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TETTPAA_HOME", os.fspath(tmp_path / "file" / "home"))
    with pytest.raises(InputError, match="cannot be read"):
        keyring("test")
