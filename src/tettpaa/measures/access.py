"""Who sees a measure and what is said of it, and who may add to the catalogue.

- a measure: who follows the young person up, that is sees concerns of them by what they are, or has a concern about
  them; who has its baton, that one only, and no longer than they have it; the family, as far as it is shown to them.
- evaluations and remarks: who sees the measure.
- what a unit has added to the catalogue: whoever is logged in; added by those who lead or counsel there.
"""

import uuid

from django.db import connection
from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.permissions import sql_roles
from tettpaa.access.rows import ME, TODAY, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.measures.models import Measure
from tettpaa.measures.states import State
from tettpaa.pathway.access import family

KIND = "measure"

_NOT_BY_A_MEASURE = (
    "a.ground <> 'baton' or a.source_id in (select b.id from baton_baton b "
    f"where b.subject_kind = 'concern' and b.holder_id = {ME} and b.closed_at is null)"
)


def follows(person: str) -> str:
    """SQL: the user follows up the one in that column."""
    return sees(person, Topic.CONCERNS, also=_NOT_BY_A_MEASURE)


def shown_to_me(table: str) -> str:
    """SQL: what its ``shown`` says is for the user, as the young person, or a guardian while the law lets them see."""
    me = f"{table}.person_id = (select u.person_id from accounts_user u where u.id = {ME})"
    home = f"{table}.shown = 'family' and {family(f'{table}.person_id')} and {sees(f'{table}.person_id', Topic.BASIC)}"
    return f"({table}.shown <> '' and {me}) or ({home})"


_CONCERNS = follows("measures_measure.person_id")
_HOLDS = f"measures_measure.id in (select baton_mine('{KIND}'))"
_WORKS = f"({_CONCERNS}) or {_HOLDS}"
_ADDS = (
    f"exists (select 1 from accounts_membership m where m.user_id = {ME} and m.unit_id = measures_ownmeasure.unit_id "
    f"and m.role in ({sql_roles('measure.catalogue_add')}) and m.first <= {TODAY} "
    f"and (m.last is null or m.last >= {TODAY}))"
)


def _seen(table: str, also: str = "true") -> str:
    return f"exists (select 1 from measures_measure m where m.id = {table}.measure_id and {also})"


declare(
    Rows(
        "measures.Measure",
        select=f"({_WORKS}) or {shown_to_me('measures_measure')}",
        insert=f"added_by_id = {ME} and {_CONCERNS}",
        update=_WORKS,
        fixed=Measure.FIXED,
    ),
    Rows(
        "measures.Evaluation",
        select=_seen("measures_evaluation"),
        insert=f"by_id = {ME} and {_seen('measures_evaluation')}",
    ),
    Rows(
        "measures.Remark",
        select=_seen("measures_remark"),
        insert=f"by_id = {ME} and {_seen('measures_remark')}",
    ),
    Rows("measures.OwnMeasure", select=f"{ME} is not null", insert=f"by_id = {ME} and {_ADDS}"),
)


def follows_up(person: uuid.UUID) -> bool:
    """Whether the one who acts follows the young person up, as the tables' policies ask it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select 1 from (values (%s::uuid)) p(person_id) where {follows('p.person_id')})",
            [person],
        )
        return bool(cursor.fetchone()[0])


def holds(measure: Measure) -> bool:
    """Whether the one who acts has its baton now."""
    with connection.cursor() as cursor:
        cursor.execute("select %s in (select baton_mine(%s))", [measure.id, KIND])
        return bool(cursor.fetchone()[0])


@permission("measure.read")
def may_read(viewer: User, measure: Measure) -> Decision:
    """The database has already decided: what the viewer can load, they may read."""
    if Measure.objects.filter(id=measure.id).exists():
        return Decision(True, _("Du er med på tiltaket, eller følger opp ungdommen."))
    return Decision(False, _("Du har ikke tilgang til tiltaket."))


@permission("measure.remark")
def may_remark(viewer: User, measure: Measure) -> Decision:
    """Who sees a measure may say something of it, also when it has ended."""
    return may_read(viewer, measure)


@permission("measure.evaluate")
def may_evaluate(viewer: User, measure: Measure) -> Decision:
    if measure.state != State.OPEN:
        return Decision(False, _("Tiltaket er evaluert. Det som står der, endres ikke mer."))
    if holds(measure):
        return Decision(True, _("Du har ansvaret for tiltaket."))
    return Decision(False, _("Den som har ansvaret for tiltaket, evaluerer det."))


@permission("measure.catalogue")
def may_look(viewer: User, _subject: object = None) -> Decision:
    """There is nothing personal in it."""
    if viewer.kind == "staff":
        return Decision(True, _("Alle ansatte kan lese tiltakskatalogen."))
    return Decision(False, _("Denne siden er for ansatte."))


@permission("measure.catalogue_add")
def may_add_own(viewer: User, _subject: object = None) -> Decision:
    refusal = _("Tiltak i katalogen legges til av rådgivere og ledere ved skolen eller enheten.")
    return by_role(viewer, "measure.catalogue_add", refusal)
