"""What the column names in one table of the mapping mean, once the headers are known."""

from dataclasses import dataclass, field

from tettpaa.facts.expressions import quoted_cases
from tettpaa.facts.mapping import LABEL, VALUE, Fact, Mapping, missing_column

Headers = dict[str, list[str]]  # columns by source; what all files of the source have


@dataclass(frozen=True)
class Scope:
    """By column name: its SQL, the number of the join it comes through, the decimal sign of its source.

    ``own`` are the columns read from the fact's own source; the SQL numbers them, since DuckDB would take
    ``ID`` and ``id`` for one.
    """

    sql: dict[str, str] = field(default_factory=dict)
    join: dict[str, int] = field(default_factory=dict)
    decimal: dict[str, str] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)


def lookup_table(mapping: Mapping, source: str) -> str:
    return f"lookup{list(mapping.sources).index(source)}"


def lookup_column(join: int, position: int) -> str:
    return f"j{join}.x{position}"


def scope_of(fact: Fact, mapping: Mapping, headers: Headers) -> Scope:
    """The fact's scope; InputError for a column that the data lacks."""
    scope = Scope()
    # An own column wins over a joined one that is written the same.
    known: dict[str, tuple[int | None, str]] = {name: (None, name) for name in headers[fact.source]}
    for number, join in enumerate(fact.joins):
        for name in headers[join.source]:
            known.setdefault(f"{join.source}.{name}", (number, name))
        for _, theirs in join.on:
            if theirs not in headers[join.source]:
                raise missing_column(fact, theirs, ("join", number), headers[join.source])
    for column, keys in fact.references():
        if column in (LABEL, VALUE):
            continue
        if column not in known:
            raise missing_column(fact, column, keys, list(known))
        place, name = known[column]
        if place is not None and place in _not_yet(keys):
            raise fact.node.error(f"'{column}' comes from a join further down", "put that join first", *keys)
        _add(scope, fact, mapping, headers, column, (place, name))
    if fact.unpivot:
        scope.sql[LABEL] = "label"
        scope.sql[VALUE] = quoted_cases("n", {n: scope.sql[c] for n, (c, _) in enumerate(fact.unpivot)})
        scope.decimal[LABEL] = scope.decimal[VALUE] = mapping.sources[fact.source].decimal
    return scope


def _not_yet(keys: tuple[str | int, ...]) -> range:
    """The joins whose columns a join may not use: itself and those after it."""
    return range(int(keys[1]), 1000) if keys[0] == "join" else range(0)


def _add(
    scope: Scope, fact: Fact, mapping: Mapping, headers: Headers, column: str, found: tuple[int | None, str]
) -> None:
    number, name = found
    if number is None:
        if name not in scope.own:
            scope.own.append(name)
        scope.sql[column] = f"clean.c{scope.own.index(name)}"
        scope.decimal[column] = mapping.sources[fact.source].decimal
    else:
        source = fact.joins[number].source
        scope.sql[column] = lookup_column(number, headers[source].index(name))
        scope.join[column] = number
        scope.decimal[column] = mapping.sources[source].decimal
