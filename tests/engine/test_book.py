"""A senseless rule book is refused, with file, line, key and remedy; nothing but InputError comes out."""

import random
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tettpaa.engine.book import MOST_CONDITIONS, parse_book, read_book, standard_book
from tettpaa.engine.indicators import INDICATORS, AbsenceShare, ResultCount, Score
from tettpaa.engine.reach import FIGURES
from tettpaa.engine.rules import Combination, Condition
from tettpaa.kit.errors import InputError

HEAD = '[book]\nname = "Test"\nversion = "1"\n'
SECOND = 13  # line of the second [[rule]] below
WHEN = SECOND + 6  # and of its condition
RULE = {
    "name": '"late"',
    "title": '{ nb = "a", nn = "b", en = "c" }',
    "source": '"Somewhere"',
    "severity": "2",
    "valid_from": "2020-08-01",
    "when": '{ indicator = "choice_rank", at_least = 2 }',
}
SHARE = 'indicator = "absence_share"'
COUNT = 'indicator = "result_count", marks = ["1"]'
STANDARD = files("tettpaa.engine").joinpath("iko.toml").read_text(encoding="utf-8")


def rule(**changed: str | None) -> str:
    """A good rule, but for what is changed; None leaves a key out."""
    keys = RULE | changed
    return "\n[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse_book(text)
    return caught.value


def deep(levels: int) -> str:
    when = RULE["when"]
    for level in range(levels):
        when = f'{{ any = [{{ indicator = "choice_rank", at_least = {level + 3} }}, {when}] }}'
    return when


def many(conditions: int) -> str:
    parts = (f'{{ indicator = "choice_rank", at_least = {n + 2} }}' for n in range(conditions))
    return f"{{ any = [{', '.join(parts)}] }}"


def points(limit: str) -> str:
    return f'{{ indicator = "score", name = "points", {limit} }}'


WRONG_WHEN = {
    '{ indicator = "absence_shares", more_than = 0.1 }': ("indicator", "did you mean 'absence_share'?"),
    '{ indicator = ["absence_share"], more_than = 0.1 }': ("indicator", "did you mean"),
    f"{{ {SHARE} }}": ("when", "give one of at_least"),
    f"{{ {SHARE}, more_than = 0.1, at_least = 0.2 }}": ("when", "give one of at_least"),
    f"{{ {SHARE}, at_most = 0.1 }}": ("at_most", "hold this indicator against at_least or more_than"),
    f"{{ {SHARE}, less_than = 0.1 }}": ("less_than", "hold this indicator against at_least or more_than"),
    f"{{ {SHARE}, more_than = 10 }}": ("more_than", "write 0.1 for 10 per cent"),
    f"{{ {SHARE}, more_than = -0.1 }}": ("more_than", "write 0.1 for 10 per cent"),
    f"{{ {SHARE}, more_than = 250 }}": ("more_than", "write 0.1 for 10 per cent"),
    f"{{ {SHARE}, more_than = 1 }}": ("more_than", "this figure is from 0 to 1"),
    f"{{ {SHARE}, at_least = 1.01 }}": ("at_least", "write 0.0101 for 1.01 per cent"),
    f"{{ {SHARE}, more_than = 0.3333333333333333 }}": ("more_than", "write 0.333333333"),
    f"{{ {SHARE}, more_than = 1e-10 }}": ("more_than", "write 0"),
    '{ indicator = "choice_rank", at_most = 0 }': ("at_most", "this figure is 1 or more"),
    '{ indicator = "choice_rank", less_than = 1 }': ("less_than", "this figure is 1 or more"),
    '{ indicator = "choice_rank", at_least = 1 }': ("at_least", "this figure is 1 or more"),
    '{ indicator = "mark_change", at_most = -5.1 }': ("at_most", "this figure is from -5 to 5"),
    '{ indicator = "mark_change", less_than = -5 }': ("less_than", "this figure is from -5 to 5"),
    '{ indicator = "mark_change", at_least = 6 }': ("at_least", "this figure is from -5 to 5"),
    '{ indicator = "mark_change", at_most = 5 }': ("at_most", "this figure is from -5 to 5"),
    '{ indicator = "score", name = "a", measure = "percentile", at_most = 0 }': ("at_most", "above 0"),
    '{ indicator = "score", name = "a", measure = "percentile", less_than = 0 }': ("less_than", "above 0"),
    '{ indicator = "score", name = "a", measure = "percentile", more_than = 0 }': ("more_than", "above 0"),
    '{ indicator = "score", name = "a", measure = "percentile", at_most = 1 }': ("at_most", "at most 1"),
    '{ indicator = "score", name = "a", among = "class", at_most = 2 }': ("among", "take it out"),
    '{ indicator = "score", name = "a", measure = "change", among = "class", at_most = 2 }': (
        "among",
        "take",
    ),
    '{ indicator = "event_count", name = "a", among = "school", at_least = 2 }': ("among", "take it out"),
    f'{{ {SHARE}, kinds = ["documented", "documented"], more_than = 0.1 }}': ("kinds", "name each once"),
    '{ indicator = "result_count", marks = ["1", "1"], at_least = 1 }': ("marks", "name each once"),
    f'{{ {COUNT}, subjects = ["a", "b", "a"], at_least = 2 }}': ("subjects", "name each once"),
    f'{{ {COUNT}, subjects = ["a", "b"], at_least = 3 }}': ("at_least", "this figure is from 0 to 2"),
    f'{{ {COUNT}, subjects = ["a", "b"], more_than = 2 }}': ("more_than", "this figure is from 0 to 2"),
    f'{{ {COUNT}, subjects = ["a"], at_least = 1.5 }}': ("at_least", "this figure is from 0 to 1"),
    '{ indicator = "single_lesson_days", weeks = 1, at_least = 8 }': ("at_least", "from 0 to 7"),
    f"{{ all = [{points('less_than = 2')}, {points('more_than = 3')}] }}": ("all", "use any"),
    f"{{ all = [{points('less_than = 2')}, {points('at_least = 2')}] }}": ("all", "use any"),
    f"{{ at_least = 2, of = [{points('at_most = 2')}, {points('more_than = 2')}] }}": ("of", "use any"),
    f"{{ all = [{{ {COUNT}, more_than = 2 }}, {{ all = [{points('at_least = 2')}, "
    f"{points('at_most = 3')}] }}, {points('more_than = 3')}] }}": ("all", "use any"),
    f"{{ {SHARE}, at_least = 0 }}": ("at_least", "use a limit above 0"),
    f'{{ {SHARE}, more_than = "0.1" }}': ("more_than", "such as 10 or 0.10"),
    f"{{ {SHARE}, more_than = nan }}": ("more_than", "such as 10 or 0.10"),
    f"{{ {SHARE}, more_than = inf }}": ("more_than", "such as 10 or 0.10"),
    f"{{ {SHARE}, more_than = true }}": ("more_than", "such as 10 or 0.10"),
    f"{{ {SHARE}, more_than = 1{'0' * 400} }}": ("more_than", "such as 10 or 0.10"),
    f"{{ {SHARE}, weeks = 0, more_than = 0.1 }}": ("weeks", "see 'absence_share'"),
    f"{{ {SHARE}, weeks = 1.5, more_than = 0.1 }}": ("weeks", "write a whole number"),
    f"{{ {SHARE}, week = 4, more_than = 0.1 }}": ("week", "did you mean 'weeks'?"),
    f"{{ {SHARE}, kinds = [], more_than = 0.1 }}": ("kinds", "see 'absence_share'"),
    f'{{ {SHARE}, kinds = ["sick"], more_than = 0.1 }}': ("kinds", "see 'absence_share'"),
    f'{{ {SHARE}, kinds = "documented", more_than = 0.1 }}': ("kinds", 'such as ["a", "b"]'),
    '{ indicator = "result_count", at_least = 1 }': ("marks", "see 'result_count'"),
    '{ indicator = "result_count", marks = [], at_least = 1 }': ("marks", "see 'result_count'"),
    '{ indicator = "result_count", marks = ["7"], at_least = 1 }': ("marks", "see 'result_count'"),
    '{ indicator = "result_count", marks = ["1"], days = 0, at_least = 1 }': ("days", "see 'result_count'"),
    '{ indicator = "result_count", marks = ["1"], days = 999999, at_least = 1 }': ("days", "see"),
    '{ indicator = "score", at_most = 2 }': ("name", "see 'score'"),
    '{ indicator = "score", name = "", at_most = 2 }': ("name", "see 'score'"),
    '{ indicator = "score", name = "a", measure = "mean", at_most = 2 }': ("measure", "'from_mean'"),
    '{ indicator = "score", name = "a", among = "country", at_most = 2 }': ("among", "use one of"),
    '{ indicator = "score", name = "a", measure = "percentile", at_most = 10 }': ("at_most", "write 0.1"),
    '{ indicator = "event_count", name = "a", measure = "change", at_least = 1 }': ("weeks", "see"),
    '{ indicator = "event_count", name = "a", measure = "percentile", at_least = 1 }': ("measure", "use one"),
    '{ indicator = "weekday_absence", weekdays = ["sat"], more_than = 0.5 }': ("weekdays", "use one of"),
    '{ indicator = "single_lesson_days", up_to_minutes = 0, at_least = 1 }': ("up_to_minutes", "see"),
    "{}": ("when", "write { indicator"),
    "3": ("when", "write it as"),
    "{ any = [] }": ("any", "write the one condition"),
    f"{{ any = [{RULE['when']}] }}": ("any", "write the one condition"),
    f"{{ any = [{RULE['when']}, {RULE['when']}] }}": ("any", "remove one"),
    f"{{ all = [{RULE['when']}, 3] }}": ("all[2]", "write it as"),
    f"{{ any = [{many(2)}, {RULE['when']}], all = [] }}": ("when", "write { indicator"),
    f"{{ at_least = 4, of = [{many(2)}, {RULE['when']}] }}": ("at_least", "use 1 to 2"),
    f"{{ at_least = true, of = [{many(2)}, {RULE['when']}] }}": ("at_least", "use 1 to 2"),
    f"{{ of = [{many(2)}, {RULE['when']}] }}": ("at_least", "use 1 to 2"),
    f"{{ at_least = 1, any = [{many(2)}, {RULE['when']}] }}": ("at_least", "use one of"),
    deep(5): ("any[1]", "at most 5 levels"),
    many(MOST_CONDITIONS + 1): ("when", f"at most {MOST_CONDITIONS}"),
}
WRONG_RULE: dict[str, tuple[dict[str, str | None], str, str]] = {
    "unknown level": ({"levels": '["vg4"]'}, "levels", "did you mean 'vg"),
    "level of another sort": ({"levels": '[["vg1"]]'}, "levels", "did you mean"),
    "a level twice": ({"levels": '["vg1", "vg2", "vg1"]'}, "levels", "name each once"),
    "no levels": ({"levels": "[]"}, "levels", "leave it out for all"),
    "one level": ({"levels": '"vg1"'}, "levels", "leave it out for all"),
    "title lacks a language": ({"title": '{ nb = "a", en = "c" }'}, "title.nn", 'such as nn = "…"'),
    "title in another language": ({"title": '{ nb = "a", nn = "b", en = "c", se = "d" }'}, "title.se", ""),
    "title is a text": ({"title": '"a"'}, "title", "write it as"),
    "no source": ({"source": None}, "source", "every rule has"),
    "empty source": ({"source": '" "'}, "source", "such as"),
    "no when": ({"when": None}, "when", "every rule has"),
    "no valid_from": ({"valid_from": None}, "valid_from", "every rule has"),
    "date in quotes": ({"valid_from": '"2020-08-01"'}, "valid_from", "without quotes"),
    "date with a time": ({"valid_from": "2020-08-01T00:00:00"}, "valid_from", "without quotes"),
    "valid_until before": ({"valid_until": "2020-08-01"}, "valid_until", "the rule would never hold"),
    "severity 4": ({"severity": "4"}, "severity", "3: act today"),
    "severity true": ({"severity": "true"}, "severity", "3: act today"),
    "name with blanks": ({"name": '"Too late"'}, "name", "small letters"),
    "unknown key": ({"level": '["vg1"]'}, "level", "did you mean 'levels'?"),
}
WRONG_BOOK = {
    "no rules": (HEAD, "rule", "write each rule under [[rule]]"),
    "rule is no list": (HEAD + "[rule]\nname = 3\n", "rule", "write each rule under [[rule]]"),
    "rules are numbers": ("rule = [1, 2]\n" + HEAD, "rule[1]", "write it as"),
    "no head": (rule(), "book", "write it as"),
    "no version": ('[book]\nname = "Test"\n' + rule(), "book.version", "such as version"),
    "unknown key in the head": (HEAD + "date = 2020-08-01\n" + rule(), "book.date", "use one of"),
    "unknown table": (HEAD + "[rules]\n" + rule(), "rules", "did you mean 'rule'?"),
}


def test_a_good_rule_is_read() -> None:
    book = parse_book(HEAD + rule(levels='["vg1", "vg2"]', valid_until="2030-08-01", when=many(2)))
    (read,) = book.rules
    assert (book.name, book.version) == ("Test", "1")
    assert (read.name, read.severity, read.levels) == ("late", 2, ("vg1", "vg2"))
    assert (read.valid_from, read.valid_until) == (date(2020, 8, 1), date(2030, 8, 1))
    assert isinstance(read.when, Combination)
    assert [condition.limit for condition in read.conditions] == [2.0, 3.0]


def test_parameters_are_read_and_what_is_not_given_is_as_the_indicator_says() -> None:
    when = f'{{ {SHARE}, kinds = ["documented"], weeks = 4, more_than = 0.10 }}'
    (read,) = parse_book(HEAD + rule(when=when)).rules
    assert read.when == Condition(AbsenceShare(4, ("documented",)), "more_than", 0.10)
    when = '{ indicator = "result_count", marks = ["IV", "1"], at_least = 1 }'
    (read,) = parse_book(HEAD + rule(when=when)).rules
    assert read.when == Condition(ResultCount(marks=("IV", "1")), "at_least", 1)
    when = '{ indicator = "score", name = "points", measure = "percentile", at_most = 0.1 }'
    (read,) = parse_book(HEAD + rule(when=when)).rules
    assert read.when == Condition(Score("points", "percentile"), "at_most", 0.1)


@pytest.mark.parametrize("when", WRONG_WHEN, ids=lambda when: when[:70])
def test_a_senseless_condition_is_refused(when: str) -> None:
    key, remedy = WRONG_WHEN[when]
    error = refused(HEAD + rule() + rule(name='"second"', when=when))
    assert error.column is not None
    assert error.column.startswith("rule 'second'.when")
    assert error.column.endswith(key)
    assert remedy in (error.remedy or "")
    assert error.line == WHEN


@pytest.mark.parametrize(
    "when",
    [
        f"{{ {SHARE}, at_least = 1 }}",
        f"{{ {SHARE}, more_than = 0 }}",
        f"{{ {SHARE}, more_than = 0.123456789 }}",
        '{ indicator = "choice_rank", at_most = 1 }',
        '{ indicator = "mark_change", at_most = -5 }',
        '{ indicator = "score", name = "a", measure = "percentile", at_most = 0.1, among = "level" }',
        '{ indicator = "event_count", name = "a", measure = "from_mean", among = "class", more_than = 0.5 }',
        f'{{ {COUNT}, subjects = ["a", "b"], at_least = 2 }}',
        f"{{ all = [{points('at_most = 2')}, {points('at_least = 2')}] }}",
        f"{{ any = [{points('at_most = 2')}, {points('at_least = 3')}] }}",
        f"{{ all = [{points('at_most = 2')}, {points('days = 9, at_least = 3')}] }}",
    ],
)
def test_a_condition_at_the_edge_of_what_can_be_is_read(when: str) -> None:
    assert parse_book(HEAD + rule(when=when)).rules


def test_it_is_known_how_far_each_indicator_reaches() -> None:
    assert set(FIGURES) == set(INDICATORS.values())


def test_the_line_is_that_of_the_key_also_in_a_table_of_its_own() -> None:
    text = HEAD + rule() + rule(name='"second"', when=None)
    text += f"[rule.when]\nany = [\n  {points('at_most = 2')},\n  3,\n]\n" + rule(severity="9")
    error = refused(text)
    assert (error.column, error.line) == ("rule 'second'.when.any[2]", SECOND + 7)


@pytest.mark.parametrize("wrong", WRONG_RULE)
def test_a_senseless_rule_is_refused(wrong: str) -> None:
    changed, key, remedy = WRONG_RULE[wrong]
    text = HEAD + rule() + rule(**{"name": '"second"'} | changed)
    error = refused(text)
    assert (error.column or "").endswith(key)
    assert remedy in (error.remedy or "")
    keys = [line.split(" = ")[0] for line in text.splitlines()[SECOND - 1 :]]
    name = key.split(".")[0]
    assert error.line == SECOND + (keys.index(name) if name in keys else 0)


@pytest.mark.parametrize("wrong", WRONG_BOOK)
def test_a_senseless_book_is_refused(wrong: str) -> None:
    text, key, remedy = WRONG_BOOK[wrong]
    error = refused(text)
    assert error.column == key
    assert remedy in (error.remedy or "")


def test_two_versions_of_a_rule_may_follow_each_other_but_not_overlap() -> None:
    older = rule(valid_until="2025-08-01")
    assert len(parse_book(HEAD + older + rule(valid_from="2025-08-01")).rules) == 2
    error = refused(HEAD + older + rule(valid_from="2025-07-31"))
    assert (error.line, error.column) == (SECOND + 1, "rule 'late'")
    assert "valid_until" in (error.remedy or "")
    assert refused(HEAD + rule() + rule(valid_from="2019-08-01")).line == SECOND


def test_the_rule_of_a_day_is_the_version_that_holds_then() -> None:
    book = parse_book(HEAD + rule(valid_until="2025-08-01") + rule(valid_from="2025-08-01", severity="3"))
    assert book.rule("late", date(2020, 7, 31)) is None
    assert [book.rule("late", date(2025, 7, 31)), book.rule("late", date(2025, 8, 1))] == list(book.rules)
    assert book.rule("early", date(2025, 8, 1)) is None


def test_the_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + rule(severity="9"), encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.toml, line 9, 'rule 'late'\.severity': must be 1, 2 or 3"):
        read_book(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[book]\nname = "Test\n', "not TOML"),
        (b"[book]\nname = \xe5\n", "not UTF-8"),
        (b"[book]\nversion = 1" + b"0" * 5000, "not TOML"),
        (b"a = " + b"[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_not_toml_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "book.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_book(path)


def test_a_book_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_book(tmp_path / "none.toml")
    with pytest.raises(InputError, match="is a folder"):
        read_book(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be read: Not a directory"):
        read_book(tmp_path / "file" / "book.toml")
    with pytest.raises(InputError, match="cannot be read: File name too long"):
        read_book(tmp_path / f"{'x' * 300}.toml")


def test_the_standard_book_loads_and_each_rule_tells_its_source_in_three_languages() -> None:
    book = standard_book()
    assert len(book.rules) >= 20
    assert parse_book(book.text) == book
    for each in book.rules:
        assert all(len(said) > 20 for said in each.source.values())
        assert set(each.title) == {"nb", "nn", "en"}


VALUES = st.recursive(
    st.none().map(lambda _: "")
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | st.sampled_from(["absence_share", "score", "vg1", "mon", "class", "any", "of", "at_least"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc_", max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


def toml(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    return str(value).lower() if isinstance(value, bool | float) else str(value)


def replace_one(value: Any, new: Any, chance: random.Random) -> Any:
    """The same tree with another value, or key, at one place."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.2:
        return new
    if isinstance(value, list):
        at = chance.randrange(len(value))
        return [*value[:at], replace_one(value[at], new, chance), *value[at + 1 :]]
    key = chance.choice(list(value))
    if chance.random() < 0.2:
        return {(str(new) if k == key else k): item for k, item in value.items()}
    return value | {key: replace_one(value[key], new, chance)}


def only_input_errors(text: str) -> None:
    try:
        book = parse_book(text)
    except InputError as error:
        told = error.remedy
    else:
        told = book.name
    assert told


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(new=VALUES, seed=st.integers(0, 2**32 - 1))
def test_fuzz_a_value_of_the_standard_book(new: Any, seed: int) -> None:
    chance = random.Random(seed)
    data = tomllib.loads(STANDARD)
    data["rule"] = chance.sample(data["rule"], 3)
    changed = replace_one(data, new, chance)
    if isinstance(changed, dict):
        only_input_errors("\n".join(f"{toml(key)} = {toml(item)}" for key, item in changed.items()))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(at=st.integers(0, len(STANDARD)), cut=st.integers(0, 300), put=st.text(max_size=8))
def test_fuzz_the_text_of_the_standard_book(at: int, cut: int, put: str) -> None:
    begin = max(0, at - 1500)
    only_input_errors(HEAD + STANDARD[begin:at] + put + STANDARD[at + cut : at + cut + 1500])


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(text=st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_fuzz_any_text(text: str) -> None:
    only_input_errors(text)
