"""The rule book says each rule in words, and shows its load before anybody switches it on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from tests.identification.conftest import ABSENCE, BOOK, Watch
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.audit.models import Event
from tettpaa.engine.rules import LANGUAGES
from tettpaa.identification.actions import switch
from tettpaa.identification.rulebook import BookPage, UnitLoad, loads, rule_book
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError

TODAY = date(2026, 11, 23)
OFF = "low-well-being"


def page(house: House, who: str) -> BookPage:
    with acting_as(house.users[who].id):
        return rule_book(viewer=house.users[who])


def load(watch: Watch, who: str, rule: str, unit: str | None = None) -> list[UnitLoad]:
    viewer = watch.house.users[who]
    with acting_as(viewer.id):
        return loads(viewer=viewer, unit=watch.house.units[unit].id if unit else None, rule=rule)


@pytest.fixture
def flagged(watch: Watch) -> Watch:
    watch.run(watch.fired("jonas", OFF, 1.0), watch.fired("amina", OFF, 2.0), watch.fired("jonas", ABSENCE))
    return watch


def test_a_rule_is_told_in_words_with_its_source_switch_load_and_hits(flagged: Watch) -> None:
    row = next(r for r in page(flagged.house, "ingrid").rules if r.name == ABSENCE)
    assert row.title == "Fravær over 10 prosent hittil i skoleåret"
    assert [line.text for line in row.lines] == [
        "Andel av timene borte hittil i skoleåret (udokumentert, egenmeldt og dokumentert): over 10 %"
    ]
    assert row.source.startswith("IKO ved Halden")
    assert (row.on, row.now.first, row.now.reason, row.now.by) == (
        True, TODAY, "Vi følger opp fravær", "Cato Testesen",
    )  # fmt: skip
    assert (row.hits, row.answers) == (1, {"new": 1})
    assert [(one.unit, one.n, one.enrolled, one.per_counsellor) for one in row.loads] == [
        ("Fjordvik", 1, 2, 1.0)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_can_be_read_in_every_language(house: House, language: str) -> None:
    with translation.override(language):
        rows = page(house, "kari").rules
    assert len(rows) == len(BOOK.rules)
    for row in rows:
        assert row.lines
        for line in row.lines:
            assert "{" not in line.text
            assert "_" not in line.text


def test_a_combined_rule_tells_what_it_combines(house: House) -> None:
    row = next(r for r in page(house, "kari").rules if r.name == "several-signs")
    assert row.lines[0].text == "Minst 2 av disse:"
    assert [line.depth for line in row.lines] == [0, 1, 1, 1, 1]


def test_the_load_of_a_rule_that_is_off_is_known_by_class_and_counsellor(flagged: Watch) -> None:
    (one,) = load(flagged, "ingrid", OFF, "fjordvik")
    assert (one.n, one.enrolled, one.counsellors, one.per_counsellor) == (2, 2, 1, 2.0)
    assert [(c.code, c.n, c.enrolled) for c in one.classes] == [("1BAA", 2, 2)]


def test_the_county_sees_the_load_of_schools_and_not_of_classes(flagged: Watch) -> None:
    found = load(flagged, "cato", OFF)
    assert [(one.unit, one.n, one.classes) for one in found] == [("Fjordvik", 2, ()), ("Solvik", 0, ())]
    assert found[1].per_counsellor is None


@pytest.mark.parametrize("who", ["tom", "hanne", "noor", "lise", "jonas_self", "synne"])
def test_others_see_no_load_of_the_school(flagged: Watch, who: str) -> None:
    assert load(flagged, who, OFF, "fjordvik") == []


def test_the_load_is_known_before_a_rule_is_switched_on(house: House) -> None:
    cato = house.users["cato"]
    with pytest.raises(InputError, match="hvor mange"), acting_as(cato.id):
        switch(rule=OFF, on=True, from_date=TODAY, reason="Vi vil vite", by=cato)


def test_the_load_as_it_was_shown_is_kept_with_the_switch(flagged: Watch) -> None:
    cato = flagged.house.users["cato"]
    with acting_as(cato.id):
        row = switch(rule=OFF, on=True, from_date=TODAY + timedelta(days=7), reason="Trivsel teller", by=cato)
    assert row.load == {str(flagged.house.units["fjordvik"].id): 2}
    (shown,) = [r for r in page(flagged.house, "cato").rules if r.name == OFF]
    assert (shown.on, shown.now, shown.coming.on, shown.coming.reason) == (
        False,
        None,
        True,
        "Trivsel teller",
    )
    with clock.frozen(TODAY + timedelta(days=7)):
        (shown,) = [r for r in page(flagged.house, "cato").rules if r.name == OFF]
        assert (shown.on, shown.coming) == (True, None)
    assert Event.objects.filter(verb="rule.switched", details__rule=OFF, actor_id=cato.id).exists()


@pytest.mark.parametrize(
    ("rule", "reason", "day"),
    [("no-such-rule", "Derfor", TODAY), (OFF, "  ", TODAY), (OFF, "Derfor", TODAY - timedelta(days=1))],
)
def test_a_switch_without_rule_reason_or_day_is_refused(
    flagged: Watch, rule: str, reason: str, day: date
) -> None:
    cato = flagged.house.users["cato"]
    with pytest.raises(InputError), acting_as(cato.id):
        switch(rule=rule, on=True, from_date=day, reason=reason, by=cato)


@pytest.mark.parametrize("who", ["ingrid", "rita", "ada", "kari", "noor", "lise"])
def test_only_the_county_switches_and_the_others_are_told_why(flagged: Watch, who: str) -> None:
    user = flagged.house.users[who]
    with pytest.raises(PermissionDenied, match="koordinatoren i fylkeskommunen"), acting_as(user.id):
        switch(rule=OFF, on=True, from_date=TODAY, reason="Derfor", by=user)
