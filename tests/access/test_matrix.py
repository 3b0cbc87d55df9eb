"""Role × address × record, tried for real: nobody is told or may do more than the tables say, nor less."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tettpaa.access import decide
from tettpaa.access.decide import Decision
from tettpaa.kit import clock
from tettpaa.matrix import doc
from tettpaa.matrix.cells import Cell, cells, doors, viewers
from tettpaa.matrix.trial import run
from tettpaa.matrix.world import DAY, World, build

pytestmark = pytest.mark.django_db
PARTS = 4
"""For several processes to share."""


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(DAY):
        yield build()


def of(viewer: str, door: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.viewer.code == viewer and cell.door.name == door


@pytest.mark.parametrize("part", range(PARTS))
def test_every_cell_is_as_the_tables_say(world: World, part: int) -> None:
    codes = {viewer.code for viewer in viewers()[part::PARTS]}
    found = run(world, lambda cell: cell.viewer.code in codes)
    assert found.tried > 800
    assert not found.wrong, "\n".join(str(one) for one in found.wrong)


def test_every_role_and_every_address_is_in_it() -> None:
    found = list(cells())
    assert {cell.viewer.code for cell in found} == {viewer.code for viewer in viewers()}
    assert {cell.door.name for cell in found} == {door.name for door in doors()}
    assert len({str(cell) for cell in found}) == len(found)


def test_a_rule_that_lets_everybody_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def lets(_viewer: object, _subject: Any = None) -> Decision:
        return Decision(True, "because it was written so")

    assert not run(world, of("subject_teacher", "rule")).wrong
    monkeypatch.setitem(decide._rules, "rules.switch", lets)
    assert [one.wanted for one in run(world, of("subject_teacher", "rule")).leaks] == ["refused"]


def test_a_policy_that_shows_everything_is_seen(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "create policy forgotten on pathway_youngperson for select to tettpaa_app using (true)"
        )
    leaks = run(world, of("contact_teacher", "raise_about")).leaks
    assert {one.cell.record.code for one in leaks if one.cell.record} >= {"other_school", "other_county"}


def test_a_rule_that_lets_nobody_is_seen_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(decide._rules, "jobs.see", lambda _viewer, _subject=None: Decision(False, "no"))
    found = run(world, of("system_admin", "jobs"))
    assert [(one.status, one.leak) for one in found.wrong] == [(403, False)]


def test_the_page_has_every_address() -> None:
    page = doc.render()
    assert all(f"`{door.route}`" in page for door in doors())
