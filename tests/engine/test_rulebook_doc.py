"""The generated rule book tells of every indicator, spec and rule."""

import re

from tettpaa.engine.book import standard_book
from tettpaa.engine.indicators import INDICATORS
from tettpaa.engine.rulebook_doc import render
from tettpaa.engine.specs import read_specs

PAGE = render()


def test_every_indicator_spec_and_rule_is_there() -> None:
    assert re.findall(r"^## `(\w+)`$", PAGE, re.M) == list(INDICATORS)
    assert [spec.shows for spec in read_specs() if spec.shows not in PAGE] == []
    assert re.findall(r"^### (.+)$", PAGE, re.M) == [rule.name for rule in standard_book().rules]


def test_a_rule_tells_titles_levels_limits_and_source() -> None:
    part = PAGE.split("### low-average-first-choice\n")[1].split("### ")[0]
    assert "- nn: Snitt under 2,5 og teken inn på førsteønsket" in part
    assert "For vg1, from 2016-08-01. Severity 2: act." in part
    assert "- all of\n  - `score` below 2.5 (name grade_average)\n  - `choice_rank` at most 1" in part
    assert "Source: IKO at Halden videregående skole" in part


def test_every_line_of_a_table_has_as_many_cells_as_its_head() -> None:
    for block in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.M):
        assert len({line.count("|") for line in block.splitlines()}) == 1
