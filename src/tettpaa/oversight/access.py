"""Who may read the log, and what of it; who may ask, answer and look."""

from importlib.resources import files

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.install import definer
from tettpaa.access.queries import topics_of
from tettpaa.access.rows import ME, TODAY, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.accounts.roles import leading
from tettpaa.baton import queries as batons
from tettpaa.oversight.models import Question, Unusual
from tettpaa.oversight.rules import KIND

_LEADING = ", ".join(f"'{role}'" for role in leading())
_LEADS = (
    f"unit_id in (select m.unit_id from accounts_membership m where m.user_id = {ME} and m.first <= {TODAY} "
    f"and (m.last is null or m.last >= {TODAY}) and m.role in ({_LEADING}))"
)
_HOLDS = (
    f"exists (select 1 from baton_baton b where b.subject_kind = '{KIND}' "
    f"and b.subject_id = oversight_question.id and b.closed_at is null and {ME} in (b.holder_id, b.offered_to_id))"
)

HISTORY = {
    "concern": "exists (select 1 from cases_concern c where c.id = audit_event.subject_id)",
    "consent": "exists (select 1 from consent_consent c where c.id = audit_event.subject_id)",
    "disclosure": "exists (select 1 from consent_disclosure c where c.id = audit_event.subject_id)",
    "clarification": "exists (select 1 from cases_clarification c where c.id = audit_event.subject_id)",
    "mapping": "exists (select 1 from cases_mapping c where c.id = audit_event.subject_id)",
    "baton": "exists (select 1 from baton_baton b where b.id = audit_event.subject_id)",
    "measure": "exists (select 1 from measures_measure c where c.id = audit_event.subject_id)",
    "meeting_item": "exists (select 1 from meetings_item c where c.id = audit_event.subject_id)",
    "thread": "exists (select 1 from cases_thread c where c.id = audit_event.subject_id)",
    "plan": "exists (select 1 from cases_plan c where c.id = audit_event.subject_id)",
    "signal": sees("audit_event.person_id", Topic.SIGNALS),
    "emergency": "exists (select 1 from pathway_emergency e where e.id = audit_event.subject_id)",
    "merge": sees("audit_event.person_id", Topic.BASIC),
}
"""By the kind of its subject, who sees an event about a person: the tables' own policies say it for theirs."""
_EVENT = " ".join(f"when '{kind}' then {condition}" for kind, condition in HISTORY.items())

declare(
    Rows(
        "audit.Event",
        select=f"person_id is not null and case subject_kind {_EVENT} else false end",
        insert=f"actor_id = {ME} or {ME} is null",
    ),
    Rows(
        "oversight.Question",
        select=f"{ME} in (asked_by_id, answered_by_id) or {_LEADS} or {_HOLDS}",
        insert=f"asked_by_id = {ME} and {sees('oversight_question.person_id', Topic.BASIC)}",
        update=f"{_LEADS} or {_HOLDS}",
        fixed=Question.FIXED,
    ),
    Rows("oversight.Unusual", select=_LEADS, update=_LEADS, fixed=Unusual.FIXED),
)
definer(
    files("tettpaa.oversight").joinpath("sql/reads.sql").read_text(encoding="utf-8"),
    "oversight_reads(uuid, timestamptz, int)",
)


@permission("read.ask")
def _ask(viewer: User, person: object) -> Decision:
    """The young person, and the guardians while they are entitled."""
    if viewer.kind == UserKind.STAFF:
        return Decision(
            False, _("Det er ungdommen og de foresatte som kan spørre her. Snakk med lederen din.")
        )
    if not topics_of(person, viewer=viewer):
        return Decision(False, _("Du har ikke innsyn i dette lenger."))
    return Decision(True, _("fordi det gjelder deg selv, eller et barn du er foresatt for"))


@permission("read.answer")
def _answer(viewer: User, question: Question) -> Decision:
    """Who has the baton."""
    baton = batons.of((KIND, question.id), viewer=viewer)
    if question.answered_at or baton is None:
        return Decision(False, _("Spørsmålet er besvart."))
    if baton.holder_id != viewer.id:
        return Decision(False, _("Det er %(name)s som skal svare.") % {"name": baton.holder.name})
    return Decision(True, _("fordi du har ansvaret nå"))


@permission("unusual.look")
def _look(viewer: User, _subject: object = None) -> Decision:
    """Who leads a unit."""
    if current_memberships().filter(user=viewer, role__in=leading()).exists():
        return Decision(True, _("fordi du leder enheten"))
    return Decision(False, _("Uvanlig innsyn vises for den som leder enheten."))
