"""Who sees a clarification talk, and who holds it.

Who sees concerns of the young person by what they are, and who has its baton. When it has been held, the young person
and the guardians read what was written: they were there.
"""

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.queries import topics_of
from tettpaa.access.rows import ME, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.baton import queries as batons
from tettpaa.cases.clarification.models import Clarification
from tettpaa.pathway.access import family

KIND = "clarification"

_CONCERNS = sees("cases_clarification.person_id", Topic.CONCERNS, also="a.ground <> 'baton'")
_WORKS = f"({_CONCERNS}) or cases_clarification.id in (select baton_mine('{KIND}'))"
_FAMILY = (
    f"state = 'decided' and {family('cases_clarification.person_id')} "
    f"and {sees('cases_clarification.person_id', Topic.BASIC)}"
)

declare(
    Rows(
        "cases.Clarification",
        select=f"{_WORKS} or ({_FAMILY})",
        insert=f"opened_by_id = {ME} and {sees('cases_clarification.person_id', Topic.CONCERNS)}",
        update=_WORKS,
        fixed=Clarification.FIXED,
    ),
)


@permission("clarification.open")
def may_open(viewer: User, person: object) -> Decision:
    """Staff who see concerns of the young person, also because they have one of them."""
    if viewer.kind == "staff" and topics_of(person, viewer=viewer) & Topic.CONCERNS:
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Samtalen avtales av dem som følger opp ungdommen."))


@permission("clarification.read")
def may_read(viewer: User, talk: Clarification) -> Decision:
    """The database has already decided: what the viewer can load, they may read."""
    if Clarification.objects.filter(id=talk.id).exists():
        return Decision(True, _("Du følger opp ungdommen, eller samtalen gjelder deg eller barnet ditt."))
    return Decision(False, _("Du har ikke tilgang til samtalen."))


@permission("clarification.write")
def may_write(viewer: User, talk: Clarification) -> Decision:
    """Who has the responsibility now."""
    if talk.state != Clarification.State.OPEN:
        return Decision(False, _("Samtalen er holdt. Det som står der, endres ikke mer."))
    baton = batons.of((KIND, talk.id), viewer=viewer)
    if baton is not None and baton.holder_id == viewer.id:
        return Decision(True, _("Du har den."))
    if baton is not None:
        return Decision(False, _("Det er %(name)s som har den.") % {"name": baton.holder.name})
    return Decision(False, _("Det er den som har ansvaret, som skriver dette."))
