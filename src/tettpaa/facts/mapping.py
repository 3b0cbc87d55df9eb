"""The mapping language: a TOML file that says how the columns of a source become facts.

Loaded strictly into frozen dataclasses: whatever can be wrong without the data at hand is refused here.
"""

import codecs
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tettpaa.facts.fields import CodeTable, Expression, parse_field
from tettpaa.facts.schema import KINDS, Kind
from tettpaa.kit.errors import InputError
from tettpaa.kit.tomlfile import did_you_mean
from tettpaa.kit.tomlnode import Node, load

SOURCE_KEYS = ("file", "format", "delimiter", "encoding", "decimal", "missing", "skip", "columns", "delivery")
FACT_KEYS = ("from", "join", "where", "unpivot")
FORMATS = ("csv", "parquet")
DELIVERIES = ("changes", "full")
ENCODINGS = {"utf-8": "utf-8-sig", "iso8859-1": "latin-1", "cp1252": "cp1252", "iso8859-15": "iso8859-15"}
LABEL, VALUE = "$label", "$value"  # of an unpivoted column
# These required fields have a default of their own; see transform.
DEFAULTED = ("known_from",)


@dataclass(frozen=True)
class Source:
    """One table of the source system, in one or several files.

    ``columns`` names them when the files have no header; ``skip`` lines stand before the header.
    ``delivery`` is read where facts are kept: ``full`` files hold all there is of their days, so that what
    they lack is no longer true; ``changes`` only add and close.
    """

    name: str
    pattern: str
    format: str | None
    delimiter: str
    encoding: str
    decimal: str
    missing: tuple[str, ...]
    skip: int
    columns: tuple[str, ...]
    delivery: str = "changes"


@dataclass(frozen=True)
class Join:
    """Look up the one row of ``source`` whose columns equal ours: pairs (ours, theirs)."""

    source: str
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Condition:
    """Keep a row if the column is one of, is none of, or is present (or absent)."""

    column: str
    test: str
    values: tuple[str, ...] = ()
    present: bool = True


@dataclass(frozen=True)
class Fact:
    """One table of the mapping: facts of one kind out of the rows of one source."""

    node: Node
    kind: Kind
    source: str
    joins: tuple[Join, ...]
    where: tuple[Condition, ...]
    unpivot: tuple[tuple[str, str], ...]
    fields: dict[str, Expression]

    def references(self) -> list[tuple[str, tuple[str | int, ...]]]:
        """Every column that the fact names in its own scope, with the key path where it does."""
        found: list[tuple[str, tuple[str | int, ...]]] = []
        for number, join in enumerate(self.joins):
            found += [(ours, ("join", number)) for ours, _ in join.on]
        found += [(test.column, ("where", number)) for number, test in enumerate(self.where)]
        found += [(column, ("unpivot",)) for column, _ in self.unpivot]
        for name, expression in self.fields.items():
            found += [(column, (name,)) for column in expression.all_columns]
        return found


@dataclass(frozen=True)
class Mapping:
    file: Path
    digest: str
    namespace: str
    sources: dict[str, Source]
    facts: tuple[Fact, ...]

    def of(self, sources: Iterable[str]) -> "Mapping":
        """The same for these sources alone: without the facts that others are needed for."""
        given = set(sources)
        facts = tuple(f for f in self.facts if {f.source, *(join.source for join in f.joins)} <= given)
        used = {f.source for f in facts} | {join.source for f in facts for join in f.joins}
        return replace(self, facts=facts, sources={n: s for n, s in self.sources.items() if n in used})


def load_mapping(file: Path | str) -> Mapping:
    """The mapping in that file; InputError naming file, line and key if it is senseless."""
    path = Path(file)
    root = load(path)
    root.only(("namespace", "source", "codes", *KINDS), "a mapping")
    sources = {name: _source(root.table("source", name)) for name in root.table("source").values}
    if not sources:
        raise root.error("names no source", "add a table [source.NAME] for each kind of file")
    for source in sources.values():
        if source.pattern == "*" and len(sources) > 1:
            raise root.error(
                "lacks 'file', which is needed when there are several sources",
                'add file = "NAME*.csv"',
                *("source", source.name),
            )
    codes: dict[str, CodeTable] = {
        name: root.table("codes", name).values for name in root.table("codes").values
    }
    facts = [_fact(node, KINDS[kind], sources, codes) for kind in KINDS for node in root.tables(kind)]
    if not facts:
        raise root.error("makes no facts", f"add a table such as [[absence]]; kinds: {', '.join(KINDS)}")
    used = {fact.source for fact in facts} | {join.source for fact in facts for join in fact.joins}
    for name in sources:
        if name not in used:
            raise root.error("is used by no fact", "use it in from or join, or take it out", "source", name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Mapping(path, digest, root.word("namespace"), sources, tuple(facts))


def _source(node: Node) -> Source:
    node.only(SOURCE_KEYS, "a source")
    name = str(node.path[-1])
    if not name or set(name) & set("./\\$"):
        raise node.error("a source's name may not hold . / \\ or $", "choose a plain name, such as absences")
    format_ = node.word("format") if "format" in node.values else None
    if format_ not in (None, *FORMATS):
        raise node.error(f"'{format_}' is no format", did_you_mean(str(format_), FORMATS), "format")
    delimiter, decimal = node.word("delimiter", ","), node.word("decimal", ".")
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise node.error("must be one character, not a quote or line end", 'for example ";"', "delimiter")
    if decimal not in (".", ","):
        raise node.error("must be '.' or ','", 'write decimal = ","', "decimal")
    skip = node.values.get("skip", 0)
    if type(skip) is not int or not 0 <= skip <= 1000:
        raise node.error("must be a number of lines, 0-1000", "write skip = 3", "skip")
    delivery = node.word("delivery", "changes")
    if delivery not in DELIVERIES:
        raise node.error(f"'{delivery}' is no delivery", did_you_mean(delivery, DELIVERIES), "delivery")
    columns = node.words("columns")
    if len(set(columns)) != len(columns) or "" in columns:
        raise node.error("holds a name twice or an empty one", "give each column its own name", "columns")
    return Source(
        name,
        node.word("file", "*"),
        format_,
        delimiter,
        _encoding(node),
        decimal,
        node.words("missing", ("",)),
        skip,
        columns,
        delivery,
    )


def _encoding(node: Node) -> str:
    given = node.word("encoding", "utf-8")
    try:
        return ENCODINGS[codecs.lookup(given).name.removesuffix("-sig")]
    except (LookupError, ValueError):
        known = ("utf-8", "latin-1", "cp1252", "iso8859-15")
        raise node.error(
            f"the encoding '{given}' is not read here", did_you_mean(given, known), "encoding"
        ) from None


def _fact(node: Node, kind: Kind, sources: dict[str, Source], codes: dict[str, CodeTable]) -> Fact:
    node.only((*FACT_KEYS, *kind.names), f"'{kind.name}'")
    for field in kind.fields:
        if field.required and field.name not in (*node.values, *DEFAULTED):
            raise node.error(f"lacks the field '{field.name}': {field.doc}", f'add {field.name} = "COLUMN"')
    source = node.word("from")
    _known_source(node, source, sources, "from")
    fact = Fact(
        node,
        kind,
        source,
        tuple(_join(item, sources) for item in node.tables("join")),
        tuple(_condition(item) for item in node.tables("where")),
        _unpivot(node),
        {name: parse_field(node, kind.field(name), codes) for name in kind.names if name in node.values},
    )
    joined = [join.source for join in fact.joins]
    if len(set(joined)) != len(joined) or source in joined:
        raise node.error("joins a source twice, or to itself", "join each other source once", "join")
    for column, keys in fact.references():
        if column in (LABEL, VALUE) and not fact.unpivot:
            raise node.error(f"'{column}' needs unpivot", 'add unpivot = { COLUMN = "label" }', *keys)
    return fact


def _known_source(node: Node, name: str, sources: dict[str, Source], key: str) -> None:
    if name not in sources:
        raise node.error(f"there is no source '{name}'", did_you_mean(name, sources), key)


def _join(node: Node, sources: dict[str, Source]) -> Join:
    node.only(("source", "on"), "a join")
    name = node.word("source")
    _known_source(node, name, sources, "source")
    on = node.table("on")
    if not on.values:
        raise node.error("lacks 'on'", 'add on = { OUR_COLUMN = "THEIR_COLUMN" }')
    if any(column in (LABEL, VALUE) for column in on.values):
        raise on.error("a join cannot use an unpivoted column", "join on a plain column")
    return Join(name, tuple((ours, on.word(ours)) for ours in on.values))


def _condition(node: Node) -> Condition:
    node.only(("column", "in", "not_in", "present"), "a condition")
    tests = [test for test in ("in", "not_in", "present") if test in node.values]
    if len(tests) != 1:
        raise node.error("needs one of in, not_in, present", 'for example in = ["away"]')
    test = tests[0]
    column = node.word("column")
    if test == "present":
        present = node.values["present"]
        if not isinstance(present, bool):
            raise node.error("must be true or false", "write present = true", "present")
        return Condition(column, test, present=present)
    values = node.words(test, numbers=True)
    if not values:
        raise node.error("is empty, so no row would tell", f'write {test} = ["…"]', test)
    return Condition(column, test, values)


def _unpivot(node: Node) -> tuple[tuple[str, str], ...]:
    table = node.table("unpivot")
    if "unpivot" in node.values and not table.values:
        raise node.error("is empty", 'write unpivot = { COLUMN = "label" }', "unpivot")
    return tuple((column, table.word(column)) for column in table.values)


def missing_column(fact: Fact, column: str, keys: tuple[str | int, ...], known: list[str]) -> InputError:
    """The error for a column that the mapping names and the data lacks."""
    return fact.node.error(f"the data has no column '{column}'", did_you_mean(column, known), *keys)
