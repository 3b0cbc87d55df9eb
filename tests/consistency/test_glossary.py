"""GLOSSARY.md ties each term to its code name: what the schema has, the glossary has."""

import re
from pathlib import Path

import pytest

from tettpaa.facts.schema import KINDS

GLOSSARY = Path(__file__).parents[2] / "GLOSSARY.md"
HEADER = ["Norwegian", "In the code", "Source", "Note"]


def schema_words() -> list[str]:
    """Every kind, field name and code of the schema, each once."""
    fields = [field for kind in KINDS.values() for field in kind.fields]
    codes = [code for field in fields for code in field.codes or ()]
    return sorted({*KINDS, *(field.name for field in fields), *codes})


def rows() -> list[tuple[int, list[str]]]:
    """Line number and cells of every line of a table but the ruled one."""
    lines = enumerate(GLOSSARY.read_text(encoding="utf-8").splitlines(), 1)
    cells = [(n, [c.strip() for c in line.strip("|").split("|")]) for n, line in lines if line[:1] == "|"]
    return [(n, row) for n, row in cells if not all(re.fullmatch("-+", c) for c in row)]


def terms() -> list[tuple[int, list[str]]]:
    return [(n, row) for n, row in rows() if row != HEADER]


@pytest.mark.parametrize("word", schema_words())
def test_a_word_of_the_schema_is_in_the_glossary(word: str) -> None:
    named = {name for _, row in terms() for name in re.findall(r"`([^`]+)`", row[1])}
    assert word in named, f"GLOSSARY.md lacks a row with `{word}` under 'In the code'"


def test_every_section_has_a_table_with_the_same_header() -> None:
    sections = GLOSSARY.read_text(encoding="utf-8").count("\n## ")
    assert sections >= 1
    assert [row for _, row in rows()].count(HEADER) == sections


def test_every_term_has_all_its_cells() -> None:
    bad = [n for n, row in terms() if len(row) != len(HEADER) or not all(row)]
    assert not bad, f"GLOSSARY.md: rows without all four cells on lines {bad}"


def test_no_term_stands_twice_in_a_section() -> None:
    section, seen, twice = "", set(), []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        section = line if line.startswith("## ") else section
        term = (section, line.split("|")[1].strip().lower()) if line.startswith("| ") else None
        if term and term[1] != "norwegian":
            twice += [term] if term in seen else []
            seen.add(term)
    assert not twice
