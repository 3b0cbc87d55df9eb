"""Search before create: who is found, by whom, and what is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from tests.intake.export import Export, user, young
from tettpaa.access.acting import acting_as
from tettpaa.audit.models import Event
from tettpaa.kit.errors import InputError
from tettpaa.pathway.queries import TooManySearches, search

pytestmark = pytest.mark.django_db


def found(text: str, by: str = "sven-dal") -> list[str]:
    viewer = user(by)
    with acting_as(viewer.id):
        return [one.name for one in search(text, viewer=viewer)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("jonas", ["Jonas Bergli"]),
        ("bergli jonas", ["Jonas Bergli"]),
        ("aas", ["Elias Ås"]),
        ("ÅS", ["Elias Ås"]),
        ("1baa", ["Jonas Bergli", "Amina Yusuf"]),
        ("+47 17 00 00 02", ["Amina Yusuf"]),
        ("17000009", ["Jonas Bergli"]),
        ("nobody", []),
        ("100%_", []),
        ("__", []),
    ],
)
def test_found_by_name_class_and_phone(imported: Export, text: str, names: list[str]) -> None:
    assert found(text) == names


def test_found_by_identity_number_which_goes_nowhere(imported: Export) -> None:
    number = imported.numbers()[1]
    with connection.execute_wrapper(_refuse(number)):
        assert found(f"{number[:6]} {number[6:]}") == ["Amina Yusuf"]


def _refuse(secret: str):
    def wrapper(execute, sql, params, many, context):
        assert secret not in f"{sql}{params}"
        return execute(sql, params, many, context)

    return wrapper


def test_the_answer_tells_two_apart_and_no_more(imported: Export) -> None:
    viewer = user("sven-dal")
    with acting_as(viewer.id):
        (one,) = search("jonas", viewer=viewer)
    assert (one.id, one.born, one.group, one.school) == (
        young("Jonas").id, 2010, "1BAA", "Fjordvik videregående skole",
    )  # fmt: skip


def test_a_mistyped_number_and_too_little_are_told(imported: Export) -> None:
    for text in ("01831087428", "j"):
        with pytest.raises(InputError):
            found(text)


def test_a_search_is_logged_without_what_was_searched_for(imported: Export) -> None:
    found("jonas")
    event = Event.objects.get(verb="person.searched")
    assert (event.actor_id, event.details) == (user("sven-dal").id, {"found": 1})


def test_more_than_thirty_a_minute_are_refused(imported: Export) -> None:
    for _ in range(30):
        found("jonas")
    with pytest.raises(TooManySearches):
        found("jonas")
    assert found("jonas", by="kari-moe") == ["Jonas Bergli"]


def test_who_is_not_staff_finds_nobody(imported: Export) -> None:
    name = young_guardian()
    with pytest.raises(PermissionDenied):
        found("jonas", by=name)


@pytest.mark.parametrize("who", ["guardian", "system_admin"])
def test_past_the_query_the_database_finds_nobody_either(imported: Export, who: str) -> None:
    viewer = user(young_guardian() if who == "guardian" else "ada-holm")
    with acting_as(viewer.id), connection.cursor() as cursor:
        cursor.execute("select * from pathway_search('jonas', '', '{}')")
        assert cursor.fetchall() == []


def young_guardian() -> str:
    from tettpaa.accounts.models import User

    return User.objects.get(kind="guardian").username
