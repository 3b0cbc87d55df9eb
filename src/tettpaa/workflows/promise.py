"""The check of the promise: does everything that is open have one holder and one deadline?"""

from dataclasses import asdict, dataclass

from django.db import connection

from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM

_BATONS = """
select count(*),
  count(*) filter (where not baton_rests(holder_id, unit_id)),
  count(*) filter (where due is null),
  count(*) filter (where due < app_today()),
  count(*) - count(distinct (subject_kind, subject_id))
from baton_baton where closed_at is null
"""
_KINDS = "select substr(proname, 12) from pg_proc where proname like 'baton\\_open\\_%' order by proname"


@dataclass(frozen=True)
class Promise:
    """How many. ``without_baton``: open subjects that nobody answers for; ``without_subject``: batons of
    nothing that is open.
    """

    open: int
    without_holder: int
    without_deadline: int
    overdue: int
    doubled: int
    without_baton: int
    without_subject: int

    @property
    def kept(self) -> bool:
        """Being late is no breach: it climbs. Anything else but 0 is."""
        counts = asdict(self)
        return not any(counts[name] for name in counts if name not in ("open", "overdue"))

    def as_dict(self) -> dict[str, int | bool]:
        """For ``--json``."""
        return {**asdict(self), "kept": self.kept}


def check() -> Promise:
    """Counts over the whole database, as the system."""
    with acting_as(SYSTEM, "tettpaa_system"), connection.cursor() as cursor:
        cursor.execute(_BATONS)
        batons = cursor.fetchone()
        cursor.execute(_KINDS)
        kinds = [row[0] for row in cursor.fetchall()]
        lacking = [_disagreeing(cursor, kind) for kind in kinds]
    return Promise(*batons, sum(pair[0] for pair in lacking), sum(pair[1] for pair in lacking))


def _disagreeing(cursor: object, kind: str) -> tuple[int, int]:
    """Open subjects of the kind without a baton, and open batons of the kind without a subject."""
    function = connection.ops.quote_name(f"baton_open_{kind}")
    held = "select subject_id from baton_baton where closed_at is null and subject_kind = %s"
    cursor.execute(  # type: ignore[attr-defined]
        f"select (select count(*) from {function}() o where o not in ({held})), "
        f"(select count(*) from ({held}) b where subject_id not in (select o from {function}() o))",
        [kind, kind],
    )
    return cursor.fetchone()  # type: ignore[attr-defined]
