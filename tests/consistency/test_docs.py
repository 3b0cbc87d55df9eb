"""The pages at the root and the pins tell the truth about the repository."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT = ROOT / "pyproject.toml"
PINS = ROOT / "requirements/dev.txt"
NOT_OURS = {"build", "dist", "node_modules"}


def pages() -> list[Path]:
    """Every Markdown page of ours, wherever it lies."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    return sorted(p for p in found if not any(part in NOT_OURS or part[0] == "." for part in p.parts))


def anchors(page: Path) -> set[str]:
    """The names by which the headings of a page can be linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> Iterator[str]:
    """Links of a page to local files or headings that do not exist."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^()\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            yield link


def pins() -> dict[str, set[str]]:
    """Pinned versions by package."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", PINS.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def direct_dependencies() -> list[str]:
    told = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    groups = [item for group in told["dependency-groups"].values() for item in group]
    return [*told["build-system"]["requires"], *told["project"]["dependencies"], *groups]


def test_the_readme_is_at_most_80_lines() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("page", pages(), ids=str)
def test_links_to_local_files_lead_somewhere(page: Path) -> None:
    assert list(dead_links(ROOT / page)) == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](page.md#one-two) [b](#gone) [c](gone.md) [d](https://e.no) `[e](f)`")
    assert list(dead_links(page)) == ["#gone", "gone.md"]


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name)
def test_pins_name_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", text, re.M
    )


def test_every_pin_has_a_hash() -> None:
    entries = re.split(r"^(?=[\w.-]+==)", PINS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("dependency", direct_dependencies())
def test_a_direct_dependency_is_pinned_in_the_same_version(dependency: str) -> None:
    match = re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", dependency)
    assert match, f"{dependency}: give one exact version"
    assert pins().get(match[1].lower().replace("_", "-")) == {match[2]}


def test_every_direct_dependency_says_why_it_is_here() -> None:
    blocks = re.findall(r"^[\w-]+ = \[\n(.*?)^\]", PYPROJECT.read_text(encoding="utf-8"), re.M | re.S)
    lines = [line.strip() for block in blocks for line in block.splitlines() if "==" in line.split("#")[0]]
    told = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    assert len(lines) == len(direct_dependencies()) - len(told["build-system"]["requires"])
    assert [line for line in lines if not re.search(r"#\s+\w+", line)] == []


def test_the_licence_is_the_one_that_is_declared() -> None:
    declared = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert declared["license"] == "EUPL-1.2"
    assert (ROOT / "LICENCE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert all((ROOT / name).is_file() for name in declared["license-files"])
