"""From files to stored signals, through the database."""

import pytest

from tests.intake.export import Export, young
from tettpaa.accounts.queries import system
from tettpaa.engine.book import standard_book
from tettpaa.identification.models import RuleLoad, RuleSwitch, Signal
from tettpaa.kit import clock
from tettpaa.workflows.identify import identify_now

pytestmark = pytest.mark.django_db
RULE = "warning-of-no-mark"
MAPPED = """
[source.warnings]
file = "warnings.csv"
delimiter = ";"

[[event]]
from = "warnings"
person = "pupil"
happened = "date"
name.constant = "warning_9_7"
subject = "subject"
"""


@pytest.fixture
def warned(export: Export) -> Export:
    """Jonas has been warned under § 9-7 in mathematics."""
    with (export.folder / "mapping.toml").open("a", encoding="utf-8") as mapping:
        mapping.write(MAPPED)
    (export.folder / "school/warnings.csv").write_text(
        f"pupil;date;subject\n{export.numbers()[0]};2026-11-12;MAT\n", encoding="utf-8"
    )
    export.load()
    return export


@pytest.mark.django_db
def test_a_warning_in_the_files_counts_as_load_before_the_rule_is_on(warned: Export) -> None:
    run = identify_now(by=system(), as_of=clock.today())
    assert (run.people, run.book.version) == (3, standard_book().version)
    assert sum(RuleLoad.objects.filter(run=run, rule=RULE).values_list("n", flat=True)) == 1
    assert not Signal.objects.exists()


def test_it_becomes_a_signal_once_when_the_rule_is_on(warned: Export) -> None:
    RuleSwitch.objects.create(
        id="00000000-0000-4000-8000-0000000000aa", rule=RULE, on=True, first=clock.today(), reason="prøves",
        by=system(), at=clock.now(), load={},
    )  # fmt: skip
    for _ in range(2):
        identify_now(by=system(), as_of=clock.today())
    signal = Signal.objects.get(rule=RULE)
    assert (signal.person_id, signal.unit.number) == (young("Jonas").id, "310100005")
