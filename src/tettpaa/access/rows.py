"""What each room declares: who may see and change rows of its tables, and grounds for seeing a person.

A table that nobody declared has no rights at all. ``install`` makes the database be as declared.
"""

from dataclasses import dataclass

from tettpaa.access.topics import Topic

ME = "(select app_uid())"
ENTERING = "(select app_entering())"
"""Who is half logged in; see ``acting.enter_as``."""
TODAY = "(select app_today())"
NOW = "(select app_now())"
TABLE = "{table}"
"""Stands for the table in a condition; ``install`` puts its name there."""


@dataclass(frozen=True)
class Rows:
    """Rights over one model's table: SQL conditions for the app role; None means that it may not.

    ``open`` models hold no personal data and need no row-level security. ``loader``: bulk loading may write.
    ``fixed`` are columns that the app may not update, so that nobody widens their own sight by them.
    """

    model: str
    select: str | None = None
    insert: str | None = None
    update: str | None = None
    delete: str | None = None
    loader: bool = False
    open: bool = False
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """Why somebody may see a young person.

    ``sql`` selects (user_id, person_id, source_id, topics, first, last), and if it is ``timed`` also ``until``, the
    moment at which it ends; ``said`` is read by the one who asks why, in bokmål, as a message id ("fordi du
    er …").
    """

    name: str
    sql: str
    said: str
    timed: bool = False


@dataclass(frozen=True)
class Veil:
    """Topics taken from everybody who has a ground, but for some.

    ``persons`` selects (person_id, level) of the few it is about; ``hidden`` is SQL for the bits taken, on the
    ground's row ``w`` and on ``v.level``.
    """

    name: str
    persons: str
    hidden: str


_rows: dict[str, Rows] = {}
_grounds: dict[str, Ground] = {}
_veils: dict[str, Veil] = {}


def declare(*declared: Rows | Ground | Veil) -> None:
    """Called at import by each room's ``access.py``. ValueError if a model or ground is declared twice."""
    for one in declared:
        table: dict = _rows if isinstance(one, Rows) else _grounds if isinstance(one, Ground) else _veils
        name = one.model if isinstance(one, Rows) else one.name
        if table.get(name, one) != one:
            raise ValueError(f"{name} is declared twice")
        table[name] = one


def declared_rows() -> list[Rows]:
    return [_rows[name] for name in sorted(_rows)]


def declared_grounds() -> list[Ground]:
    return [_grounds[name] for name in sorted(_grounds)]


def declared_veils() -> list[Veil]:
    return [_veils[name] for name in sorted(_veils)]


def holds(alias: str = "a") -> str:
    """SQL: the access row holds now."""
    return (
        f"{alias}.first <= {TODAY} and ({alias}.last is null or {alias}.last >= {TODAY}) "
        f"and ({alias}.until is null or {alias}.until > {NOW})"
    )


def sees(person: str, topic: Topic | str, *, also: str = "true") -> str:
    """SQL: the user has an access row today to the person in that column, for that topic (or the bits of an SQL
    expression); ``also`` is a further condition on the row (``a``).

    A column without a table is the table's that the condition stands on: inside the subquery a bare
    ``person_id`` would be the access row's own, and let everybody see everything.
    """
    column = person if "." in person else f"{TABLE}.{person}"
    return (
        f"exists (select 1 from access_accessrow a where a.user_id = {ME} and a.person_id = {column} "
        f"and a.topics & {topic if isinstance(topic, str) else int(topic)} <> 0 and ({also}) "
        f"and {holds()})"
    )
