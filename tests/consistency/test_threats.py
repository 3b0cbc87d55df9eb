"""Each threat of SECURITY.md names the test that holds it, and that test is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> list[str]:
    """Lines of the tables between «Threats» and what is not held."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    part = text.split("## Threats\n")[1].split("### Not held")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [line for line in lines if not line.startswith(("| threat", "|---"))]


def test_there_are_threats_and_the_insider_comes_first() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert len(rows()) > 40
    assert text.index("### Somebody with a log-in") < text.index("### Somebody without one")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split("|")[1].strip()[:40])
def test_a_threat_is_held_by_a_test_that_is_there(row: str) -> None:
    named = NAMED.findall(row)
    assert named, "no test"
    for file, test in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (
            f"{file}::{test}"
        )
