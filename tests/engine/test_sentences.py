"""Every indicator can say in three languages what was seen and which limit it met."""

import re
import tomllib
from datetime import date
from importlib.resources import files
from uuid import UUID

import pytest

from tettpaa.engine.book import parse_book, standard_book
from tettpaa.engine.identify import identify
from tettpaa.engine.indicators import INDICATORS, SUBJECTS_APART
from tettpaa.engine.rules import LANGUAGES
from tettpaa.engine.sentences import sentences
from tettpaa.engine.signals import Evidence, Signal, SignalFile
from tettpaa.engine.specs import read_specs

RULE = """
[book]
name = "Test"
version = "1"

[[rule]]
name = "test"
title = {{ nb = "a", nn = "a", en = "a" }}
source = "test"
severity = 1
valid_from = 2000-01-01
when = {when}
"""
CATALOGUE = tomllib.loads(files("tettpaa.engine").joinpath("sentences.toml").read_text(encoding="utf-8"))


def signal_of(rule, *evidence):
    return Signal(UUID(int=1), rule.name, "1", rule.valid_from, rule.severity, date(2025, 10, 1), evidence)


def said(tmp_path, spec, language):
    spec.write(tmp_path / "facts")
    identify(tmp_path / "facts", spec.book, spec.moment, tmp_path / "signals.parquet")
    found = SignalFile.open(tmp_path / "signals.parquet")
    return [line for s in found for line in sentences(s, found.rule_of(s), found.book, language)]


@pytest.mark.parametrize("about", INDICATORS)
def test_every_indicator_has_its_sentence_in_every_language(tmp_path, about):
    spec = next(spec for spec in read_specs() if spec.about == about and spec.signals)
    texts = {language: said(tmp_path / language, spec, language) for language in LANGUAGES}
    for lines in texts.values():
        assert len(lines) == len(spec.signals)
        for line in lines:
            assert re.fullmatch(r"[^a-z{}].*[^{}]\.", line), line
    assert texts["en"] != texts["nb"]


def leaves(table, path=()):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def test_every_text_of_the_catalogue_is_in_three_languages_with_the_same_figures():
    by_text = {}
    for (*path, language), text in leaves(CATALOGUE):
        by_text.setdefault(tuple(path), {})[language] = set(re.findall(r"{(\w+)}", text))
    for path, texts in by_text.items():
        assert set(texts) == set(LANGUAGES), path
        assert texts["nb"] == texts["nn"] == texts["en"], path


def test_figures_are_written_as_the_language_writes_them(tmp_path):
    spec = next(
        s for s in read_specs() if s.about == "absence_share" and s.signals and "0.125" in str(s.signals)
    )
    assert said(tmp_path / "nb", spec, "nb")[0] == (
        "Borte 10 av 80 timer de siste 4 ukene: 12,5 % (regelen: over 10 %)."
    )
    assert said(tmp_path / "nn", spec, "nn")[0] == (
        "Borte 10 av 80 timar dei siste 4 vekene: 12,5 % (regelen: over 10 %)."
    )
    assert said(tmp_path / "en", spec, "en")[0] == (
        "Away 10 of 80 hours in the last 4 weeks: 12.5% (the rule: above 10%)."
    )


def test_a_figure_just_past_the_limit_does_not_look_like_the_limit():
    book = parse_book(RULE.format(when='{ indicator = "absence_share", weeks = 4, more_than = 0.10 }'))
    signal = signal_of(book.rules[0], Evidence(0, 0.1004, 1004, 10000))
    assert "10,04 %" in sentences(signal, book.rules[0], book, "nb")[0]


def test_a_comma_in_the_name_of_a_subject_does_not_split_it():
    book = parse_book(RULE.format(when='{ indicator = "result_count", marks = ["IV"], at_least = 1 }'))
    detail = SUBJECTS_APART.join(["Norsk, skriftlig", "Matematikk"])
    signal = signal_of(book.rules[0], Evidence(0, 2, None, 9, detail))
    assert sentences(signal, book.rules[0], book, "nb") == [
        "IV i 2 av 9 fag: Norsk, skriftlig og Matematikk (regelen: minst 1)."
    ]


def test_the_standard_book_calls_its_scores_and_subjects_by_name_in_every_language():
    book = standard_book()
    for name in ("grade_average", "grade_points", "well_being", "norwegian", "mathematics", "order"):
        assert set(book.labels[name]) == set(LANGUAGES)


def test_no_sentence_or_title_puts_a_label_on_a_person():
    texts = [text for _, text in leaves(CATALOGUE)]
    texts += [title for rule in standard_book().rules for title in rule.title.values()]
    for text in texts:
        assert not re.search(r"risiko|dropout|frafall|fråfall|at.risk", text, re.IGNORECASE), text
