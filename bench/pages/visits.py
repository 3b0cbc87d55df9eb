"""Who asks for which page how often, and the visits that come of it in one county."""

import random
import uuid
from dataclasses import asdict, dataclass
from typing import Any

SEED = 7
USERS = 40
"""Of each role, at most; they take turns."""
EACH = 5
"""Young people, classes and concerns of each user that are asked for."""

TEACHER, COUNSELLOR, PRINCIPAL, NURSE = "contact_teacher", "counsellor", "principal", "school_nurse"
COUNTY, ADMIN, GUARDIAN, YOUNG = "county_coordinator", "system_admin", "guardian", "young"
AT_SCHOOL = (TEACHER, COUNSELLOR, PRINCIPAL)


@dataclass(frozen=True)
class Page:
    """``weight``: times in a hundred, about. ``about``: what the address names, one of ``_ABOUT``, or nothing.

    ``first``: the parts of the address before that. ``words``: what is searched for, which makes it a POST.
    """

    title: str
    url: str
    weight: int
    roles: tuple[str, ...]
    about: str = ""
    first: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


# The mix of a school day: most look at what waits and at one young person; few at overviews.
PAGES = (
    Page("inbox", "inbox", 20, (*AT_SCHOOL, NURSE, ADMIN)),
    Page("inbox, family", "inbox", 4, (GUARDIAN, YOUNG)),
    Page("messages", "messages", 2, (TEACHER, COUNSELLOR)),
    Page("person", "person", 20, AT_SCHOOL, "person"),
    Page("people", "people", 8, (*AT_SCHOOL, NURSE)),
    Page("class", "people_group", 7, AT_SCHOOL, "group"),
    Page("search", "people", 6, AT_SCHOOL, words=("Ola", "Hansen", "Nora Johansen", "1STA")),
    Page("school", "school", 4, (COUNSELLOR, PRINCIPAL)),
    Page("county", "school", 1, (COUNTY,)),
    Page("concern", "concern", 9, (COUNSELLOR, PRINCIPAL), "concern"),
    Page("si fra", "raise", 4, (*AT_SCHOOL, NURSE, GUARDIAN, YOUNG)),
    Page("si fra, who", "raise_who", 3, (*AT_SCHOOL, NURSE), first=("other",)),
    Page("si fra, say", "raise_say", 4, (*AT_SCHOOL, NURSE), "person", first=("other", "person")),
    Page("triage", "triage", 5, (COUNSELLOR, PRINCIPAL)),
    Page("rhythm", "rhythm", 2, (COUNSELLOR, PRINCIPAL)),
    Page("meeting, next", "meeting_item", 3, (COUNSELLOR,), "item"),
    Page("rule book", "rules", 1, (COUNSELLOR, PRINCIPAL, COUNTY)),
)

_NOW = "{0}.first <= %(today)s and ({0}.last is null or {0}.last >= %(today)s)"
_USERS = f"""
select m.role, m.user_id from accounts_membership m join accounts_user u on u.id = m.user_id and u.is_active
where {_NOW.format("m")} group by m.role, m.user_id
union all select kind, id from accounts_user where kind in ('young', 'guardian') and is_active
order by 1, 2
"""
_ABOUT = {
    "person": f"""select distinct person_id from access_accessrow a
      where user_id = %(user)s and ground in ('group', 'unit') and {_NOW.format("a")} order by 1""",
    "group": f"""select distinct m.group_id from accounts_membership m
      where user_id = %(user)s and group_id is not null and role = 'contact_teacher' and {_NOW.format("m")}
      union select g.id from accounts_membership m join organisations_group g on g.school_id = m.unit_id
      where user_id = %(user)s and m.group_id is null and g.kind = 'class' and g.school_year = %(year)s
        and {_NOW.format("m")} order by 1""",
    "concern": f"""select c.id from cases_concern c join accounts_membership m on m.unit_id = c.unit_id
      where m.user_id = %(user)s and {_NOW.format("m")} order by 1""",
    "item": f"""select i.meeting_id, i.id from meetings_item i join meetings_team t on t.id = i.team_id
      join meetings_meeting c on c.id = i.meeting_id and c.state = 'planned'
      join accounts_membership m on m.unit_id = t.unit_id
      where m.user_id = %(user)s and {_NOW.format("m")} order by 2""",
}
"""By what the address names: the parts of it that name one."""


@dataclass(frozen=True)
class Visit:
    """``cookie``: of one who is logged in. ``words``: what is posted, if it is a search."""

    title: str
    path: str
    cookie: str
    words: str = ""


def plan(url: str, home: str, number: int, each: int) -> dict[str, Any]:
    """The visits, the same for each call: the mix; as many to the empty page; and ``each`` to every page.

    Run as the owner, in a process of its own. ``missing``: pages that have no address in this version.
    """
    from bench.pages.setup import forget, ready

    ready(url, home)
    from django.contrib.sessions.models import Session
    from django.urls import reverse

    forget()
    Session.objects.all().delete()
    rng, asking = random.Random(SEED), Asking()
    pages = [page for page in PAGES if _exists(page)]
    mix = [asking.visit(page, rng) for page in _turns(pages, number, rng)]
    return {
        "mix": [asdict(visit) for visit in mix],
        "empty": [asdict(Visit("empty", reverse("bench_empty"), visit.cookie)) for visit in mix],
        "even": [asdict(asking.visit(page, rng)) for page in pages for _ in range(each)],
        "missing": [page.title for page in PAGES if page not in pages],
    }


def _exists(page: Page) -> bool:
    from django.urls import get_resolver

    return page.url in get_resolver().reverse_dict


def _turns(pages: list[Page], number: int, rng: random.Random) -> list[Page]:
    """In proportion to the weights, each at least once, shuffled."""
    weights = sum(page.weight for page in pages)
    turns = [page for page in pages for _ in range(max(1, round(number * page.weight / weights)))]
    rng.shuffle(turns)
    return turns


class Asking:
    """Knows the county's users and logs them in."""

    def __init__(self) -> None:
        from bench.pages.county import DAY
        from tettpaa.kit.schoolyear import SchoolYear

        self._asked = {"today": DAY, "year": SchoolYear.from_date(DAY).start}
        self._users: dict[str, list[uuid.UUID]] = {}
        for role, user in self._rows(_USERS):
            self._users.setdefault(role, []).append(user)
        for role, users in self._users.items():
            self._users[role] = random.Random(SEED).sample(users, min(USERS, len(users)))
        self._cookies: dict[uuid.UUID, str] = {}
        self._abouts: dict[tuple[str, uuid.UUID], list[tuple]] = {}

    def visit(self, page: Page, rng: random.Random) -> Visit:
        """By somebody who has that page; MeasureError if nobody has."""
        from django.urls import reverse

        from bench.measure import MeasureError

        for _ in range(100):
            user = rng.choice(self._users[rng.choice(page.roles)])
            arguments: list[Any] = list(page.first)
            if page.about:
                known = self._about(page.about, user)
                if not known:
                    continue
                arguments.extend(rng.choice(known))
            words = rng.choice(page.words) if page.words else ""
            return Visit(page.title, reverse(page.url, args=arguments), self._cookie(user), words)
        raise MeasureError(f"pages: nobody has the page {page.title}")

    def _about(self, about: str, user: uuid.UUID) -> list[tuple]:
        if (about, user) not in self._abouts:
            found = self._rows(_ABOUT[about], user=user)
            self._abouts[about, user] = random.Random(SEED).sample(found, min(EACH, len(found)))
        return self._abouts[about, user]

    def _cookie(self, key: uuid.UUID) -> str:
        from django.conf import settings
        from django.contrib.auth import login
        from django.contrib.sessions.backends.db import SessionStore
        from django.http import HttpRequest

        from tettpaa.accounts.models import User

        if key not in self._cookies:
            request = HttpRequest()
            request.session = SessionStore()
            login(request, User.objects.get(id=key), settings.AUTHENTICATION_BACKENDS[0])
            request.session.save()
            self._cookies[key] = request.session.session_key
        return self._cookies[key]

    def _rows(self, sql: str, **given: Any) -> list[tuple]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(sql, self._asked | given)
            return cursor.fetchall()
