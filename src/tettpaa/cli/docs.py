"""The pages of docs/generated, made from the code: ``python -m tettpaa.cli.docs [--check] DIR``."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from tettpaa.access import rights_doc
from tettpaa.cli.main import app
from tettpaa.engine import rulebook_doc
from tettpaa.facts import dictionary

HEAD = "<!-- Made from the code by `make docs`; changes made here are lost. -->\n\n"


def commands() -> str:
    """Every command with its help, as Markdown."""
    group: Any = typer.main.get_command(app)
    parts = ["# Commands\n\n", group.help or "", "\n\n", group.epilog or "", "\n"]
    for name, command in group.commands.items():
        parts += [f"\n## tettpaa {name}\n\n{command.help}\n\n", _parameters(command)]
    return "".join(parts)


def _parameters(command: Any) -> str:
    rows = ["| parameter | what | default |\n| --- | --- | --- |\n"]
    for parameter in command.params:
        is_option = parameter.param_type_name == "option"
        flag = parameter.opts[0] if is_option else parameter.metavar or parameter.name.upper()
        default = "required" if parameter.required else parameter.default
        shown = "" if default in (None, False) or callable(default) else str(default)
        rows.append(f"| `{flag}` | {getattr(parameter, 'help', None) or ''} | {shown} |\n")
    return "".join(rows)


def states() -> str:
    """What can be done to a concern, a baton, a measure and a meeting, as state diagrams."""
    _settings()
    from tettpaa.baton import states as baton
    from tettpaa.cases import states as cases
    from tettpaa.measures import states as measures
    from tettpaa.meetings import states as meetings

    rooms = {"Concern": cases, "Baton": baton, "Measure": measures, "Meeting": meetings}
    parts = [f"## {title}\n\n```mermaid\n{room.diagram().strip()}\n```\n" for title, room in rooms.items()]
    return "# States\n\nWhat does not stand here can't be done.\n\n" + "\n".join(parts)


def _settings() -> None:
    """Words of states are translated, for which Django must be set up; no database is needed."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tettpaa.conf.settings")
    os.environ.setdefault("TETTPAA_MODE", "test")
    os.environ.setdefault("TETTPAA_SECRET", "only for the documentation")
    django.setup()


def matrix() -> str:
    """What each role should meet at each address."""
    _settings()
    from tettpaa.matrix import doc

    return doc.render()


PAGES: dict[str, Callable[[], str]] = {
    "access-matrix.md": matrix,
    "commands.md": commands,
    "data-dictionary.md": dictionary.render,
    "rights.md": rights_doc.render,
    "rule-book.md": rulebook_doc.render,
    "states.md": states,
}


def main() -> None:
    """Write the pages, or with --check say which are stale and fail."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--check", action="store_true", help="only say which pages are stale")
    given = arguments.parse_args()
    pages = {given.folder / name: HEAD + render() for name, render in PAGES.items()}
    stale = [p for p, text in pages.items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    unknown = [p for p in given.folder.glob("*") if p not in pages]
    if given.check and (stale or unknown):
        sys.exit(f"Stale, run `make docs`: {', '.join(str(p) for p in stale + unknown)}")
    given.folder.mkdir(parents=True, exist_ok=True)
    for page in unknown if not given.check else ():
        page.unlink()
    for page in stale:
        page.write_text(pages[page], encoding="utf-8")


if __name__ == "__main__":
    main()
