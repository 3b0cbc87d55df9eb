"""A county that has switched the standard book on, and runs of it with signals made by hand."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pytest

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.engine.book import standard_book
from tettpaa.engine.signals import Evidence
from tettpaa.engine.signals import Signal as Fired
from tettpaa.identification.actions import store_run, switch
from tettpaa.identification.events import Events
from tettpaa.identification.models import Run, Signal
from tettpaa.kit import clock
from tettpaa.pathway.models import PersonKey

BOOK = standard_book()
ABSENCE, LIMIT, WARNING = "absence-over-10-percent", "absence-limit-near", "warning-of-no-mark"


@dataclass
class Watch:
    """``run`` stores what fired for the young people named, as the system; ``on`` switches rules on."""

    house: House

    def key(self, name: str) -> uuid.UUID:
        found = PersonKey.objects.filter(person=self.house.young[name]).first()
        return (found or PersonKey.objects.create(key=uuid.uuid4(), person=self.house.young[name])).key

    def fired(self, name: str, rule: str, value: float = 0.14, **more: object) -> Fired:
        one = next(r for r in BOOK.rules if r.name == rule)
        evidence = (Evidence(0, value, **more),)
        return Fired(
            self.key(name), rule, BOOK.version, one.valid_from, one.severity, clock.today(), evidence
        )

    def run(self, *fired: Fired, as_of: date | None = None, events: Events | None = None) -> Run:
        with acting_as(SYSTEM, "tettpaa_system"):
            return store_run(
                by=system(), as_of=as_of or clock.today(), book=BOOK, signals=fired, events=events
            )

    def on(self, *rules: str) -> None:
        cato = self.house.users["cato"]
        with acting_as(cato.id):
            for rule in rules:
                switch(rule=rule, on=True, from_date=clock.today(), reason="Vi følger opp fravær", by=cato)

    def states(self, name: str) -> list[tuple[str, str]]:
        rows = Signal.objects.filter(person=self.house.young[name]).order_by("rule", "nth")
        return [(row.rule, row.state) for row in rows]

    def new(self, *names: str) -> list[uuid.UUID]:
        people = [self.house.young[name] for name in names]
        return ids(Signal.objects.filter(person__in=people, state="new"))


def ids(rows: Iterable[Signal]) -> list[uuid.UUID]:
    return [row.id for row in rows]


@pytest.fixture
def watch(house: House) -> Watch:
    """A first run has told the load, and three rules are switched on."""
    watch = Watch(house)
    for name in house.young:
        watch.key(name)
    watch.run()
    watch.on(ABSENCE, LIMIT, WARNING)
    return watch
