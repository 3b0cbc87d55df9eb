"""Ada sees why rows were set aside, corrects them, and has them run again."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from tests.intake.conftest import export
from tests.intake.export import Export, held, user
from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tests.web.system.conftest import CELLS, Quarantine
from tettpaa.intake import actions
from tettpaa.intake.models import QuarantineRow

__all__ = ["export"]
Log = Callable[..., Client]
PATH = "/karantene/"


def send(client: Client, row: QuarantineRow, version: int = 1, **values: str) -> HttpResponse:
    cells = {f"cell-{n}": values.get(name, value) for n, (name, value) in enumerate(CELLS.items())}
    return client.post(f"{PATH}{row.id}/", {"version": version, **cells}, follow=True)


def test_each_row_says_where_it_stood_and_what_is_wrong(quarantine: Quarantine, log_in: Log) -> None:
    quarantine.add()
    page = text(log_in("ada").get(PATH))
    assert "absence.csv, linje 4 date «happened» er ingen dato som 2024-08-19" in page
    assert "12345" not in page, "what the row holds is for the row's own page"
    assert "Fakta Ada Testesen" in page or "fakta Ada Testesen" in page
    assert "fravær 120 lest, 118 nye, 0 avsluttet" in page
    assert "1 rad, 1 venter hos deg" in page


def test_the_wrong_cell_comes_first_and_is_marked(quarantine: Quarantine, log_in: Log) -> None:
    row = quarantine.add()
    page = log_in("ada").get(f"{PATH}{row.id}/")
    assert text(page).index("date Her ligger feilen.") < text(page).index("pupil")
    assert "3 celler til i raden" in text(page)
    assert 'value="9/11"' in page.content.decode()


def test_a_row_without_one_wrong_cell_shows_them_all(quarantine: Quarantine, log_in: Log) -> None:
    row = quarantine.add(columns="", reason="the day lies in none of the person's enrolments")
    page = text(log_in("ada").get(f"{PATH}{row.id}/"))
    assert "Ungdommen hadde ingen plass den dagen." in page
    assert "Feilen ligger ikke i én celle alene." in page


def test_a_corrected_row_waits_to_be_run_again(quarantine: Quarantine, log_in: Log) -> None:
    row, client = quarantine.add(), log_in("ada")
    page = text(send(client, row, date="2026-11-09"))
    assert "Raden er rettet. Den blir brukt når du kjører rettede rader på nytt." in page
    assert "rettet av Ada Testesen" in page
    row.refresh_from_db()
    assert row.values == {**CELLS, "date": "2026-11-09"}


def test_corrected_rows_are_queued_once_there_are_any(quarantine: Quarantine, log_in: Log) -> None:
    row, client = quarantine.add(), log_in("ada")
    assert "Kjør rettede rader på nytt" not in text(client.get(PATH))
    assert "ingenting å kjøre" in text(client.post(f"{PATH}kjor/", follow=True))
    send(client, row, date="2026-11-09")
    assert "Lagt i kø." in text(client.post(f"{PATH}kjor/", follow=True))
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args from procrastinate_jobs")
        assert [name for name, _ in cursor.fetchall()] == ["intake.replay"]


def test_a_row_corrected_by_two_shows_both_texts(quarantine: Quarantine, log_in: Log) -> None:
    row = quarantine.add(unit="solvik")
    send(log_in("solveig"), row, date="2026-11-10")
    client = log_in("ada")
    answer = send(client, row, date="2026-11-09")
    assert answer.status_code == 409
    assert "Solveig Testesen var her før deg. Ingenting av ditt er lagret." in text(answer)
    assert "date Det står nå: 2026-11-10 Du skrev: 2026-11-09" in text(answer)
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    assert send(client, row, version=int(version), date="2026-11-09").status_code == 200
    row.refresh_from_db()
    assert row.values["date"] == "2026-11-09"


def test_many_rows_come_a_page_at_a_time(quarantine: Quarantine, log_in: Log) -> None:
    for line in range(2, 54):
        quarantine.add(line)
    client = log_in("ada")
    first, second = client.get(PATH), client.get(f"{PATH}?fra=50")
    assert 'href="?fra=50"' in first.content.decode()
    assert "linje 51" in text(first)
    assert "linje 52" not in text(first)
    assert "linje 53" in text(second)
    assert 'href="?fra=0"' in second.content.decode()
    assert client.get(f"{PATH}?fra=x").status_code == 404


def test_the_first_day_says_that_nothing_is_read_yet(house: House, log_in: Log) -> None:
    assert "Ingenting er lest inn ennå." in text(log_in("ada").get(PATH))


def test_a_school_sees_its_own_rows_only(quarantine: Quarantine, log_in: Log) -> None:
    row, client = quarantine.add(), log_in("solveig")
    assert "Ingen rader venter" in text(client.get(PATH))
    assert client.get(f"{PATH}{row.id}/").status_code == 404
    assert send(client, row, date="2026-11-09").status_code == 404


@pytest.mark.parametrize("who", ["ingrid", "rita", "cato", "noor", "lise", "jonas_self"])
def test_others_are_told_whose_it_is(who: str, quarantine: Quarantine, log_in: Log) -> None:
    row, client = quarantine.add(), log_in(who)
    for answer in (
        client.get(PATH), client.get(f"{PATH}{row.id}/"), send(client, row), client.post(f"{PATH}kjor/"),
    ):  # fmt: skip
        assert answer.status_code == 403
        assert "ser og retter bare de systemansvarlige" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "{row}/"])
def test_a_page_takes_at_most_twelve_queries(path: str, quarantine: Quarantine, log_in: Log) -> None:
    rows = [quarantine.add(line) for line in range(2, 20)]
    client = log_in("ada")
    with queries() as asked:
        assert client.get(PATH + path.format(row=rows[0].id)).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nn", "«happened» er ingen dato som 2024-08-19, i åra"),
        ("en", "'happened' is not a date as in 2024-08-19"),
    ],
)
def test_it_is_read_in_the_other_languages(
    language: str, words: str, quarantine: Quarantine, log_in: Log
) -> None:
    row, client = quarantine.add(), log_in("ada", language)
    assert words in text(client.get(PATH))
    page = send(client, row, date="2026-11-09")
    assert words in text(page)
    assert "Lagre rettelsen" not in text(client.get(f"{PATH}{row.id}/"))


@pytest.mark.django_db
def test_a_day_written_wrong_is_mended_and_counts(export: Export) -> None:
    line = export.line("school/absence.csv", 4)
    export.replace("school/absence.csv", line, line.replace("2026-11-09", "9/11"))
    export.load()
    lacking = len(held())
    client = Client(headers={"accept-language": "nb"})
    client.force_login(user("ada-holm"), backend="tettpaa.accounts.backend.ByPassword")
    (path,) = set(re.findall(r'href="(/karantene/[0-9a-f-]{36}/)"', client.get(PATH).content.decode()))
    form = client.get(path).context["form"]
    posted = {name: form[name].value() for name in form.fields}
    posted[next(name for name, column in form.names.items() if column == "date")] = "2026-11-09"
    client.post(path, posted)
    client.post(f"{PATH}kjor/")
    actions.replay(by=user("ada-holm"))  # the job
    page = text(client.get(PATH))
    assert "Ingen rader venter" in page
    assert "rettede rader" in page
    assert len(held()) == lacking + 1
