"""Decision records: numbers without gaps, the title in the file name, the same four headings, short."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs/adr"
RECORDS = sorted(FOLDER.iterdir())
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
LONGEST = 45


def named(path: Path) -> str:
    return path.name


def test_numbers_are_consecutive_from_1() -> None:
    numbers = [path.name[:4] for path in RECORDS]
    assert numbers == [f"{n:04}" for n in range(1, len(RECORDS) + 1)]
    assert numbers


@pytest.mark.parametrize("path", RECORDS, ids=named)
def test_the_title_is_the_file_name(path: Path) -> None:
    number, title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(": ", 1)
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
    assert path.name == f"{number}-{slug}.md"


@pytest.mark.parametrize("path", RECORDS, ids=named)
def test_it_has_the_four_headings_each_with_text(path: Path) -> None:
    parts = re.split(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert parts[1::2] == HEADINGS
    assert all(text.strip() for text in parts[2::2])


@pytest.mark.parametrize("path", RECORDS, ids=named)
def test_its_status_is_one_that_we_use(path: Path) -> None:
    status = path.read_text(encoding="utf-8").split("## Status\n")[1].split("##")[0].strip()
    match = re.fullmatch(r"Proposed\.|Accepted\.|Superseded by (\d{4})\.", status)
    assert match, f"'{status}': write Proposed., Accepted. or Superseded by NNNN."
    assert not match[1] or any(other.name.startswith(match[1]) for other in RECORDS if other != path)


@pytest.mark.parametrize("path", RECORDS, ids=named)
def test_it_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
