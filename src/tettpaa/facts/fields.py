"""How one field of a fact is made: the part of the mapping to the right of the field's name."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tettpaa.facts.schema import Field, Type
from tettpaa.kit.tomlfile import did_you_mean
from tettpaa.kit.tomlnode import Node

Literal = str | float | int | date
CodeTable = dict[str, Any]

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
UNITS = {"minutes": 1, "hours": 60, "lessons": None, "days": None}  # None: told by minutes_each
_ALWAYS = ("column", "columns", "separator", "constant", "codes", "otherwise", "missing")
_KEYS: dict[Type, tuple[str, ...]] = {
    "uuid": ("column", "columns", "missing"),
    "text": _ALWAYS,
    "date": (*_ALWAYS, "format", "days_after"),
    "number": (*_ALWAYS, "scale"),
    "integer": _ALWAYS,
}
_DIRECTIVES = set("YymdjbBGVuUWwaAHIMSfpT%")
_DAYS = Field("days", "integer", "days after another date")


@dataclass(frozen=True)
class Expression:
    """A value out of columns (joined by ``separator`` when several) or a constant.

    ``codes`` is the list's name and its pairs (source value, field value); ``factor`` turns the source's
    unit into the field's; with ``days_after`` the value is a number of days to add to that date.
    """

    columns: tuple[str, ...] = ()
    separator: str = " "
    constant: Literal | None = None
    codes: tuple[str, tuple[tuple[str, Literal], ...]] | None = None
    otherwise: Literal | None = None
    missing: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    unit: str | None = None
    factor: float = 1.0
    days_after: "Expression | None" = None

    @property
    def all_columns(self) -> tuple[str, ...]:
        return self.columns + (self.days_after.all_columns if self.days_after else ())


def parse_field(node: Node, field: Field, codes: dict[str, CodeTable]) -> Expression:
    """The expression that the mapping's table gives for that field."""
    value = node.values[field.name]
    return _parse(node, field.name, value, field, codes)


def _parse(node: Node, key: str, value: Any, field: Field, codes: dict[str, CodeTable]) -> Expression:
    if isinstance(value, str) and value:
        return Expression(columns=(value,))
    if isinstance(value, list) and field.type == "uuid":
        columns = node.words(key)
        if not columns or "" in columns:
            raise node.error("must name columns", 'write ["school", "pupil_no"]', key)
        return Expression(columns=columns)
    if not isinstance(value, dict):
        raise node.error(
            "must be a column's name or a table",
            f'write {key} = "COLUMN", or {key} = {{ constant = … }}',
            key,
        )
    return _parse_table(node.table(key), field, codes)


def _parse_table(node: Node, field: Field, codes: dict[str, CodeTable]) -> Expression:
    extra = ("unit", "minutes_each") if field.name == "minutes" else ()
    node.only((*_KEYS[field.type], *extra), f"'{field.name}' ({field.type})")
    given = [key for key in ("column", "columns", "constant") if key in node.values]
    if len(given) != 1:
        raise node.error("needs one of column, columns, constant", 'write { column = "COLUMN" }')
    columns = (node.word("column"),) if given == ["column"] else node.words("columns")
    if given == ["columns"] and (not columns or "" in columns):
        raise node.error("must name columns", 'write columns = ["year", "week"]', "columns")
    if given == ["constant"]:
        for key in set(node.values) - {"constant", "days_after"}:
            raise node.error(f"a constant takes no '{key}'", "give the constant as it shall stand", key)
    later = "days_after" in node.values
    kind = _DAYS if later else field
    if later and "format" in node.values:
        raise node.error("a number of days has no format", "put format inside days_after", "format")
    table = _codes(node, kind, codes)
    if "otherwise" in node.values and not table:
        raise node.error("needs codes", 'add codes = "LIST"', "otherwise")
    separator = node.values.get("separator", " ")
    if not isinstance(separator, str):
        raise node.error("must be a text", 'write separator = "-"', "separator")
    unit, factor = _factor(node)
    after = _parse(node, "days_after", node.values["days_after"], field, codes) if later else None
    return Expression(
        columns=columns,
        separator=separator,
        constant=literal(node, node.values["constant"], kind, "constant") if not columns else None,
        codes=table,
        otherwise=literal(node, node.values["otherwise"], kind, "otherwise")
        if "otherwise" in node.values
        else None,
        missing=node.words("missing"),
        formats=_formats(node),
        unit=unit,
        factor=factor,
        days_after=after,
    )


def literal(node: Node, value: Any, field: Field, *keys: str) -> Literal:
    """A constant of the mapping as a value of that field; InputError if it can't be one."""
    where = f"a value of '{field.name}'"
    if field.type == "date":
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                raise node.error("is no day of the calendar", "write 2024-08-19", *keys) from None
        if not isinstance(value, date) or isinstance(value, datetime) or not EARLIEST <= value <= LATEST:
            raise node.error(f"{where} must be a date", "write 2024-08-19", *keys)
        return value
    if field.type in ("number", "integer"):
        return _number(node, value, field, where, *keys)
    if not isinstance(value, str) or not value:
        raise node.error(f"{where} must be a text that is not empty", 'write it in quotes: "…"', *keys)
    if field.codes and value not in field.codes:
        raise node.error(f"'{value}' is not {where}", did_you_mean(value, field.codes), *keys)
    return value


def _number(node: Node, value: Any, field: Field, where: str, *keys: str) -> float | int:
    whole = field.type == "integer"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise node.error(f"{where} must be a {'whole ' * whole}number", "write it without quotes", *keys)
    if abs(value) > (2**31 - 1 if whole else 1e300) or not math.isfinite(value):
        raise node.error("is too large", "write a number that can be right", *keys)
    if not field.allows(value):
        raise node.error(f"{where} {field.refusal}", "leave out what is not known", *keys)
    return value if whole else float(value)


def _codes(
    node: Node, field: Field, codes: dict[str, CodeTable]
) -> tuple[str, tuple[tuple[str, Literal], ...]] | None:
    if "codes" not in node.values:
        return None
    name = node.word("codes")
    if name not in codes:
        raise node.error(f"there is no code list '{name}'", did_you_mean(name, codes), "codes")
    listed = Node(node.file, node.text, ("codes", name), codes[name])
    if not listed.values:
        raise listed.error("is empty", 'add lines such as U = "undocumented"')
    return name, tuple((code, literal(listed, to, field, code)) for code, to in listed.values.items())


def _formats(node: Node) -> tuple[str, ...]:
    formats = node.words("format")
    for text in formats:
        found = re.findall(r"%-?(.?)", text)
        if not set(found) <= _DIRECTIVES or not set(found) & set("YyG"):
            raise node.error(
                f"'{text}' is no date format with a year",
                "write for example %d.%m.%Y, %Y%m%d or %G-%V (year and week)",
                "format",
            )
    if "format" in node.values and not formats:
        raise node.error("is empty", "write for example %d.%m.%Y", "format")
    return formats


def _factor(node: Node) -> tuple[str | None, float]:
    """The unit, and what a number in it is multiplied by."""
    factor = 1.0
    for key in ("scale", "minutes_each"):
        value = node.values.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < abs(value) < 1e9:
            raise node.error("must be a number, not 0", f"write {key} = 45", key)
        if key == "minutes_each" and value < 0:
            raise node.error("must be above 0", f"write {key} = 45", key)
        factor *= value
    unit = node.word("unit") if "unit" in node.values else None
    if unit is not None and unit not in UNITS:
        raise node.error(f"'{unit}' is no unit", did_you_mean(unit, UNITS), "unit")
    told = unit is not None and UNITS[unit] is None
    if told != ("minutes_each" in node.values):
        raise node.error(
            "lessons and days need minutes_each, and nothing else takes it",
            'write { column = "…", unit = "lessons", minutes_each = 45 }',
            "unit",
        )
    return unit, factor * ((UNITS[unit] if unit else 1) or 1)
