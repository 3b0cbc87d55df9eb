"""Units, closures and groups of the register."""

import uuid

from tettpaa.intake.sheet import Sheet, Unusable, fits, known, needed, one_of, span
from tettpaa.intake.tables import upsert
from tettpaa.organisations.models import Group, GroupKind, Unit, UnitKind

ID = {"id": "gen_random_uuid()"}


def counted(read: int, done: tuple[int, int]) -> dict[str, int]:
    return {"read": read, "added": done[0], "changed": done[1]}


def unit_ids() -> dict[str, uuid.UUID]:
    """Units by organisation number."""
    return dict(Unit.objects.exclude(number=None).values_list("number", "id"))


def group_ids() -> dict[str, uuid.UUID]:
    """Groups by the register's id."""
    return dict(Group.objects.values_list("external_id", "id"))


def units(sheet: Sheet) -> dict[str, int]:
    columns = ("number", "kind", "name", "municipality", "stages", "phone")
    named = {row["number"] for _, row in sheet.rows} | unit_ids().keys()

    def read(row: dict[str, str]) -> dict[str, str]:
        needed(row, "number", "name")
        if not (len(row["number"]) == 9 and row["number"].isascii() and row["number"].isdigit()):
            raise Unusable("number", "is no organisation number of nine digits")
        one_of(row, "kind", UnitKind.values)
        fits(row, name=200, municipality=4, stages=10, phone=20)
        for column in ("parent", "controller"):
            known(row, column, dict.fromkeys(named), "unit")
        return row

    good = sheet.each(read)
    done = upsert(
        "organisations_unit", columns[:1], columns[1:], [[row[c] for c in columns] for row in good], ID
    )
    ids = unit_ids()
    above = upsert(
        "organisations_unit",
        ("number",),
        ("parent_id", "controller_id"),
        [(r["number"], ids.get(r["parent"]), ids.get(r["controller"])) for r in good],
    )
    return counted(len(sheet.rows), (done[0], max(done[1], above[1] - done[0])))


def closures(sheet: Sheet) -> dict[str, int]:
    ids = unit_ids()

    def read(row: dict[str, str]) -> tuple:
        needed(row, "unit", "name", "until")
        fits(row, name=100)
        first, last = span(row)
        return known(row, "unit", ids, "unit"), first, last, row["name"]

    return counted(
        len(sheet.rows),
        upsert("organisations_closure", ("unit_id", "first"), ("last", "name"), sheet.each(read)),
    )


def groups(sheet: Sheet) -> dict[str, int]:
    ids = unit_ids()

    def read(row: dict[str, str]) -> tuple:
        needed(row, "id", "school", "code", "level", "school_year")
        fits(row, id=60, code=20, level=20, programme=20)
        one_of(row, "kind", GroupKind.values)
        if not (
            row["school_year"].isascii() and row["school_year"].isdigit() and len(row["school_year"]) == 4
        ):
            raise Unusable("school_year", "is no year of four digits")
        school = known(row, "school", ids, "unit")
        year = int(row["school_year"])
        return row["id"], school, row["code"], row["kind"], row["level"].lower(), row["programme"], year

    columns = ("school_id", "code", "kind", "level", "programme", "school_year")
    return counted(
        len(sheet.rows), upsert("organisations_group", ("external_id",), columns, sheet.each(read), ID)
    )
