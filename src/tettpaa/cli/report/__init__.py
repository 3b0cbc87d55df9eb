"""The report of `tettpaa example`: one page a language, whole in itself (no network, no script)."""

from pathlib import Path
from typing import TYPE_CHECKING

from tettpaa.cli.report.page import page, spots
from tettpaa.cli.report.pictures import flags_svg
from tettpaa.cli.report.words import Speaker
from tettpaa.engine.rules import LANGUAGES

if TYPE_CHECKING:
    from tettpaa.cli.example import Example

__all__ = ["readme_picture", "write_reports"]


def write_reports(examples: "list[Example]", out: Path) -> dict[str, Path]:
    """One page a language into ``out``, by language; and the first picture of published flags."""
    paths = {language: out / f"report.{language}.html" for language in LANGUAGES}
    for language, path in paths.items():
        path.write_text(page(examples, language), encoding="utf-8")
    for example in [done for done in examples if done.published][:1]:
        (out / "picture.svg").write_text(readme_picture(example), encoding="utf-8")
    return paths


def readme_picture(example: "Example") -> str:
    """SVG in English: the example's runs among its published flags. The same figures give the same text."""
    speaker = Speaker("en")
    return flags_svg(example.published, spots(example, speaker), speaker)
