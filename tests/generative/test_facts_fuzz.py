"""Whatever is fed to `tettpaa facts`, only an InputError comes out, and good rows still arrive."""

import contextlib
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tettpaa.facts.mapping import load_mapping
from tettpaa.facts.preview import preview
from tettpaa.facts.run import Summary, make_facts
from tettpaa.kit.errors import InputError

MAPPING = """\
namespace = "county-sis"
[source.absences]
file = "absence*.csv"
delimiter = ";"
decimal = ","
missing = ["", "NA"]
skip = 0
[source.lessons]
file = "lessons.csv"
encoding = "latin-1"
[codes.ground]
U = "undocumented"
S = "self_reported"
[codes.grade]
A = 5
F = 1.5
[[absence]]
from = "absences"
join = [{ source = "lessons", on = { lesson = "id" } }]
where = [{ column = "status", in = ["away"] }, { column = "date", present = true }]
person = ["school", "pupil"]
happened = { column = "date", format = "%d.%m.%Y" }
subject = "lessons.subject"
minutes = { column = "time", unit = "lessons", minutes_each = 45 }
kind = { column = "code", codes = "ground", otherwise = "documented" }
known_from = { constant = 7, days_after = { column = "date", format = ["%d.%m.%Y", "%Y-%m-%d"] } }
[[score]]
from = "absences"
unpivot = { time = "t", code = "c" }
person = "pupil"
happened = { constant = 2024-08-19 }
name = "$label"
value = { column = "$value", codes = "grade", missing = ["x"] }
"""
ABSENCES = "school;pupil;date;lesson;time;code;status\n" + "".join(
    f'A;{n};02.09.2024;L{n % 3};{n},5;{"USX"[n % 3]};"away"\n' for n in range(12)
)
LESSONS = "id,subject\nL0,MAT\nL1,NOR\nL2,\n"
# What is likely to break something, put where it does not belong.
NASTY = [
    *(
        '"',
        '""',
        '""""',
        "'",
        ";",
        ",",
        "\n",
        "\r",
        "\r\n",
        "\0",
        "\\",
        "{",
        "}",
        "[",
        "]",
        "[[",
        "=",
        "#",
        "*",
    ),
    *("%", "%d", "nan", "-1", "0", "9" * 40, "1e999", "true", "1979-05-27", "æ", "\u2028", "\ufeff", " "),
    *("$value", "codes", "otherwise", "x" * 300, "[source.x]\n", '{ constant = "" }'),
    '{ column = "a", days_after = 3 }',
]


@pytest.fixture(autouse=True, scope="module")
def home() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("TETTPAA_HOME", folder)
        patch.setattr(os, "fsync", lambda _: None)  # hundreds of runs; no power will fail
        yield


def run(mapping: bytes, absences: bytes, lessons: bytes, corrected: bytes | None = None) -> Summary | None:
    """One whole run; None if it was refused, and nothing is left."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / "absences.csv", folder / "lessons.csv", folder / "m.toml"]
        for path, content in zip(paths, (absences, lessons, mapping), strict=True):
            path.write_bytes(content)
        fixes = [folder / "fixed.csv"] if corrected is not None else []
        for path in fixes:
            path.write_bytes(corrected or b"")
        try:
            made = make_facts(paths[:2], paths[2], folder / "out", corrected=fixes)
        except InputError as error:
            refused = error
        else:
            for kind, count in made.facts.items():
                assert pq.read_metadata(folder / "out" / f"{kind}.parquet").num_rows == count
            return made
        assert refused.message
        assert refused.remedy
        assert not (folder / "out").exists()
        return None


@st.composite
def mutated(draw: st.DrawFn, text: str) -> bytes:
    """The text with some pieces cut out, doubled, swapped or replaced by something nasty."""
    chance = draw(st.randoms(use_true_random=False))
    data = text.encode()
    for _ in range(draw(st.integers(1, 4))):
        data = _mutation(chance, data)
    return data


def _mutation(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice([0, 1, 1, 3, 10]))
    what = chance.randrange(4)
    if what == 0:
        return data[:start] + data[end:]
    if what == 1:
        return data[:end] + data[start:]
    if what == 2:
        return data[:start] + bytes([chance.randrange(256)]) + data[end:]
    return data[:start] + chance.choice(NASTY).encode() + data[end:]


def test_the_seed_of_the_fuzzing_is_good() -> None:
    made = run(MAPPING.encode(), ABSENCES.encode(), LESSONS.encode())
    assert made is not None
    assert made.facts["absence"] == 12
    assert made.quarantined > 0


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode), mutated(MAPPING)))
def test_any_bytes_as_a_mapping(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.toml"
        path.write_bytes(data)
        with contextlib.suppress(InputError):
            load_mapping(path)


WORD = st.sampled_from(
    ["school", "date", "id", "lessons.subject", "$value", "ground", "time", "", "-", "%Y", ";"]
)
PLAIN = st.one_of(WORD, st.integers(-3, 400), st.booleans(), st.floats(), st.dates().map(str))
OPTIONS = (
    "column columns constant codes otherwise missing format scale unit minutes_each days_after separator"
)
KEYS = st.sampled_from(OPTIONS.split())
VALUE = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


def toml(value: object) -> str:
    """The value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


@settings(deadline=None, max_examples=150)
@given(
    field=st.sampled_from(
        ["person", "happened", "subject", "minutes", "kind", "known_until", "where", "join"]
    ),
    value=VALUE,
)
def test_any_value_for_a_field_of_the_mapping(field: str, value: object) -> None:
    lines = [line for line in MAPPING.splitlines() if not line.startswith(f"{field} =")]
    place = lines.index('from = "absences"') + 1
    text = "\n".join([*lines[:place], f"{field} = {toml(value)}", *lines[place:]])
    run(text.encode(), ABSENCES.encode(), LESSONS.encode())


@settings(deadline=None, max_examples=60)
@given(mutated(MAPPING), mutated(ABSENCES))
def test_a_mutated_mapping_and_a_preview_of_mutated_rows(mapping: bytes, absences: bytes) -> None:
    run(mapping, ABSENCES.encode(), LESSONS.encode())
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / file for file in ("absences.csv", "lessons.csv", "m.toml")]
        for path, content in zip(paths, (absences, LESSONS.encode(), MAPPING.encode()), strict=True):
            path.write_bytes(content)
        with contextlib.suppress(InputError):
            preview(paths[:2], paths[2], rows=2)


@settings(deadline=None, max_examples=120)
@given(
    st.one_of(st.binary(max_size=400), mutated(ABSENCES)),
    st.one_of(st.just(LESSONS.encode()), st.binary(max_size=200), mutated(LESSONS)),
)
def test_any_bytes_as_files(absences: bytes, lessons: bytes) -> None:
    run(MAPPING.encode(), absences, lessons)


BAD_LINE = st.one_of(
    st.sampled_from([";", ";;;;;;;", "ragged", 'A;1;"x"y;L0;1;U;away', "\0;1;2;3;4;5;6;7", '"a;b', 'A;"1;2']),
    st.binary(min_size=1, max_size=30).map(
        lambda b: b.replace(b"\n", b"").replace(b"\r", b"").decode("latin-1")
    ),
)


@settings(deadline=None, max_examples=50)
@given(bad=st.lists(st.tuples(st.integers(0, 11), BAD_LINE), max_size=4))
def test_bad_lines_cost_no_good_one(bad: list[tuple[int, str]]) -> None:
    """Every good line ends in a quoted cell, which also ends whatever quote a bad line left open."""
    header, *lines = ABSENCES.splitlines()
    for place, line in sorted(bad, reverse=True):
        lines.insert(place, line)
    made = run(MAPPING.encode(), "\n".join([header, *lines, ""]).encode(), LESSONS.encode())
    assert made is not None
    assert made.facts["absence"] >= 12


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_bytes_as_a_corrected_file(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in (("absences.csv", ABSENCES), ("lessons.csv", LESSONS), ("m.toml", MAPPING)):
            (folder / file).write_text(content)
        make_facts([folder / "absences.csv", folder / "lessons.csv"], folder / "m.toml", folder / "out")
        good = (folder / "out/quarantine/absences.csv").read_text()
    corrected = data.draw(st.one_of(st.binary(max_size=200), mutated(good)))
    run(MAPPING.encode(), ABSENCES.encode(), LESSONS.encode(), corrected)
