"""Rights are two tables: every rule of the code has a row, every row a rule, and no role list stands in code."""

import re
from pathlib import Path

import pytest

import tettpaa
from tests.support.house import House
from tettpaa.access import rights_doc
from tettpaa.access.acting import acting_as
from tettpaa.access.decide import Decision, actions, decide, permission
from tettpaa.access.permissions import permissions, roles_of
from tettpaa.access.topics import topics
from tettpaa.accounts.roles import LANGUAGES, leading, relatives, roles
from tettpaa.identification.rhythm import keepers
from tettpaa.organisations.models import UnitKind
from tettpaa.workflows import confirmation, hats, membership  # noqa: F401  they register rules that no app loads

SOURCE = Path(tettpaa.__file__).parent


def test_every_rule_has_a_row_and_every_row_a_rule() -> None:
    assert actions() == sorted(permissions())


def test_a_rule_without_a_row_does_not_start() -> None:
    with pytest.raises(ValueError, match="no row"):
        permission("person.delete")(lambda _viewer, _subject: Decision(True, ""))


@pytest.mark.parametrize("row", [*roles().values(), *relatives().values()], ids=lambda row: row.code)
def test_a_role_says_what_it_is_in_three_languages_and_from_where(row) -> None:
    assert all(len(row.about[language]) > 40 for language in LANGUAGES)
    assert row.source
    assert topics(row.topics) or row.over == "nobody"
    assert set(row.at) <= set(UnitKind.values)
    assert row.at or row.code in relatives()


@pytest.mark.parametrize("one", permissions().values(), ids=lambda one: one.action)
def test_a_permission_says_what_it_is_in_three_languages_and_from_where(one) -> None:
    assert all(one.what[language].endswith(".") for language in LANGUAGES)
    assert one.source
    assert one.rests_on


def test_who_meets_nobody_by_name_has_no_topic_no_search_and_leads_nothing() -> None:
    nameless = {role.code for role in roles().values() if not role.names}
    assert {"county_analyst", "system_admin", "evaluator", "lvu_leader"} == nameless
    assert not nameless & {*roles_of("person.find"), *leading()}
    assert set(roles_of("person.find")) == set(roles()) - nameless
    assert all(not roles()[code].topics and roles()[code].over == "nobody" for code in nameless)


def test_the_evaluator_has_no_right_at_all() -> None:
    assert [one.action for one in permissions().values() if "evaluator" in one.roles] == []


def test_the_rhythms_own_table_names_the_same_roles() -> None:
    assert keepers() == set(roles_of("rhythm.mark"))


def test_what_the_leader_of_a_unit_does_the_administrator_does_too() -> None:
    assert roles_of("membership.confirm") == roles_of("membership.change")


def test_no_list_of_roles_stands_in_code() -> None:
    named = re.compile(f"""["']({"|".join(roles())})["']""")
    known = {
        "web/people/page.py": "which of those around the young person stand on the page",
        "identification/rulebook.py": "counts counsellors, to say the load of each",
    }
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if named.search(path.read_text(encoding="utf-8")) and "migrations" not in path.parts
    }
    assert {name for name in found if not name.startswith(("demo", "matrix"))} <= set(known)


@pytest.mark.django_db
def test_the_table_decides(house: House) -> None:
    """Whoever the table names may, and nobody else; the reason says as what."""
    for action in (
        "signals.triage",
        "rules.switch",
        "overview.county",
        "jobs.see",
        "person.merge",
        "person.find",
    ):
        for name in ("kari", "ingrid", "per", "rita", "hanne", "noor", "ola", "cato", "ada"):
            user = house.users[name]
            member = user.memberships.get()
            with acting_as(user.id):
                found = decide(user, action)
            assert bool(found) == (member.role in roles_of(action)), (name, action)
            assert member.role_label in found.reason if found else found.reason.endswith("."), found.reason


def test_both_tables_are_printed_for_the_lawyer() -> None:
    page = rights_doc.render()
    assert all(f"`{code}`" in page for code in (*roles(), *relatives(), *permissions()))
