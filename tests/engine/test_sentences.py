"""Every indicator can say in three languages what was seen and which limit it met."""

import re
import tomllib
from importlib.resources import files

import pytest

from tettpaa.engine.book import standard_book
from tettpaa.engine.identify import identify
from tettpaa.engine.indicators import INDICATORS
from tettpaa.engine.rules import LANGUAGES
from tettpaa.engine.sentences import sentences
from tettpaa.engine.signals import SignalFile
from tettpaa.engine.specs import read_specs

CATALOGUE = tomllib.loads(files("tettpaa.engine").joinpath("sentences.toml").read_text(encoding="utf-8"))


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


def test_the_standard_book_calls_its_scores_and_subjects_by_name_in_every_language():
    book = standard_book()
    for name in ("grade_average", "grade_points", "well_being", "norwegian", "mathematics", "order"):
        assert set(book.labels[name]) == set(LANGUAGES)


def test_no_sentence_or_title_puts_a_label_on_a_person():
    texts = [text for _, text in leaves(CATALOGUE)]
    texts += [title for rule in standard_book().rules for title in rule.title.values()]
    for text in texts:
        assert not re.search(r"risiko|dropout|frafall|fråfall|at.risk", text, re.IGNORECASE), text
