"""Names come in the order of a Norwegian class list."""

import uuid

import pytest

from tettpaa.organisations.models import Unit

pytestmark = pytest.mark.django_db


def test_names_sort_as_in_norway() -> None:
    wanted = ["Berg", "Dahl", "Édouard", "Eide", "Zahl", "Ærlig", "Ødegård", "Aas", "Åsen"]
    for name in reversed(wanted):
        Unit.objects.create(id=uuid.uuid4(), kind="school", name=name)
    assert [unit.name for unit in Unit.objects.all()] == wanted
