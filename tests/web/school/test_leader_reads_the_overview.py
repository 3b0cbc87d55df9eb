"""The school's figures for those who lead it; for the county, counts by school."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from tests.insight.test_county import rolled_figures
from tests.support.house import House
from tests.support.queries import queries

Log = Callable[..., Client]


def body(client: Client, path: str = "/skolen/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def rows(client: Client, path: str = "/skolen/tall.csv") -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("who", ["ingrid", "per", "rita"])
def test_leaders_and_counsellors_see_need_by_class(
    who: str, house: House, log_in: Log, said: Callable
) -> None:
    said("tom", "amina")
    text = body(log_in(who))
    assert '<span class="value">1</span> <span>trenger noen, og ingenting er gjort</span>' in text
    assert 'aria-label="1 der ingenting er gjort, 0 følges opp"' in text
    assert f'href="/ungdommer/klasse/{house.groups["1BAA"].id}/"' in text
    assert "Amina" not in text


def test_each_figure_has_its_meaning_one_click_away(house: House, log_in: Log) -> None:
    text = body(log_in("ingrid"))
    for anchor in ("nothing", "followed", "days", "waiting"):
        assert f'href="#{anchor}"' in text
        assert f'<dt id="{anchor}"' in text


def test_days_are_not_told_of_few(house: House, log_in: Log, said: Callable) -> None:
    for n in range(4):
        said("tom", "amina", words=str(n))
    assert '<span class="value">–</span> <span>dager fra sagt til sett' in body(log_in("rita"))
    said("tom", "amina", words="fem")
    assert '<span class="value">0,0</span> <span>dager fra sagt til sett' in body(log_in("rita"))


def test_nobody_is_named_by_how_fast_they_are(house: House, log_in: Log, said: Callable) -> None:
    for n in range(6):
        said("tom", "amina", words=str(n))
    main = body(log_in("rita")).split("<main")[1]
    assert "Testesen" not in main


def test_the_table_can_be_taken_out_as_a_file_without_names(
    house: House, log_in: Log, said: Callable
) -> None:
    said("tom", "amina")
    client = log_in("ingrid")
    found = rows(client)
    assert found[1] == ["1BAA", "", "1", "1", "0"]
    assert "attachment" in client.get("/skolen/tall.csv")["Content-Disposition"]


def test_in_the_file_a_name_is_never_a_formula(house: House, log_in: Log) -> None:
    house.groups["1BAA"].code = "=HYPERLINK(1)"
    house.groups["1BAA"].save()
    assert "'=HYPERLINK(1)" in {row[0] for row in rows(log_in("ingrid"))}


@pytest.mark.parametrize("who", ["kari", "tom", "hanne", "noor", "ada", "lise", "jonas_self"])
def test_others_are_told_whom_it_is_for(who: str, house: House, log_in: Log) -> None:
    for path in ("/skolen/", "/skolen/tall.csv"):
        answer = log_in(who).get(path)
        assert answer.status_code == 403
        assert "Oversikten er for rådgivere og ledere" in answer.content.decode()


def test_another_school_is_not_there(house: House, log_in: Log) -> None:
    client = log_in("ingrid")
    assert client.get(f"/skolen/?enhet={house.units['solvik'].id}").status_code == 404
    assert client.get("/skolen/?enhet=tull").status_code == 404
    assert client.get(f"/skolen/tall.csv?enhet={house.units['solvik'].id}").status_code == 404


def test_who_leads_two_schools_chooses_between_them(house: House, log_in: Log) -> None:
    house.member("rita", "principal", "solvik")
    text = body(log_in("rita"), f"/skolen/?enhet={house.units['solvik'].id}")
    assert "<h1>Solvik</h1>" in text
    assert f"/skolen/?enhet={house.units['fjordvik'].id}" in text
    assert "1STA" in text


def test_a_school_without_classes_says_so(house: House, log_in: Log) -> None:
    house.unit("tom_skole", "school", "county")
    house.member("nils", "principal", "tom_skole")
    assert "Ingen klasser ennå" in body(log_in("nils"))


def test_the_county_sees_counts_and_stars(house: House, log_in: Log) -> None:
    rolled_figures(house, {"fjordvik": (2, 20), "solvik": (9, 30), "tredje": (12, 40)})
    text = body(log_in("cato"))
    assert text.count('<td class="number">*</td>') == 2
    assert "Tall under fem vises ikke" in text
    assert '<th scope="row">Tredje</th><td class="number">100</td><td class="number">52</td>' in text
    assert rows(log_in("cato"))[1] == ["Fjordvik", "100", "22", "*", "2,0", "", ""]


def test_the_county_s_first_day(house: House, log_in: Log) -> None:
    assert "Ingen tall ennå" in body(log_in("cato"))


@pytest.mark.parametrize("who", ["ingrid", "cato"])
def test_the_overview_takes_at_most_twelve_queries(
    who: str, house: House, log_in: Log, said: Callable
) -> None:
    said("tom", "amina")
    rolled_figures(house, {"fjordvik": (6, 20), "solvik": (9, 30)})
    client = log_in(who)
    with queries() as asked:
        body(client)
    assert len(asked) <= 12


@pytest.mark.parametrize("language", ["nn", "en"])
def test_it_is_read_in_the_other_languages(language: str, house: House, log_in: Log, said: Callable) -> None:
    said("tom", "amina")
    assert "1BAA" in body(log_in("ingrid", language))
