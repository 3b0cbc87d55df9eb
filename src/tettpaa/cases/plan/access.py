"""Who sees a plan, and who may do what with it and its measures.

- the plan, its goals and agreements: who follows the young person up (``measures.access.follows``). Whoever only has
  one measure sees that measure, not the plan. The family, as far as it has been shown to them.
- goals: staff who see the plan, and the young person, who alone changes what they wrote themselves.
"""

import uuid

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.rows import ME, Rows, declare
from tettpaa.accounts.models import User
from tettpaa.cases.plan.models import Plan
from tettpaa.measures.access import KIND as MEASURE
from tettpaa.measures.access import follows, follows_up, shown_to_me

KIND = "plan"

_CONCERNS = follows("cases_plan.person_id")


def _seen(table: str) -> str:
    return f"exists (select 1 from cases_plan p where p.id = {table}.plan_id)"


declare(
    Rows(
        "cases.Plan",
        select=f"({_CONCERNS}) or {shown_to_me('cases_plan')}",
        insert=f"opened_by_id = {ME} and {_CONCERNS}",
        update=_CONCERNS,
        fixed=Plan.FIXED,
    ),
    Rows("cases.Goal", select=_seen("cases_goal"), insert=f"by_id = {ME} and {_seen('cases_goal')}"),
    Rows(
        "cases.Agreement",
        select=_seen("cases_agreement"),
        insert=f"by_id = {ME} and {_seen('cases_agreement')}",
    ),
)


@permission("plan.open")
def may_open(viewer: User, person: uuid.UUID) -> Decision:
    if viewer.kind == "staff" and follows_up(person):
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Planen begynner hos dem som følger opp ungdommen."))


@permission("plan.read")
def may_read(viewer: User, plan: Plan) -> Decision:
    """The database has already decided: what the viewer can load, they may read."""
    if Plan.objects.filter(id=plan.id).exists():
        return Decision(True, _("Du følger opp ungdommen, eller planen er din."))
    return Decision(False, _("Du har ikke tilgang til planen."))


@permission("plan.write")
def may_write(viewer: User, plan: Plan) -> Decision:
    return may_read(viewer, plan)


@permission("plan.agree")
def may_agree(viewer: User, plan: Plan) -> Decision:
    return may_read(viewer, plan)


@permission("plan.show")
def may_show(viewer: User, plan: Plan) -> Decision:
    if viewer.kind != "staff":
        return Decision(False, _("Den som følger deg opp, bestemmer når planen vises."))
    return may_read(viewer, plan)


@permission(f"{MEASURE}.add")
def may_add(viewer: User, plan: Plan) -> Decision:
    if viewer.kind != "staff":
        return Decision(
            False, _("Tiltak legges inn av dem som følger deg opp. Skriv ønsket ditt som et mål.")
        )
    return may_read(viewer, plan)
