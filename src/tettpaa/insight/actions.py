"""The weekly roll-up, made by the system; a night's run brings the week up to date."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User, UserKind
from tettpaa.audit.record import record
from tettpaa.insight import fidelity, rules, sql
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear, monday

_FIGURES = (
    "as_of, pupils, need, nothing_done, said, seen_days, decided_days, contact_days, plan_days, due, in_time"
)
_NEW = ", ".join(f"excluded.{name}" for name in _FIGURES.split(", "))
_ROLL_UP = f"""
with need as materialized ({sql.need()}),
counted as (
  select unit_id, count(*) as need, count(*) filter (where not followed) as nothing_done from need group by unit_id),
placed as (
  select e.unit_id, count(distinct e.person_id) as pupils from pathway_enrolment e where {sql.here("e")}
  group by e.unit_id),
pace as ({fidelity.paces("true")}),
kept as ({fidelity.kept("true")})
insert into insight_unitweek (unit_id, monday, {_FIGURES})
select u.id, %(monday)s, %(today)s, coalesce(p.pupils, 0), coalesce(n.need, 0), coalesce(n.nothing_done, 0),
  coalesce(s.said, 0), case when s.said >= %(fewest)s then s.seen_days end,
  case when s.said >= %(fewest)s then s.decided_days end, case when s.followed >= %(fewest)s then s.contact_days end,
  case when s.followed >= %(fewest)s then s.plan_days end, coalesce(k.due, 0), coalesce(k.in_time, 0)
from organisations_unit u left join placed p on p.unit_id = u.id left join counted n on n.unit_id = u.id
left join pace s on s.unit_id = u.id left join kept k on k.unit_id = u.id
where p.pupils > 0 or n.need > 0 or s.said > 0 or k.due > 0
on conflict (unit_id, monday) do update set ({_FIGURES}) = ({_NEW})
"""


def roll_up(*, by: User) -> int:
    """This week's figures of every unit where there is anybody; returns how many. Repeatable.

    In the system's role. PermissionDenied for anybody else.
    """
    if by.kind != UserKind.SYSTEM:
        raise PermissionDenied(_("Bare systemet regner ut ukestallene."))
    defined, today = rules.need(), clock.today()
    asked = {
        "today": today, "now": clock.now(), "monday": monday(today), "severity": defined.severity,
        "followed": list(defined.followed), "since": SchoolYear.from_date(today).first, "fewest": rules.FEWEST_SAID,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ROLL_UP, asked)
        units = cursor.rowcount
        record(by=by.id, verb="insight.rolled_up", subject=("unit_week", None), units=units)
    return units
