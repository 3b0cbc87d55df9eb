"""On a shared computer: who sits down after Kari finds none of her pages behind the back button."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import log_in  # noqa: F401

LogIn = Callable[..., Client]


@pytest.mark.parametrize("address", ["/", "/meldinger/", "/ungdommer/", "/min-innlogging/", "/ungdom/{}/"])
def test_no_cache_holds_a_page_of_one_who_is_logged_in(house: House, log_in: LogIn, address: str) -> None:  # noqa: F811
    page = log_in("kari").get(address.format(house.young["jonas"].id))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_one_that_is_not_there_neither(house: House, log_in: LogIn) -> None:  # noqa: F811
    page = log_in("sven").get(f"/ungdom/{house.young['jonas'].id}/")
    assert page.status_code == 404
    assert "no-store" in page["Cache-Control"]
