"""Who sees a consent and a disclosure, and who may give, register and withdraw; and the sight that a consent gives.

- a consent: the young person; guardians those that a guardian gave, while the law lets them see; who follows the young
  person up; and those whom it lets in, while it does.
- a disclosure: who follows the young person up, and the family unless they are kept out with a ground.

The sight is a ground like any other (``Ground``): it is recomputed in the transaction that withdraws, and carries the
moment of the withdrawal, so that the next query sees nothing.
"""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.install import definer
from tettpaa.access.queries import shows
from tettpaa.access.rows import ME, Ground, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User, UserKind
from tettpaa.accounts.roles import hatted
from tettpaa.consent.models import Consent
from tettpaa.consent.rules import sql_receivers
from tettpaa.pathway.models import Guardian, YoungPerson

KIND = "consent"

# Sight that came with a baton or with a consent is no post from which to see, take or give others.
_FOLLOWS = sees("person_id", Topic.CONCERNS, also="a.ground not in ('baton', 'consent', 'emergency')")
_I_AM = f"person_id = (select u.person_id from accounts_user u where u.id = {ME})"
_MY_CHILD = sees("person_id", Topic.BASIC, also="a.ground = 'guardian'")
_LET_IN = sees("person_id", Topic.BASIC, also="a.ground = 'consent' and a.source_id = consent_consent.id")
_SEEN = f"({_I_AM}) or (giver = 'guardian' and {_MY_CHILD}) or {_FOLLOWS} or {_LET_IN}"
_GIVES = (
    f"by_id = {ME} and ("
    f"way = 'page' and (giver = 'young' and {_I_AM} or giver = 'guardian' and {_MY_CHILD}) "
    f"or way <> 'page' and {_FOLLOWS})"
)

# Who has two hats sees by the one that is on; it doesn't hang on the day, so that time makes no row wrong.
_HATTED = ", ".join(f"'{role}'" for role in hatted())
_WORN = (
    f"(m.role not in ({_HATTED}) or not exists (select 1 from accounts_membership o where o.user_id = m.user_id "
    f"and o.id <> m.id and o.role in ({_HATTED})) or m.id = (select h.membership_id from accounts_hat h "
    "where h.user_id = m.user_id order by h.at desc, h.id desc limit 1))"
)


def _of_consent(table: str) -> str:
    return (
        f"exists (select 1 from consent_consent c where c.id = {table}.consent_id "
        f"and c.person_id = {table}.person_id)"
    )


declare(
    Rows("consent.Consent", select=_SEEN, insert=_GIVES),
    Rows(
        "consent.Withdrawal",
        select=_of_consent("consent_withdrawal"),
        insert=f"by_id = {ME} and {_of_consent('consent_withdrawal')}",
    ),
    # The sheet shows signatures and more: to the family and to who follows up, not to those whom it lets in.
    Rows(
        "consent.Paper",
        select=f"{_of_consent('consent_paper')} and (({_I_AM}) or {_MY_CHILD} or {_FOLLOWS})",
        insert=f"{_FOLLOWS} and exists (select 1 from consent_consent c where c.id = consent_paper.consent_id "
        f"and c.by_id = {ME} and c.way = 'paper' and c.person_id = consent_paper.person_id)",
    ),
    Rows("consent.Warned", select=_of_consent("consent_warned")),
    Rows(
        "consent.Disclosure",
        select=f"by_id = {ME} or {_FOLLOWS} or hidden_ground = '' and ({_I_AM} or {_MY_CHILD})",
        insert=f"by_id = {ME} and {_FOLLOWS}",
    ),
    Ground(
        "consent",
        "select m.user_id, c.person_id, c.id as source_id, c.topics, greatest(c.first, m.first) as first, "
        "least(c.last, max(coalesce(m.last, c.last))) as last, max(w.at) as until "
        "from consent_consent c join accounts_membership m on m.unit_id = c.unit_id "
        f"and m.first <= c.last and (m.last is null or m.last >= c.first) and {_WORN} "
        f"join (values {sql_receivers()}) r(purpose, role) on r.purpose = c.purpose and r.role = m.role "
        "left join consent_withdrawal w on w.consent_id = c.id "
        "group by m.user_id, c.id, greatest(c.first, m.first)",
        "fordi ungdommen har samtykket til {where}",
        timed=True,
    ),
)

# Whom a consent lets in now: those who do are told when it is given and when it ends.
definer(
    """create or replace function consent_let_in(consent uuid) returns setof uuid
       language sql stable security definer set search_path = public, pg_temp as $$
       select distinct a.user_id from access_accessrow a
       where a.ground = 'consent' and a.source_id = consent and access_holds(a.first, a.last, a.until)
       and (app_uid() = '00000000-0000-4000-8000-000000000001' or access_topics(a.person_id) & 1 <> 0) $$""",
    "consent_let_in(uuid)",
    "tettpaa_app, tettpaa_system",
)

# Whether the unit is let in by a consent today: asked by who hands something on, also where they don't see consents.
definer(
    """create or replace function consent_agreed(person uuid, unit uuid) returns boolean
       language sql stable security definer set search_path = public, pg_temp as $$
       select access_topics(person) & 1 <> 0 and exists (
         select from consent_consent c where c.person_id = person and c.unit_id = unit
           and app_today() between c.first and c.last
           and not exists (select from consent_withdrawal w where w.consent_id = c.id)) $$""",
    "consent_agreed(uuid, uuid)",
)


@dataclass(frozen=True)
class Asked:
    """Whose consent somebody wants to give or register, and who would say it (``young`` or ``guardian``)."""

    person: YoungPerson
    giver: str


@permission("consent.read")
def may_read(viewer: User, person: uuid.UUID) -> Decision:
    """The family, and who follows the young person up; what they can load, they may read."""
    if is_family(viewer, person):
        return Decision(True, _("Det gjelder deg eller barnet ditt."))
    if follows(viewer, person):
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Samtykker ser den det gjelder, og de som følger opp."))


@permission("consent.give")
def may_give(viewer: User, asked: Asked) -> Decision:
    """The young person from the age that the topics ask; below it a guardian."""
    own, child = viewer.person_id == asked.person.id, is_guardian(viewer, asked.person.id)
    if (asked.giver == "young" and own) or (asked.giver == "guardian" and child):
        return Decision(True, _("Du kan si ja til dette."))
    if own:
        return Decision(False, _("Dette må en foresatt si ja til. Ta gjerne bort noe, eller spør dem."))
    if child:
        return Decision(False, _("Dette bestemmer ungdommen selv."))
    return Decision(False, _("Samtykke gis av den det gjelder, eller en foresatt."))


@permission("consent.register")
def may_register(viewer: User, person: uuid.UUID) -> Decision:
    """Who follows the young person up; the database asks the same."""
    if follows(viewer, person):
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Samtykke registreres av dem som følger opp ungdommen."))


@permission("consent.withdraw")
def may_withdraw(viewer: User, consent: Consent) -> Decision:
    """Whoever sees it: it takes sight away and gives none. Those it lets in pass on what they are told."""
    if Consent.objects.filter(id=consent.id).exists():
        return Decision(True, _("Alle som ser samtykket, kan trekke det på ungdommens vegne."))
    return Decision(False, _("Du ser ikke dette samtykket."))


@permission("consent.warn")
def may_warn(viewer: User, _subject: object = None) -> Decision:
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi systemet følger datoene"))
    return Decision(False, _("Bare systemet varsler."))


@permission("disclosure.record")
def may_record(viewer: User, person: uuid.UUID) -> Decision:
    if follows(viewer, person):
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Utlevering føres av dem som følger opp ungdommen."))


@permission("disclosure.read")
def may_read_disclosures(viewer: User, person: uuid.UUID) -> Decision:
    return may_read(viewer, person)


def follows(viewer: User, person: uuid.UUID) -> bool:
    """Whether the viewer follows the young person up by what they are, as the tables' policies ask it."""
    rows = YoungPerson.objects.filter(id=person)
    among = shows(Topic.CONCERNS, "id", viewer=viewer, besides=("baton", "consent", "emergency"))
    return viewer.kind == UserKind.STAFF and rows.filter(among).exists()


def is_guardian(viewer: User, person: uuid.UUID) -> bool:
    """Of one who is known to be a child."""
    rows = Guardian.objects.filter(person_id=person, user=viewer)
    return rows.exists() and bool(rows.filter(shows(Topic.BASIC, "person_id", viewer=viewer)).exists())


def is_family(viewer: User, person: uuid.UUID) -> bool:
    return viewer.person_id == person or is_guardian(viewer, person)
