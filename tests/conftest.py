"""Every test runs against a real PostgreSQL of this run's own; see ``tests/support/database.py``."""

import os
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import django
import pytest
from django.db import connections
from django.utils import translation

from tests.support import database

if TYPE_CHECKING:
    from tests.support.house import House

pytest_plugins = ["tests.support.leaks"]
database.start_server()
OURS = f"tettpaa_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
os.environ["DJANGO_SETTINGS_MODULE"] = "tettpaa.conf.settings"
os.environ["TETTPAA_MODE"] = "test"
os.environ["TETTPAA_SECRET"] = "only for tests"
os.environ["DATABASE_URL"] = database.url(OURS)
django.setup()
# A worker of the run inherits its parent's environment, and Django may have read it before this file was.
connections.settings["default"]["NAME"] = OURS


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """A copy of the migrated template for this process; pytest-django's own would migrate anew."""
    with django_db_blocker.unblock():
        database.make_template()
    database.copy(OURS)


@pytest.fixture(autouse=True)
def _bokmaal() -> Iterator[None]:
    """A page read in another language leaves it to the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def house(db: None) -> "House":
    """The small house of ``tests/support/house.py``, at noon on Monday 23 November 2026."""
    from tests.support.house import build
    from tettpaa.kit import clock

    with clock.frozen(date(2026, 11, 23)):
        yield build()
