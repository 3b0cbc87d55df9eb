"""Who reads and writes letters.

The one of the family who has the thread; of the staff who sees concerns of the young person by what they are or by
consent, or who has to answer. A guardian doesn't read the young person's, nor they a guardian's; nor does who is family
read them at work.
"""

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.queries import shows, topics_of
from tettpaa.access.rows import ME, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.baton import queries as batons
from tettpaa.cases.letters.models import Thread
from tettpaa.pathway.access import family
from tettpaa.pathway.models import YoungPerson

KIND = "thread"
NOT_BY = ("baton", "emergency", "guardian", "self")
"""Grounds that give no sight of what a family writes."""

_GROUNDS = ", ".join(f"'{one}'" for one in NOT_BY)
_BASIC = sees("cases_thread.person_id", Topic.BASIC)
_OURS = f"family_id = {ME} and {_BASIC}"
_FOLLOWS = (
    f"{sees('cases_thread.person_id', Topic.CONCERNS, also=f'a.ground not in ({_GROUNDS})')} "
    f"and not {family('cases_thread.person_id')}"
)
_WORKS = f"({_FOLLOWS}) or cases_thread.id in (select baton_mine('{KIND}'))"
_OF_THEM = (
    "(exists (select 1 from accounts_user u where u.id = cases_thread.family_id "
    "and u.person_id = cases_thread.person_id))"
)
_SEEN = (
    "exists (select 1 from cases_thread t where t.id = cases_letter.thread_id "
    "and t.person_id = cases_letter.person_id)"
)

declare(
    Rows(
        "cases.Thread",
        select=f"({_OURS}) or {_WORKS}",
        insert=f"opened_by_id = {ME} and (({_OURS}) or ({_FOLLOWS}) and {_OF_THEM})",
        update=f"({_OURS}) or {_WORKS}",
        fixed=Thread.FIXED,
    ),
    Rows("cases.Letter", select=_SEEN, insert=f"by_id = {ME} and {_SEEN}"),
)


@permission("letter.begin")
def may_begin(viewer: User, person: object) -> Decision:
    """The young person and the guardians; of the staff, who sees concerns by what they are."""
    if viewer.kind != "staff" and topics_of(person, viewer=viewer):
        return Decision(True, _("Det gjelder deg selv, eller et barn du er foresatt for."))
    seen = YoungPerson.objects.filter(shows(Topic.CONCERNS, "id", viewer=viewer, besides=NOT_BY), id=person)
    if viewer.kind == "staff" and seen.exists():
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Meldinger skrives av ungdommen, foresatte og dem som følger opp."))


@permission("letter.read")
def may_read(viewer: User, thread: Thread) -> Decision:
    """The database has already decided: what the viewer can load, they may read."""
    if Thread.objects.filter(id=thread.id).exists():
        return Decision(True, _("Du er med i samtalen."))
    return Decision(False, _("Du er ikke med i samtalen."))


@permission("letter.write")
def may_write(viewer: User, thread: Thread) -> Decision:
    """The one of the family; of the staff, who has to answer."""
    if viewer.id == thread.family_id:
        return may_read(viewer, thread)
    baton = batons.of((KIND, thread.id), viewer=viewer)
    if baton is None:
        return Decision(False, _("Ingen venter på svar her. Skriv en ny melding."))
    if baton.holder_id != viewer.id:
        return Decision(False, _("Det er %(name)s som skal svare.") % {"name": baton.holder.name})
    return Decision(True, _("Du skal svare."))
