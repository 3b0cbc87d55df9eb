"""Write THIRD-PARTY-NOTICES.md from the pins and the installed packages; ``--check`` only compares.

Which packages, and in which versions, is read from requirements/dev.txt alone, so that no Python version or
platform changes the page; licence and home page come from the metadata of the installed packages, or from
notices.toml. Ends with 1 if a licence is not known, or if the page is stale.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "THIRD-PARTY-NOTICES.md"
US = "tettpaa (pyproject.toml)"  # how the pins name a direct runtime dependency; dev ones end in :dev)
SPDX = {"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0"}
CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
}
HOMES = ("source", "source code", "source-code", "repository", "github", "homepage", "home page")


def runtime_pins(text: str) -> dict[str, list[str]]:
    """Versions by package, for all that pyproject's runtime dependencies need, directly or not."""
    versions: dict[str, list[str]] = {}
    wanted_by: dict[str, set[str]] = {}
    name = ""
    for line in text.splitlines():
        if pin := re.match(r"([\w.-]+)==([^\s;]+)", line):
            name = pin[1]
            versions.setdefault(name, []).append(pin[2])
        elif via := re.match(r" +# +(?:via )?(?!via$)(\S.*)", line):
            wanted_by.setdefault(name, set()).add(via[1].strip())
    needed = {US}
    while more := {name for name, users in wanted_by.items() if users & needed} - needed:
        needed |= more
    return {name: versions[name] for name in sorted(needed - {US})}


def licence(name: str, about: PackageMetadata | None, known: dict[str, str]) -> str:
    """The SPDX expression; LookupError if neither metadata nor notices.toml tells."""
    if name in known:
        return known[name]
    if expression := values(about, "License-Expression"):
        return expression[0]
    found = {text for text in values(about, "License") if text in SPDX}
    found |= {CLASSIFIERS[text] for text in values(about, "Classifier") if text in CLASSIFIERS}
    if len(found) == 1:
        return found.pop()
    raise LookupError(f"the licence of {name} is not known: read it and name it in tools/notices.toml")


def home(name: str, about: PackageMetadata | None, known: dict[str, str]) -> str:
    """Where the project lives: its source, or else its home page."""
    if name in known:
        return known[name]
    pairs = [text.split(", ", 1) for text in values(about, "Project-URL")]
    urls = {label.lower(): url for label, url in pairs}
    found = [urls[label] for label in HOMES if label in urls] + values(about, "Home-page")
    if found:
        return found[0]
    raise LookupError(f"the home page of {name} is not known: name it in tools/notices.toml")


def installed(name: str) -> PackageMetadata | None:
    """The metadata of a package; None if this platform does not need it."""
    try:
        return metadata(name)
    except PackageNotFoundError:
        return None


def values(about: PackageMetadata | None, field: str) -> list[str]:
    """All that the metadata says under one heading."""
    return list(about.get_all(field) or []) if about else []


def page(pins: dict[str, list[str]], told: dict[str, Any]) -> str:
    """The whole page."""
    lines = [
        told["intro"],
        "| Package | Version | Licence | Home |",
        "|---|---|---|---|",
    ]
    for name, versions in pins.items():
        about = installed(name)
        terms, url = licence(name, about, told["licences"]), home(name, about, told["homes"])
        lines.append(f"| {name} | {', '.join(versions)} | {terms} | <{url}> |")
    lines += ["", "## Data", ""]
    for data in told["data"]:
        lines += [f"**{data['name']}** (`{data['where']}`). {data['origin']}", ""]
        lines += [f"Licence: {data['licence']}", ""]
    lines += ["## MIT licence of the repositories named above", ""]
    lines += [f"Copyright (c) {holder}  " for holder in told["mit"]["holders"]]
    return "\n".join([*lines, "", told["mit"]["text"], ""])


def main(arguments: list[str]) -> str | int:
    """0, or a sentence for stderr and exit code 1."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    pins = runtime_pins((ROOT / "requirements/dev.txt").read_text(encoding="utf-8"))
    try:
        wanted = page(pins, told)
    except LookupError as error:
        return str(error)
    if "--check" in arguments:
        fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted
        return 0 if fresh else f"{PAGE.name} is stale: run python tools/notices.py"
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
