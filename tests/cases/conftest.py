"""The small house with its people at work."""

import pytest

from tests.cases.people import School
from tests.support.house import House


@pytest.fixture
def school(house: House) -> School:
    return School(house)
