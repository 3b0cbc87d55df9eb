"""``identify`` writes the same signals each time, all or nothing, and never looks at who someone is."""

import shutil
from datetime import date
from pathlib import Path
from uuid import UUID

import duckdb
import pyarrow.parquet as pq
import pytest

from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import parse_book, standard_book
from tettpaa.engine.identify import identify, rule_sql
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.engine.signals import Signal, SignalFile
from tettpaa.engine.specs.rows import facts_of, person_key, read_table, write_facts
from tettpaa.facts.schema import KINDS
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError

DAY = AsOf(date(2025, 9, 28))
DAYS = (DAY, AsOf.parse("start+30d"))
TABLES = {
    "enrolment": """
        person  happened    school  group  level  choice_rank
        Ada     2025-08-18  Nes     1A     vg1    1
        Bo      2025-08-18  Nes     1A     vg1    2
        Cam     2025-08-18  Nes     1A     vg2    1
        Dan     2025-09-08  Os      1A     vg1    3
    """,
    "schedule": """
        subject  happened    minutes  weeks
        english  2025-08-18  300      40
        history  2025-08-18  900      40
    """,
    "absence": """
        person  happened    minutes  subject  kind
        Ada     2025-09-01  900      english  undocumented
        Bo      2025-09-02  900      history  self_reported
        Cam     2025-09-03  1300     english  undocumented
        Dan     2025-09-10  90       -        documented
    """,
    "result": """
        person  happened    subject  mark  assessment
        Ada     2025-06-10  english  IV    final
        Cam     2025-06-10  english  1     final
        Cam     2025-06-10  order    Lg    half_year
    """,
    "score": """
        person  happened    name           value
        Ada     2025-06-20  grade_average  2.3
        Bo      2025-06-20  grade_average  2.8
        Cam     2025-06-20  grade_points   22
        Dan     2025-06-20  grade_points   28
    """,
    "event": """
        person  happened    name
        Bo      2025-09-15  warning_9_7
    """,
    "tag": """
        person  happened    name   value
        Ada     2025-06-20  split  test
    """,
    "outcome": """
        person  happened    name         value
        Bo      2025-09-20  dropped_out  1
    """,
}


def write(folder: Path, **changed: str) -> Path:
    write_facts(folder, facts_of({kind: read_table(text) for kind, text in (TABLES | changed).items()}))
    return folder


def run(facts: Path, out: Path, book: RuleBook | None = None, as_of: AsOf = DAY) -> list[Signal]:
    identify(facts, book or standard_book(), as_of, out)
    return list(SignalFile.open(out))


def test_a_file_of_signals_carries_its_book_and_the_day(tmp_path: Path) -> None:
    facts, out = write(tmp_path / "facts"), tmp_path / "signals.parquet"
    book = standard_book()
    signals = run(facts, out)
    file = SignalFile.open(out)
    assert file.book == book
    assert file.as_of == "2025-09-28"
    assert {s.version for s in signals} == {book.version}
    assert file.rule_of(signals[0]) in book.rules
    shutil.rmtree(facts)
    assert list(file) == signals


def test_the_day_is_kept_as_it_was_asked_for(tmp_path: Path) -> None:
    facts, out = write(tmp_path / "facts"), tmp_path / "signals.parquet"
    signals = run(facts, out, as_of=AsOf.parse("start+30d"))
    assert SignalFile.open(out).as_of == "start+30d"
    assert {s.as_of for s in signals} == {date(2025, 9, 17), date(2025, 10, 8)}


def test_a_quote_in_the_book_does_no_harm(tmp_path: Path) -> None:
    text = """[book]
name = "Elev's bok"
version = '1"; DROP'
[[rule]]
name = "it"
title = { nb = "l'a", nn = "b", en = "c" }
source = "Somewhere's 'source'"
severity = 1
valid_from = 2020-08-01
when = { indicator = "score", name = "o'points\\u0000\\"", at_most = 3 }
"""
    changed = "person  happened    name      value\nAda     2025-06-20  o'points  2"
    facts = write(tmp_path / "facts", score=changed)
    book = parse_book(text)
    assert run(facts, tmp_path / "signals.parquet", book) == []
    assert SignalFile.open(tmp_path / "signals.parquet").book == book


def test_the_summary_counts_people_and_signals_also_of_rules_that_gave_none(tmp_path: Path) -> None:
    facts = write(tmp_path / "facts")
    summary = identify(facts, standard_book(), DAY, tmp_path / "signals.parquet")
    signals = list(SignalFile.open(tmp_path / "signals.parquet"))
    assert summary.people == 4
    assert summary.flagged == len({s.person for s in signals}) == 4
    assert set(summary.by_rule) == {rule.name for rule in standard_book().rules}
    assert sum(summary.by_rule.values()) == len(signals)
    assert summary.by_rule["weakest-tenth"] == 0


def test_signals_are_in_the_order_of_person_and_rule(tmp_path: Path) -> None:
    signals = run(write(tmp_path / "facts"), tmp_path / "signals.parquet")
    assert signals == sorted(signals, key=lambda s: (str(s.person), s.rule, s.valid_from))
    assert len(signals) > 8


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    facts = write(tmp_path / "facts")
    outs = [tmp_path / f"{n}.parquet" for n in range(2)]
    for out in outs:
        run(facts, out)
    assert len({out.read_bytes() for out in outs}) == 1


def test_the_order_of_the_facts_does_not_matter(tmp_path: Path) -> None:
    facts = write(tmp_path / "facts")
    run(facts, tmp_path / "one.parquet")
    for kind in KINDS:
        table = pq.read_table(facts / f"{kind}.parquet")
        pq.write_table(table.take(list(range(table.num_rows))[::-1]), facts / f"{kind}.parquet")
    run(facts, tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_what_fails_midway_leaves_the_old_file_and_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, out = write(tmp_path / "facts"), tmp_path / "out" / "signals.parquet"
    out.parent.mkdir()
    run(facts, out)
    before = out.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk is gone")))
    with pytest.raises(InputError, match="cannot be written"):
        identify(facts, standard_book(), AsOf(date(2025, 9, 1)), out)
    assert [path.name for path in out.parent.iterdir()] == ["signals.parquet"]
    assert out.read_bytes() == before


def test_facts_that_are_replaced_while_they_are_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, out = write(tmp_path / "facts"), tmp_path / "signals.parquet"
    manifests = iter([{"key": "old"}])
    monkeypatch.setattr(FactStore, "manifest", lambda _: next(manifests, {"key": "new"}))
    with pytest.raises(InputError, match="replaced while it was read"):
        identify(facts, standard_book(), DAY, out)
    assert not out.exists()


def test_signals_of_other_people_keys_are_refused(tmp_path: Path) -> None:
    facts, out = write(tmp_path / "facts"), tmp_path / "signals.parquet"
    run(facts, out)
    (facts / "facts.json").write_text('{"key": "another secret"}', encoding="utf-8")
    with pytest.raises(InputError, match="other keys"):
        SignalFile.open(out).refuse_other_keys(FactStore.open(facts))


def test_facts_that_break_while_they_are_read_leave_nothing(tmp_path: Path) -> None:
    facts, out = write(tmp_path / "facts"), tmp_path / "out" / "signals.parquet"
    out.parent.mkdir()
    absence = facts / "absence.parquet"
    content = bytearray(absence.read_bytes())
    content[4:60] = b"\xff" * 56  # the first pages; the footer stays whole
    absence.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read to the end"):
        identify(facts, standard_book(), DAY, out)
    assert list(out.parent.iterdir()) == []


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[AsOf, str], list[UUID]]]:
    """The facts, and who the standard book finds in them by day and rule."""
    folder = tmp_path_factory.mktemp("found")
    facts = write(folder / "facts")
    people: dict[tuple[AsOf, str], list[UUID]] = {}
    for as_of in DAYS:
        for signal in run(facts, folder / "signals.parquet", as_of=as_of):
            people.setdefault((as_of, signal.rule), []).append(signal.person)
    return facts, people


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("rule", standard_book().rules, ids=lambda rule: rule.name)
def test_the_sql_of_a_rule_is_one_whole_statement_that_gives_the_same_people(
    rule: Rule, as_of: AsOf, found: tuple[Path, dict[tuple[AsOf, str], list[UUID]]]
) -> None:
    facts, people = found
    sql = rule_sql(facts, rule, as_of)
    assert sorted(people_by_sql(facts, sql)) == sorted(people.get((as_of, rule.name), []))
    assert '"tag"' not in sql
    assert '"outcome"' not in sql


def people_by_sql(facts: Path, sql: str) -> list[UUID]:
    """What DuckDB by itself makes of the statement, with each file of facts as a view of its kind's name."""
    with duckdb.connect() as con:
        for kind in KINDS:
            con.execute(f"CREATE VIEW {kind} AS SELECT * FROM '{facts}/{kind}.parquet'")
        (statement,) = duckdb.extract_statements(sql)
        return [person for (person,) in con.execute(f"SELECT person FROM ({statement.query})").fetchall()]


def test_tags_and_outcomes_are_never_read(tmp_path: Path) -> None:
    run(write(tmp_path / "facts"), tmp_path / "one.parquet")
    rows = "person  happened    name           value\n" + "".join(
        f"{person}  2025-09-01  {name}  0\n"
        for person in ("Ada", "Bo", "Cam", "Dan", "Eli")
        for name in ("grade_points", "grade_average", "well_being", "warning_9_7", "dropped_out")
    )
    write(tmp_path / "facts", tag=rows, outcome=rows)
    run(tmp_path / "facts", tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_an_empty_register_is_never_a_low_number(tmp_path: Path) -> None:
    empty = {kind: TABLES[kind].strip().splitlines()[0] for kind in TABLES if kind != "enrolment"}
    signals = run(write(tmp_path / "facts", **empty), tmp_path / "signals.parquet")
    assert signals == []


LOW = '{{ indicator = "score", name = "grade_points", less_than = {limit} }}'
FIRST_CHOICE = '{{ indicator = "choice_rank", at_most = {limit} }}'


@pytest.mark.parametrize(
    "when", [LOW, f"{{{{ all = [{LOW}, {FIRST_CHOICE}] }}}}"], ids=["of one", "of several"]
)
def test_a_book_of_very_many_conditions_is_evaluated(when: str, tmp_path: Path) -> None:
    rule = """
[[rule]]
name = "rule-{n}"
title = {{ nb = "a", nn = "b", en = "c" }}
source = "generated"
severity = 1
valid_from = 2020-08-01
when = """
    rules = "".join((rule + when + "\n").format(n=n, limit=20 + n / 20) for n in range(120))
    book = parse_book('[book]\nname = "Many"\nversion = "1"\n' + rules)
    signals = run(write(tmp_path / "facts"), tmp_path / "signals.parquet", book)
    assert sum(s.person == person_key("Cam") for s in signals) == 79


def test_a_rule_of_as_many_conditions_as_are_allowed_is_evaluated(tmp_path: Path) -> None:
    parts = [f'{{ indicator = "score", name = "grade_points", less_than = {21 + n} }}' for n in range(30)]
    text = f"""[book]
name = "Long"
version = "1"
[[rule]]
name = "long"
title = {{ nb = "a", nn = "b", en = "c" }}
source = "generated"
severity = 1
valid_from = 2020-08-01
when = {{ at_least = 25, of = [{", ".join(parts)}] }}
"""
    (signal,) = run(write(tmp_path / "facts"), tmp_path / "signals.parquet", parse_book(text))
    assert signal.person == person_key("Cam")
    assert [evidence.condition for evidence in signal.evidence] == list(range(2, 30))


@pytest.mark.parametrize(
    ("out", "message"), [("none/signals.parquet", "no such folder"), ("folder", "is a folder")]
)
def test_where_nothing_can_be_written_is_refused(out: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=message):
        identify(write(tmp_path / "facts"), standard_book(), DAY, tmp_path / out)


def test_what_is_no_folder_of_facts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a folder of facts"):
        identify(tmp_path, standard_book(), DAY, tmp_path / "signals.parquet")


def test_what_is_no_file_of_signals_is_refused(tmp_path: Path) -> None:
    facts = write(tmp_path / "facts")
    with pytest.raises(InputError, match="no such file"):
        SignalFile.open(tmp_path / "none.parquet")
    with pytest.raises(InputError, match="is not a file of signals"):
        SignalFile.open(facts / "absence.parquet")
    (tmp_path / "text.parquet").write_text("no parquet")
    with pytest.raises(InputError, match="is not a file of signals"):
        SignalFile.open(tmp_path / "text.parquet")
