"""Jonas sees who has read about him, what and why, and asks about a line; Lise does too while he is a child."""

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.audit.models import Event, Read
from tettpaa.kit import clock
from tettpaa.oversight.models import Question
from tettpaa.pathway.actions import protect
from tettpaa.pathway.models import Enrolment, YoungPerson
from tettpaa.workflows.promise import check

pytestmark = pytest.mark.django_db
LogIn = Callable[..., Client]


def at(day: int, hour: int = 9, minute: int = 0) -> object:
    return clock.frozen(datetime(2026, 11, day, hour, minute, tzinfo=clock.OSLO))


@pytest.fixture
def jonas(house: House) -> uuid.UUID:
    return house.young["jonas"].id


def opens(client: Client, person: uuid.UUID, *when: int) -> None:
    with at(*when):
        client.get(f"/ungdom/{person}/")


def reads_page(log_in: LogIn, who: str, person: uuid.UUID, language: str = "nb") -> str:
    return text(log_in(who, language).get(f"/ungdom/{person}/lest/"))


def test_jonas_sees_who_read_what_when_and_why(log_in: LogIn, jonas: uuid.UUID) -> None:
    opens(log_in("kari"), jonas, 20, 10, 2)
    opens(log_in("kari"), jonas, 20, 10, 40)
    opens(log_in("tom"), jonas, 23, 8, 15)
    opens(log_in("sven"), jonas, 23, 8, 30)
    page = reads_page(log_in, "jonas_self", jonas)
    assert "Hvem har lest om deg" in page
    assert page.index("Mandag 23. november") < page.index("Fredag 20. november")
    kari = "Kari Testesen kontaktlærer i 1BAA Så navn, skole og kontaktinformasjon, fravær, karakterer og oppfølging"
    assert f"{kari} kl. 10.40, 10.02" in page
    assert "Tom Testesen faglærer i 1BAA Så navn, skole og kontaktinformasjon kl. 08.15" in page
    assert "Sven Testesen har ikke tilgang, og slapp ikke inn Prøvde å åpne siden kl. 08.30" in page


def test_jonas_finds_it_from_his_front_page(log_in: LogIn, jonas: uuid.UUID) -> None:
    page = log_in("jonas_self").get("/").content.decode()
    assert f'href="/ungdom/{jonas}/lest/"' in page
    assert "Hvem har lest om deg" in page


def test_it_is_said_in_three_languages(log_in: LogIn, jonas: uuid.UUID) -> None:
    opens(log_in("kari"), jonas, 23, 8)
    assert "Kven har lese om deg" in reads_page(log_in, "jonas_self", jonas, "nn")
    assert "Who has read about you" in reads_page(log_in, "jonas_self", jonas, "en")


def test_a_search_by_a_stranger_is_a_line(log_in: LogIn, jonas: uuid.UUID) -> None:
    log_in("sven").post("/ungdommer/", {"q": "jonas"})
    assert "Sven Testesen fant navnet i et søk" in reads_page(log_in, "jonas_self", jonas)


def test_his_own_reading_is_not_a_line(log_in: LogIn, jonas: uuid.UUID) -> None:
    reads_page(log_in, "jonas_self", jonas)
    assert "Ingen har lest noe ennå" in reads_page(log_in, "jonas_self", jonas)


def test_what_is_hidden_from_the_family_leaves_no_line_for_them(
    log_in: LogIn, said: Callable[..., uuid.UUID], jonas: uuid.UUID
) -> None:
    hidden = said("hanne", "jonas", hidden_ground="violence_at_home")
    with at(23, 9):
        assert log_in("hanne").get(f"/si-fra/other/person/{jonas}/").status_code == 200
        assert log_in("kari").get(f"/uro/{hidden}/").status_code == 200
        log_in("kari").get("/")
        log_in("kari").get("/meldinger/")
    assert Read.objects.filter(persons__contains=[jonas]).count() >= 3
    for who in ("jonas_self", "lise"):
        assert "Ingen har lest noe ennå" in reads_page(log_in, who, jonas)
    assert "Kari Testesen kontaktlærer i 1BAA Så navn og uro" in reads_page(log_in, "ingrid", jonas)


def test_sight_that_comes_of_what_is_hidden_leaves_no_line_either(
    log_in: LogIn, said: Callable[..., uuid.UUID], do: Callable[..., object], house: House, jonas: uuid.UUID
) -> None:
    hidden = said("hanne", "jonas", hidden_ground="own_confidence")
    given = {
        "unit": str(house.units["nav"].id),
        "to": str(house.users["noor"].id),
        "reason": "Trenger praksis.",
    }
    do(log_in("kari"), hidden, "pass_on", **given, processing="public_task", exception="other_agency_13b5")
    do(log_in("noor"), hidden, "accept")
    opens(log_in("noor"), jonas, 23, 12)
    assert Read.objects.filter(actor_id=house.users["noor"].id, page="person").exists()
    assert "Noor Testesen har ansvar for oppfølging" in reads_page(log_in, "ingrid", jonas)
    for who in ("jonas_self", "lise"):
        assert "Noor" not in reads_page(log_in, who, jonas)


def test_a_guardian_who_works_at_the_school_is_family_first(
    log_in: LogIn, said: Callable[..., uuid.UUID], house: House, jonas: uuid.UUID
) -> None:
    house.users["lise"].kind = "staff"
    house.users["lise"].save()
    house.member("lise", "counsellor", "fjordvik")
    refresh()
    hidden = said("hanne", "jonas", hidden_ground="violence_at_home")
    log_in("kari").get(f"/uro/{hidden}/")
    assert "Kari" not in reads_page(log_in, "lise", jonas)


def test_a_teacher_who_sees_no_concerns_is_not_told_that_somebody_read_one(
    log_in: LogIn, said: Callable[..., uuid.UUID], jonas: uuid.UUID
) -> None:
    log_in("kari").get(f"/uro/{said('ingrid', 'jonas')}/")
    page = reads_page(log_in, "tom", jonas)
    assert "Kari Testesen kontaktlærer i 1BAA Så navn kl." in page
    assert "uro" not in page.split("Her står")[1]


def test_staff_find_the_list_on_the_page_of_the_person(log_in: LogIn, jonas: uuid.UUID) -> None:
    page = log_in("kari").get(f"/ungdom/{jonas}/").content.decode()
    assert f'href="/ungdom/{jonas}/lest/"' in page
    assert f'href="/ungdom/{jonas}/historikk/"' in page
    assert "Spør om dette" not in reads_page(log_in, "ingrid", jonas)


def test_who_may_not_see_jonas_gets_404(log_in: LogIn, jonas: uuid.UUID) -> None:
    for who in ("sven", "noor", "cato", "ada"):
        assert log_in(who).get(f"/ungdom/{jonas}/lest/").status_code == 404
        assert log_in(who).get(f"/ungdom/{jonas}/historikk/").status_code == 404


def test_a_guardian_loses_it_when_the_child_is_grown(log_in: LogIn, house: House, jonas: uuid.UUID) -> None:
    opens(log_in("kari"), jonas, 23, 8)
    assert "Kari" in reads_page(log_in, "lise", jonas)
    YoungPerson.objects.filter(id=jonas).update(born=date(2008, 11, 1))
    refresh()
    assert log_in("lise").get(f"/ungdom/{jonas}/lest/").status_code == 404
    assert "Hvem har lest" not in text(log_in("lise").get("/"))


def test_a_protected_address_is_not_told_by_who_reads(log_in: LogIn, jonas: uuid.UUID) -> None:
    opens(log_in("kari"), jonas, 23, 8)
    with acting_as(SYSTEM, "tettpaa_system"):
        protect(by=system(), person=jonas, level="strictly")
    page = reads_page(log_in, "lise", jonas)
    assert "Hvem som har lest, er skjermet" in page
    assert "Kari" not in page
    assert "Kari Testesen" in reads_page(log_in, "jonas_self", jonas)


def test_what_was_read_of_a_double_is_read_of_jonas(log_in: LogIn, house: House, jonas: uuid.UUID) -> None:
    double = house.pupil("jon", "fjordvik", "1BAA")
    refresh()
    opens(log_in("tom"), double.id, 20, 9)
    log_in("ingrid").post("/ungdommer/like/", {"keep": str(jonas), "both": [str(jonas), str(double.id)]})
    assert "Tom Testesen" in reads_page(log_in, "jonas_self", jonas)


def test_the_older_lines_are_on_pages_of_their_own(
    log_in: LogIn, jonas: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tettpaa.oversight.queries.SHOWN", 3)
    for day in range(16, 21):
        opens(log_in("kari"), jonas, day, 9)
    client = log_in("jonas_self")
    first = client.get(f"/ungdom/{jonas}/lest/").content.decode()
    assert "20. november" in first
    assert "17. november" not in first
    older = re.search(r'href="(\?til=[^"]+)"', first)
    page = text(client.get(f"/ungdom/{jonas}/lest/{older[1]}"))
    assert "17. november" in page
    assert "20. november" not in page


def asks(client: Client, jonas: uuid.UUID, words: str = "Hvorfor?") -> Question:
    page = client.get(f"/ungdom/{jonas}/lest/").content.decode()
    address = re.search(rf"/ungdom/{jonas}/lest/[0-9a-f-]{{36}}/", page)[0]
    form = client.get(address).content.decode()
    key = re.search(r'name="request_key" value="([^"]+)"', form)[1]
    for _twice in range(2):
        answer = client.post(address, {"request_key": key, "words": words})
        assert answer.status_code == 302
    return Question.objects.get()


def test_jonas_asks_and_the_principal_answers(log_in: LogIn, jonas: uuid.UUID) -> None:
    opens(log_in("tom"), jonas, 23, 8)
    asked = asks(log_in("jonas_self"), jonas, "Jeg har ikke Tom lenger.")
    assert check().kept
    assert "Rita Testesen skal svare senest 26. november." in text(
        log_in("jonas_self").get(f"/innsyn/spurt/{asked.id}/")
    )
    rita = log_in("rita")
    assert "Hvorfor leste Tom Testesen dette?" in text(rita.get("/"))
    page = text(rita.get(f"/innsyn/spurt/{asked.id}/"))
    assert "Rita Testesen skal svare senest" in page
    assert "Jeg har ikke Tom lenger." in page
    assert "Tom Testesen , faglærer i 1BAA" in page
    assert rita.post(f"/innsyn/spurt/{asked.id}/", {"words": " "}).status_code == 422
    rita.post(f"/innsyn/spurt/{asked.id}/", {"words": "Tom var vikar i timen din."})
    assert check().kept
    assert "Hvorfor leste" not in text(rita.get("/"))
    client = log_in("jonas_self")
    assert "Rita Testesen har svart på spørsmålet ditt" in text(client.get("/"))
    assert "Tom var vikar i timen din." in text(client.get(f"/innsyn/spurt/{asked.id}/"))
    assert "Les svaret" in text(client.get(f"/ungdom/{jonas}/lest/"))
    assert Event.objects.filter(verb="read_question.answered").count() == 1


def test_a_question_that_waits_is_late_and_stays_with_who_leads(log_in: LogIn, jonas: uuid.UUID) -> None:
    opens(log_in("tom"), jonas, 23, 8)
    asks(log_in("jonas_self"), jonas)
    with clock.frozen(date(2026, 12, 10)):
        assert re.search(r"Hvorfor leste Tom Testesen dette\? \d+ dager over", text(log_in("rita").get("/")))


def test_a_question_about_the_principal_goes_above_her(log_in: LogIn, jonas: uuid.UUID) -> None:
    opens(log_in("rita"), jonas, 23, 8)
    asked = asks(log_in("jonas_self"), jonas)
    assert log_in("rita").get(f"/innsyn/spurt/{asked.id}/").status_code == 404
    assert "en ungdom" in text(log_in("cato").get(f"/innsyn/spurt/{asked.id}/")), "Cato may not know him"


def test_others_neither_read_nor_answer_it(log_in: LogIn, jonas: uuid.UUID) -> None:
    opens(log_in("tom"), jonas, 23, 8)
    asked = asks(log_in("lise"), jonas)
    for who in ("tom", "kari", "sven", "jonas_self", "synne"):
        assert log_in(who).get(f"/innsyn/spurt/{asked.id}/").status_code == 404, who
    assert log_in("lise").post(f"/innsyn/spurt/{asked.id}/", {"words": "Nei"}).status_code == 403


def test_nobody_asks_about_a_line_that_they_may_not_know_of(
    log_in: LogIn, said: Callable[..., uuid.UUID], house: House, jonas: uuid.UUID
) -> None:
    log_in("kari").get(f"/uro/{said('hanne', 'jonas', hidden_ground='violence_at_home')}/")
    hidden = Read.objects.get(page="concern")
    assert log_in("lise").get(f"/ungdom/{jonas}/lest/{hidden.id}/").status_code == 404
    assert log_in("kari").get(f"/ungdom/{jonas}/lest/{hidden.id}/").status_code == 403


def test_few_questions_to_the_database(log_in: LogIn, jonas: uuid.UUID) -> None:
    for hour in range(8, 12):
        for who in ("kari", "tom", "ingrid", "rita"):
            opens(log_in(who), jonas, 20, hour)
    client = log_in("jonas_self")
    for address in (f"/ungdom/{jonas}/lest/", f"/ungdom/{jonas}/historikk/", "/"):
        client.get(address)
        with queries() as asked:
            client.get(address)
        assert len(asked) <= 12, address


def test_the_ground_is_the_one_of_that_day(log_in: LogIn, house: House, jonas: uuid.UUID) -> None:
    opens(log_in("kari"), jonas, 20, 9)
    Membership.objects.filter(user=house.users["kari"]).update(last=date(2026, 11, 20))
    Enrolment.objects.filter(person=jonas).update(group=None)
    refresh()
    assert "Kari Testesen kontaktlærer i 1BAA" in reads_page(log_in, "jonas_self", jonas)
    with clock.frozen(date(2026, 11, 23) + timedelta(days=1)):
        assert log_in("kari").get(f"/ungdom/{jonas}/").status_code == 404
