"""A mapping is refused when it is loaded, at the line where it is wrong."""

from pathlib import Path

import pytest

from tettpaa.facts.mapping import Mapping, load_mapping
from tettpaa.kit.errors import InputError

MAPPING = """\
namespace = "county-sis"

[source.absences]
file = "absence*.csv"
delimiter = ";"

[source.lessons]
file = "lessons.csv"

[codes.ground]
U = "undocumented"
S = "self_reported"

[[absence]]
from = "absences"
join = [{ source = "lessons", on = { lesson_id = "id" } }]
where = [{ column = "status", in = ["away"] }]
person = ["school", "pupil_no"]
happened = { column = "date", format = "%d.%m.%Y" }
subject = "lessons.subject"
minutes = { column = "hours", unit = "hours" }
kind = { column = "code", codes = "ground" }
"""


def load(tmp_path: Path, text: str | bytes) -> Mapping:
    path = tmp_path / "mapping.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_mapping(path)


def test_a_whole_mapping_loads(tmp_path: Path) -> None:
    fact = load(tmp_path, MAPPING).facts[0]
    assert fact.kind.name == "absence"
    assert fact.fields["person"].columns == ("school", "pupil_no")
    assert fact.fields["minutes"].factor == 60
    assert fact.joins[0].on == (("lesson_id", "id"),)


# what to replace, with what, a part of the message or remedy, the key path, the line
WRONG = [
    ('delimiter = ";"', 'delimeter = ";"', "did you mean 'delimiter'", "source.absences.delimeter", 5),
    ('delimiter = ";"', 'delimiter = ";;"', "one character", "source.absences.delimiter", 5),
    ('delimiter = ";"', 'encoding = "utf-9"', "did you mean 'utf-8'", "source.absences.encoding", 5),
    ('delimiter = ";"', 'encoding = "utf-16"', "is not read here", "source.absences.encoding", 5),
    ('delimiter = ";"', 'decimal = ";"', "must be '.' or ','", "source.absences.decimal", 5),
    ('delimiter = ";"', 'format = "xlsx"', "is no format", "source.absences.format", 5),
    ('delimiter = ";"', "missing = 3.5", "list of texts", "source.absences.missing", 5),
    ('delimiter = ";"', "skip = -1", "number of lines", "source.absences.skip", 5),
    ('delimiter = ";"', 'columns = ["a", "a"]', "twice", "source.absences.columns", 5),
    ('file = "lessons.csv"', "", "lacks 'file'", "source.lessons", 7),
    ('[[absence]]\nfrom = "absences"', "[[absence]]", "lacks 'from'", "absence[1]", 14),
    ('from = "absences"', 'from = "absence"', "did you mean 'absences'", "absence[1].from", 15),
    ("[[absence]]", "[[abscence]]", "did you mean 'absence'", "abscence", 14),
    ('source = "lessons"', 'source = "lesson"', "did you mean 'lessons'", "absence[1].join[1].source", 16),
    ('source = "lessons"', 'source = "absences"', "to itself", "absence[1].join", 16),
    ('on = { lesson_id = "id" }', "on = {}", "lacks 'on'", "absence[1].join[1]", 16),
    ('on = { lesson_id = "id" }', 'on = { lesson_id = "id" }, how = "left"', "no key 'how'", "how", 16),
    ('in = ["away"]', "in = []", "is empty", "absence[1].where[1].in", 17),
    ('in = ["away"]', 'in = ["a"], present = true', "one of in", "absence[1].where[1]", 17),
    ('in = ["away"]', 'present = "yes"', "true or false", "absence[1].where[1].present", 17),
    ('in = ["away"]', 'like = "a%"', "no key 'like'", "absence[1].where[1].like", 17),
    ('person = ["school", "pupil_no"]', "", "lacks the field 'person'", "absence[1]", 14),
    ('person = ["school", "pupil_no"]', "person = []", "must name columns", "absence[1].person", 18),
    ('person = ["school", "pupil_no"]', "person = 7", "column's name", "absence[1].person", 18),
    ('person = ["school", "pupil_no"]', 'person = { constant = "x" }', "no key", "person.constant", 18),
    ('"%d.%m.%Y"', '"%d.%m"', "with a year", "absence[1].happened.format", 19),
    ('"%d.%m.%Y"', '"%d.%Q.%Y"', "date format", "absence[1].happened.format", 19),
    ('"%d.%m.%Y"', '"%Y", codes = "grund"', "did you mean 'ground'", "absence[1].happened.codes", 19),
    ('"%d.%m.%Y"', '"%Y", codes = "ground"', "must be a date", "codes.ground.U", 11),
    ('subject = "lessons.subject"', 'subjekt = "x"', "did you mean 'subject'", "absence[1].subjekt", 20),
    ('subject = "lessons.subject"', 'subject = "$label"', "needs unpivot", "absence[1].subject", 20),
    ('subject = "lessons.subject"', "subject = {}", "needs one of", "absence[1].subject", 20),
    ('subject = "lessons.subject"', "subject = { constant = 3 }", "must be a text", "subject.constant", 20),
    (
        'subject = "lessons.subject"',
        'subject = { constant = "a", codes = "ground" }',
        "takes no 'codes'",
        "absence[1].subject.codes",
        20,
    ),
    ('unit = "hours"', 'unit = "hour"', "did you mean 'hours'", "absence[1].minutes.unit", 21),
    ('unit = "hours"', 'unit = "lessons"', "need minutes_each", "absence[1].minutes.unit", 21),
    ('unit = "hours"', 'unit = "hours", minutes_each = 45', "need minutes_each", "minutes.unit", 21),
    ('unit = "hours"', "scale = 0", "not 0", "absence[1].minutes.scale", 21),
    ('unit = "hours"', "scale = nan", "not 0", "absence[1].minutes.scale", 21),
    ('unit = "hours"', 'otherwise = 1, missing = "x"', "needs codes", "minutes.otherwise", 21),
    ('unit = "hours"', 'format = "%Y"', "no key 'format'", "absence[1].minutes.format", 21),
    ('{ column = "hours", unit = "hours" }', "{ constant = -5 }", "below 0", "minutes.constant", 21),
    ('{ column = "hours", unit = "hours" }', "{ constant = inf }", "too large", "minutes.constant", 21),
    ('{ column = "hours", unit = "hours" }', "{ constant = true }", "must be a number", "constant", 21),
    ('"undocumented"', '"undokumented"', "did you mean 'undocumented'", "codes.ground.U", 11),
    ('codes = "ground" }', 'codes = "grounds" }', "did you mean 'ground'", "absence[1].kind.codes", 22),
    ('{ column = "code", codes = "ground" }', '{ constant = "ill" }', "'ill' is not", "kind.constant", 22),
    (
        'codes = "ground" }',
        'codes = "ground", otherwise = "ill" }',
        "'ill' is not",
        "absence[1].kind.otherwise",
        22,
    ),
    ('namespace = "county-sis"', "", "lacks 'namespace'", None, None),
    ('namespace = "county-sis"', "namespace = 3", "a text that is not empty", "namespace", 1),
    ('"away"', r'"\u0000"', "NUL", None, None),
]


@pytest.mark.parametrize(("old", "new", "words", "key", "line"), WRONG, ids=[case[1] for case in WRONG])
def test_a_senseless_mapping_is_refused_where_it_is_wrong(
    tmp_path: Path, old: str, new: str, words: str, key: str | None, line: int | None
) -> None:
    assert old in MAPPING
    with pytest.raises(InputError) as caught:
        load(tmp_path, MAPPING.replace(old, new, 1))
    error = caught.value
    assert words in f"{error.message} {error.remedy}"
    assert error.file == tmp_path / "mapping.toml"
    assert error.remedy
    assert (error.column or "").endswith(key or "")
    assert error.line == line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("namespace = ", "not TOML"),
        ("a = 1\na = 2", "not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        ("x = " + "[" * 5000, "nested too deep"),
        ("x = " + "9" * 5000, "not TOML"),
        ('namespace = "a"', "names no source"),
        ('namespace = "a"\nsource = 3', "must be a table"),
        ('namespace = "a"\n[source.x]', "makes no facts"),
        ('namespace = "a"\n[source.x]\n[score]', "must be an array of tables"),
        ('namespace = "a"\n[source."a/b"]\n', "a source's name"),
    ],
)
def test_what_is_no_mapping(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        load(tmp_path, text)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_mapping(tmp_path / "none.toml")


def test_a_source_that_no_fact_uses_is_a_slip(tmp_path: Path) -> None:
    text = MAPPING + '\n[source.marks]\nfile = "marks.csv"\n'
    with pytest.raises(InputError, match="used by no fact"):
        load(tmp_path, text)


OUTCOME = """
namespace = "test"
[source.rows]
[codes.came_true]
yes = 1
no = 0
[[outcome]]
from = "rows"
person = "id"
name = { constant = "left" }
value = { column = "out", codes = "came_true" }
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("no = 0", "no = -9", 6),
        ('"came_true" }', '"came_true", otherwise = 9 }', 11),
        ('{ column = "out", codes = "came_true" }', "{ constant = 0.5 }", 11),
    ],
)
def test_an_outcome_of_a_mapping_is_0_or_1(tmp_path: Path, old: str, new: str, line: int) -> None:
    assert old in OUTCOME
    load(tmp_path, OUTCOME)
    with pytest.raises(InputError, match="a value of 'value' must be 0 or 1") as caught:
        load(tmp_path, OUTCOME.replace(old, new))
    assert caught.value.line == line


def test_a_slip_in_a_later_table_of_a_table_is_found_there(tmp_path: Path) -> None:
    tables = "".join(
        f'[[score]]\nfrom = "a"\nperson = "id"\nhappened = "day"\nvalue = "{name}"\n'
        f'[score.name]\nconstant = "{name}"\n[[score.where]]\ncolumn = "x"\n{test} = ["1"]\n'
        for name, test in (("first", "in"), ("second", "inn"))
    )
    with pytest.raises(InputError, match="no key 'inn'") as caught:
        load(tmp_path, f'namespace = "test"\n[source.a]\n{tables}')
    assert (caught.value.column, caught.value.line) == ("score[2].where[1].inn", 22)


def test_lines_are_found_in_windows_files_and_behind_a_mark(tmp_path: Path) -> None:
    text = MAPPING.replace('unit = "hours"', 'unit = "hour"').replace("\n", "\r\n")
    with pytest.raises(InputError) as caught:
        load(tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert caught.value.line == 21
