"""From field expressions to DuckDB SQL, each with the checks that tell in words why a value failed.

Three stages over one batch: the raw text of each field, its value, the checks. A raw text is null when it
is missing; a value is null when it is missing or could not be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tettpaa.facts.fields import EARLIEST, LATEST, Expression, Literal
from tettpaa.facts.keys import framed_sql
from tettpaa.facts.schema import Field

# A date may carry a time, which is cut off: the day as the source wrote it.
MACROS = f"""
CREATE MACRO number_of(t) AS
  CASE WHEN isfinite(TRY_CAST(t AS DOUBLE)) AND NOT contains(t, '_') THEN TRY_CAST(t AS DOUBLE) END;
CREATE MACRO number_with_comma(t) AS number_of(CASE WHEN NOT contains(t, '.') THEN replace(t, ',', '.') END);
CREATE MACRO whole(n) AS CASE WHEN n = trunc(n) AND abs(n) < 2147483648 THEN CAST(n AS INTEGER) END;
CREATE MACRO plausible(d) AS
  CASE WHEN d BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}' THEN d END;
CREATE MACRO iso_date(t) AS plausible(
  CASE WHEN regexp_full_match(t, '\\d{{4}}-\\d\\d-\\d\\d([T ].*)?') THEN TRY_CAST(left(t, 10) AS DATE) END);
CREATE MACRO formatted_date(t, f) AS plausible(CAST(try_strptime(t, f) AS DATE));
CREATE MACRO later(d, n) AS plausible(CASE WHEN abs(n) < 100000 THEN d + n END);
"""


@dataclass(frozen=True)
class Check:
    """A row fails it where ``condition`` (SQL over the aliases) holds; ``reason`` is about ``field``."""

    field: str
    condition: str
    reason: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """SQL of one field: ``raws`` and ``values`` by alias, and what can be wrong with it.

    ``value`` is the alias that holds the field's value; ``absent`` is SQL that is true where a part of it
    is missing.
    """

    raws: dict[str, str]
    values: dict[str, str]
    value: str
    absent: str
    checks: tuple[Check, ...]


def quoted(value: Literal) -> str:
    """The SQL literal."""
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"CAST({value!r} AS {'INTEGER' if isinstance(value, int) else 'DOUBLE'})"


def without(sql: str, missing: Iterable[str]) -> str:
    """The text with blanks around it cut off; null where it is one of the texts for 'missing'."""
    tokens = list(dict.fromkeys(token.strip(" ") for token in missing))
    if not tokens:
        return f"trim({sql})"
    if len(tokens) == 1:
        return f"nullif(trim({sql}), {quoted(tokens[0])})"
    return f"CASE WHEN trim({sql}) NOT IN ({', '.join(map(quoted, tokens))}) THEN trim({sql}) END"


def compile_field(
    field: Field, expression: Expression, scope: dict[str, str], decimal: dict[str, str]
) -> Compiled:
    """SQL for a field; ``scope`` gives the SQL of each column, ``decimal`` its decimal sign."""
    if field.type == "uuid":
        return _person(field, expression, scope)
    if not expression.days_after:
        return _plain(field.name, field, expression, scope, decimal)
    days = Field("days", "integer", "")
    count = _plain(f"{field.name}_days", days, expression, scope, decimal)
    base = _plain(f"{field.name}_base", field, expression.days_after, scope, decimal)
    if expression.days_after.days_after:
        base = compile_field(
            Field(f"{field.name}_base", "date", field.doc), expression.days_after, scope, decimal
        )
    name = f"v_{field.name}"
    too_far = Check(
        field.name,
        f"{name} IS NULL AND {count.value} IS NOT NULL AND {base.value} IS NOT NULL",
        f"'{field.name}' falls outside {EARLIEST.year}-{LATEST.year}",
        expression.all_columns,
    )
    # A value may not name another of its own SELECT, so the two parts are spelt out.
    both = f"later({base.values[base.value]}, {count.values[count.value]})"
    return Compiled(
        count.raws | base.raws,
        count.values | base.values | {name: both},
        name,
        f"({count.absent} OR {base.absent})",
        (*count.checks, *base.checks, too_far),
    )


def _person(field: Field, expression: Expression, scope: dict[str, str]) -> Compiled:
    parts = [without(scope[column], expression.missing) for column in expression.columns]
    raw = f"r_{field.name}"
    return Compiled(
        {raw: framed_sql(parts)}, {f"v_{field.name}": raw}, f"v_{field.name}", f"{raw} IS NULL", ()
    )


def _plain(
    name: str, field: Field, expression: Expression, scope: dict[str, str], decimal: dict[str, str]
) -> Compiled:
    raw, value = f"r_{name}", f"v_{name}"
    if expression.constant is not None:
        return Compiled({}, {value: quoted(expression.constant)}, value, "false", ())
    parts = [scope[column] for column in expression.columns]
    if expression.missing:
        parts = [without(part, expression.missing) for part in parts]
    text = f" || {quoted(expression.separator)} || ".join(parts)
    comma = any(decimal[column] == "," for column in expression.columns)
    sql, reason = _convert(raw, field, expression, comma)
    checks = [_check(f"{raw} IS NOT NULL AND {value} IS NULL", name, reason, expression)] if reason else []
    if field.codes and not expression.codes:
        listed = ", ".join(map(quoted, field.codes))
        reason = f"is not one of {', '.join(field.codes)}"
        checks.append(_check(f"{value} NOT IN ({listed})", name, reason, expression))
    if field.lowest is not None:
        checks.append(_check(f"{value} < {field.lowest}", name, field.refusal, expression))
    if field.numbers:
        listed = ", ".join(map(str, field.numbers))
        checks.append(_check(f"{value} NOT IN ({listed})", name, field.refusal, expression))
    return Compiled({raw: text}, {value: sql}, value, f"{raw} IS NULL", tuple(checks))


def _check(condition: str, name: str, reason: str, expression: Expression) -> Check:
    shown = name.removesuffix("_days").removesuffix("_base")
    return Check(shown, condition, f"'{shown}' {reason}", expression.columns)


def _convert(raw: str, field: Field, expression: Expression, comma: bool) -> tuple[str, str]:
    """SQL that turns the raw text into a value, and why that may fail (empty: it cannot)."""
    if expression.codes:
        name, pairs = expression.codes
        cases = " ".join(f"WHEN {quoted(code.strip(' '))} THEN {quoted(to)}" for code, to in pairs)
        # Missing stays missing: the default is for values that the list lacks.
        other = (
            f" ELSE CASE WHEN {raw} IS NOT NULL THEN {quoted(expression.otherwise)} END"
            if expression.otherwise is not None
            else ""
        )
        return _scaled(f"CASE {raw} {cases}{other} END", expression), f"has a code that list '{name}' lacks"
    if field.type == "date":
        if not expression.formats:
            return f"iso_date({raw})", f"is not a date as in 2024-08-19, years {EARLIEST.year}-{LATEST.year}"
        formats = f"[{', '.join(map(quoted, expression.formats))}]"
        shown = " or ".join(expression.formats)
        return (
            f"formatted_date({raw}, {formats})",
            f"is not a date in the form {shown}, years {EARLIEST.year}-{LATEST.year}",
        )
    if field.type in ("number", "integer"):
        number = f"number_with_comma({raw})" if comma else f"number_of({raw})"
        sign = "comma" if comma else "point"
        if field.type == "integer":
            return f"whole({number})", "is not a whole number"
        return _scaled(number, expression), f"is not a number with decimal {sign}"
    return raw, ""


def _scaled(sql: str, expression: Expression) -> str:
    """Multiplied into the field's unit; nine decimals, so that 0.1 hours are 6 minutes and no more."""
    return sql if expression.factor == 1 else f"round({sql} * {quoted(float(expression.factor))}, 9)"


def quoted_cases(subject: str, results: dict[int, str]) -> str:
    """SQL that picks one of several expressions by number."""
    return f"CASE {subject} {' '.join(f'WHEN {n} THEN {sql}' for n, sql in results.items())} END"
