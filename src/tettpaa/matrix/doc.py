"""The page docs/generated/access-matrix.md: what should come of each cell, as ``oracle`` says and the trial holds."""

from collections import defaultdict
from collections.abc import Iterable

from tettpaa.kit import clock
from tettpaa.matrix.cells import RECORDS, Cell, cells, viewers
from tettpaa.matrix.oracle import Outcome, expected
from tettpaa.matrix.world import DAY

_HEAD = """# Who may what, address by address

Made from the addresses, the tables of rights ([rights.md](rights.md)) and the oracle of `tettpaa.matrix`. Each line
is tried for real, as each role, by `tettpaa access matrix` and by `tests/access/test_matrix.py`: *may* is 200, 302
or 422; *refused* is 403 with the reason; everybody else isn't told that there is anything (404). Without a log-in
all but the entrance sends to it.

Columns name roles by their code; "all" are all of them, the young person and the guardian included.

"""


def render() -> str:
    """Markdown, a table for each address."""
    with clock.frozen(DAY):
        found = [(cell, expected(cell)) for cell in cells() if cell.viewer.role]
    parts = [_HEAD, "| record | which is |\n| --- | --- |\n"]
    parts += [f"| {record.code} | {record.said} |\n" for record in RECORDS]
    by_door: dict[str, list[tuple[Cell, Outcome]]] = defaultdict(list)
    for cell, outcome in found:
        by_door[cell.door.route].append((cell, outcome))
    for route, tried in by_door.items():
        parts += [
            f"\n## `{route}`\n\n| what | record | may | refused |\n| --- | --- | --- | --- |\n",
            *_lines(tried),
        ]
    return "".join(parts)


def _lines(tried: list[tuple[Cell, Outcome]]) -> Iterable[str]:
    lines: dict[tuple[str, str], dict[Outcome, list[str]]] = defaultdict(lambda: defaultdict(list))
    for cell, outcome in tried:
        what = f"send: {cell.act}" if cell.act else {"GET": "look", "POST": "send"}[cell.method]
        lines[what, cell.record.code if cell.record else ""][outcome].append(cell.viewer.code)
    for (what, record), by_outcome in lines.items():
        if "no such way" not in by_outcome:
            yield f"| {what} | {record} | {_who(by_outcome['ok'])} | {_who(by_outcome['refused'])} |\n"


def _who(codes: list[str]) -> str:
    everyone = [viewer.code for viewer in viewers() if viewer.role]
    return "all" if codes == everyone else ", ".join(codes)
