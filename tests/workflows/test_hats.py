"""Noor is employed by NAV and has a desk at the school: she says which she acts for, and sees by that one."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import log_in, text  # noqa: F401
from tettpaa.access.acting import acting_as
from tettpaa.access.queries import topics_of
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Hat, Membership
from tettpaa.accounts.queries import SYSTEM
from tettpaa.audit.models import Event
from tettpaa.consent import actions as consent
from tettpaa.kit import clock
from tettpaa.workflows import hats


@pytest.fixture
def desk(house: House) -> dict[str, Membership]:
    """Both of Noor's; Jonas has let NAV in."""
    made = house.member("noor", "nav_counsellor", "fjordvik")
    refresh()
    jonas = house.users["jonas_self"]
    with acting_as(jonas.id):
        consent.give(
            by=jonas, person=house.young["jonas"].id, unit=house.units["nav"].id, purpose="job",
            topics=["absence"], last=date(2027, 2, 1), request_key=uuid.uuid4(),
        )  # fmt: skip
    return {"school": made, "nav": house.users["noor"].memberships.get(unit=house.units["nav"])}


def sees(house: House) -> bool:
    with acting_as(house.users["noor"].id):
        return bool(topics_of(house.young["jonas"].id, viewer=house.users["noor"]))


def wears(house: House, membership: Membership, who: str = "noor") -> None:
    with acting_as(house.users[who].id):
        hats.wear(by=house.users[who], membership=membership.id)


def test_by_the_other_hat_she_is_not_let_in_and_the_choice_is_logged(
    house: House, desk: dict[str, Membership]
) -> None:
    assert not sees(house), "she has not said yet"
    wears(house, desk["nav"])
    assert sees(house)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        wears(house, desk["school"])
        assert not sees(house)
        assert refresh() == 0
    with acting_as(SYSTEM, "tettpaa_system"):
        worn = Event.objects.filter(verb="hat.worn").order_by("at").values_list("subject_id", flat=True)
        assert set(worn) == {desk["nav"].id, desk["school"].id}


def test_who_has_one_place_needs_no_hat(house: House) -> None:
    with pytest.raises(PermissionDenied):
        wears(house, house.users["noor"].memberships.get())
    with pytest.raises(PermissionDenied):
        wears(house, house.users["kari"].memberships.get(), "kari")


def test_nobody_puts_on_anothers(house: House, desk: dict[str, Membership]) -> None:
    house.member("nora", "nav_counsellor", "nav")
    nora = house.users["nora"]
    with pytest.raises(PermissionDenied):
        wears(house, desk["nav"], "nora")
    row = Hat(id=uuid.uuid4(), user=nora, membership=desk["nav"], at=clock.now())
    with acting_as(nora.id), pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_she_is_asked_on_the_front_page_and_changes_in_the_menu(
    house: House,
    desk: dict[str, Membership],
    log_in: Callable[..., Client],  # noqa: F811
) -> None:
    noor = log_in("noor")
    assert "Hvem handler du for nå?" in text(noor.get("/"))
    page = noor.post("/hatt/", {"membership": desk["nav"].id}, follow=True)
    assert "Du handler nå for Nav." in text(page)
    assert "Hvem handler du for nå?" not in text(page)
    assert "Handle for Fjordvik" in page.content.decode(), "in the menu"
    assert noor.post("/hatt/", {"membership": "x"}).status_code == 404
    assert log_in("kari").post("/hatt/", {"membership": desk["nav"].id}).status_code == 403
