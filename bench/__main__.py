"""``python -m bench [NAME]``: run the benches, or one; a table here, the same in build/bench.json."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.facts import bench_facts
from bench.identify import bench_identify, bench_pandas, bench_scale
from bench.intake import bench_intake
from bench.measure import MeasureError
from bench.pages.run import bench_pages
from bench.row import Row

RESULT = Path("build/bench.json")
BENCHES: dict[str, Callable[[], list[Row]]] = {
    "identify": bench_identify,
    "identify-scale": bench_scale,
    "identify-pandas": bench_pandas,
    "facts": bench_facts,
    "intake": bench_intake,
    "pages": bench_pages,
}


def main(names: list[str]) -> int:
    """0; 1 if a limit is broken or the sides differ; 2 for a name that is no bench."""
    screen = Console()
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        screen.print(f"no bench is called {unknown[0]}; there are {', '.join(BENCHES)}")
        return 2
    rows: list[Row] = []
    try:
        for name in names or BENCHES:
            with screen.status(f"{name} …"):
                rows += BENCHES[name]()
    except MeasureError as failure:
        screen.print(str(failure), markup=False)
        return 1
    finally:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n", encoding="utf-8")
    screen.print(_table(rows))
    return int(any(row.broken for row in rows))


def _table(rows: list[Row]) -> Table:
    table = Table(title="Bench", title_justify="left")
    for heading in ("name", "ours", "theirs", "ratio", "limit"):
        table.add_column(heading, justify="left" if heading == "name" else "right", no_wrap=True)
    table.add_column("note")
    for row in rows:
        limit = "" if row.limit is None else f"{row.limit:g}"
        figures = (f"{row.ours:,.1f}", f"{row.theirs:,.1f}", f"{row.ratio:.2f}", limit)
        table.add_row(row.name, *figures, row.note, style="red" if row.broken else None)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
