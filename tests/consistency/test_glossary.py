"""GLOSSARY.md ties each term to its code name: what schema, indicators, rules and kit have, it has."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

import tettpaa.kit
from tettpaa.engine import rules
from tettpaa.engine.indicators import INDICATORS
from tettpaa.facts.schema import KINDS

GLOSSARY = Path(__file__).parents[2] / "GLOSSARY.md"
HEADER = ["Norwegian", "In the code", "Source", "Note"]


def schema_words() -> list[str]:
    """Every kind, field name and code of the schema, each once."""
    fields = [field for kind in KINDS.values() for field in kind.fields]
    codes = [code for field in fields for code in field.codes or ()]
    return sorted({*KINDS, *(field.name for field in fields), *codes})


def kit_modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(tettpaa.kit.__path__, "tettpaa.kit."):
        yield importlib.import_module(found.name)


def types_of(module: ModuleType) -> list[str]:
    """The public dataclasses that the module defines."""
    return [
        name
        for name, value in vars(module).items()
        if is_dataclass(value)
        and isinstance(value, type)
        and value.__module__ == module.__name__
        and name[0] != "_"
    ]


def stored() -> list[str]:
    """Every model of ours."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("tettpaa."))
    return sorted({model.__name__ for model in ours})


def words() -> list[str]:
    types = [name for module in (rules, *kit_modules()) for name in types_of(module)]
    return sorted({*schema_words(), *INDICATORS, *types, *stored()})


def rows() -> list[tuple[int, list[str]]]:
    """Line number and cells of every line of a table but the ruled one."""
    lines = enumerate(GLOSSARY.read_text(encoding="utf-8").splitlines(), 1)
    cells = [(n, [c.strip() for c in line.strip("|").split("|")]) for n, line in lines if line[:1] == "|"]
    return [(n, row) for n, row in cells if not all(re.fullmatch("-+", c) for c in row)]


def terms() -> list[tuple[int, list[str]]]:
    return [(n, row) for n, row in rows() if row != HEADER]


def test_the_words_are_found() -> None:
    assert {"absence", "vg1", "mark_change", "RuleBook", "IdentityNumber", "Node"} <= set(words())


@pytest.mark.parametrize("word", words())
def test_a_word_of_the_code_is_in_the_glossary(word: str) -> None:
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
