"""The tables beside this package: the county, its figures and its names."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FOLDER = Path(str(files("tettpaa.demo")))


@cache
def table(name: str) -> dict[str, Any]:
    """``<name>.toml`` of this package."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def figures(section: str) -> dict[str, Any]:
    """A section of ``figures.toml``."""
    found: dict[str, Any] = table("figures")[section]
    return found


def programme(letters: str) -> dict[str, Any]:
    """The education programme of the two letters, such as BA."""
    found: dict[str, Any] = table("county")["programme"][letters]
    return found
