"""How pictures are drawn: Altair to SVG by vl-convert, without a browser.

Everything has a place in pixels (no automatic size, no legends, no axis titles), so that the same figures
give the same picture on every machine, whatever fonts it has.
"""

import re
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

INK, QUIET, LINE, PAPER = "#23282d", "#59636e", "#dfe3e7", "#ffffff"
ACCENT = "#0b6b4f"
FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
PIXEL: dict[str, Any] = {"type": "quantitative", "scale": None, "axis": None}  # a place, not a measure
CONFIG: dict[str, Any] = alt.Config(
    aria=False,
    background="transparent",
    font=FONT,
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        title=None,
        domain=False,
        ticks=False,
        grid=False,
        gridColor=LINE,
        labelColor=QUIET,
        labelFontSize=13,
        labelLimit=0,
        labelOverlap=False,
    ),
).to_dict()


@dataclass(frozen=True)
class Picture:
    """SVG for a page of one language. ``narrow`` takes its place on a phone, where there is one."""

    wide: Markup
    alt: str
    narrow: Markup | None = None


@dataclass(frozen=True)
class Frame:
    """The field of a picture in pixels, and the room around it."""

    width: int
    height: int
    left: int = 8
    right: int = 8
    top: int = 8
    bottom: int = 8

    def svg(self, *layers: alt.Chart) -> str:
        """The layers in one field, as SVG text. Put together here: Altair copies and checks far too long."""
        parts = [layer.to_dict(validate=False) for layer in layers]
        spec: dict[str, Any] = {
            "$schema": parts[0]["$schema"],
            "width": self.width,
            "height": self.height,
            "padding": {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom},
            "autosize": {"type": "none"},
            "config": CONFIG,
            "datasets": {name: rows for part in parts for name, rows in part.get("datasets", {}).items()},
            "layer": [{key: part[key] for key in ("data", "mark", "encoding")} for part in parts],
        }
        svg = str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
        return re.sub(r' (?:role|class|aria-\w+)="[^"]*"', "", svg)

    def inline(self, *layers: alt.Chart) -> Markup:
        """The same to stand in a page: no namespaces, and a size that follows the page up to its own."""
        svg = re.sub(r' xmlns(:\w+)?="[^"]*"', "", self.svg(*layers))
        whole = self.left + self.width + self.right
        head = f'<svg aria-hidden="true" focusable="false" style="max-width:{whole}px"'
        svg = re.sub(r'<svg[^>]*? width="[^"]*" height="[^"]*"', head, svg, count=1)
        return Markup(svg)  # noqa: S704  (made by vl-convert, which escapes the words it is given)


def data(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def percent(field: str, axis: alt.Axis | None = None) -> dict[str, Any]:
    """An encoding from 0 to 100. One layer of a picture says how its axis looks, the others say nothing."""
    scale = alt.Scale(domain=[0, 100], nice=False)
    return {"field": field, "type": "quantitative", "scale": scale} | ({"axis": axis} if axis else {})


def percent_axis(language: str, orient: str, step: int = 25) -> alt.Axis:
    """``0 25 50 75 100``, the last with its sign as the language writes it."""
    sign = "'%'" if language == "en" else "'\u00a0%'"
    return alt.Axis(
        orient=orient,  # type: ignore[arg-type]
        values=list(range(0, 101, step)),
        grid=True,
        labelExpr=f"datum.value + {sign}",
        labelPadding=6,
    )


def words(rows: list[dict[str, Any]], **mark: Any) -> list[alt.Chart]:
    """Text at ``px, py`` in pixels, on a pale edge that keeps it readable over what lies below."""
    look: dict[str, Any] = {"fontSize": 14, "color": INK, "baseline": "middle", "align": "left"} | mark
    edge = look | {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round", "color": PAPER}
    return [_text(rows, edge), _text(rows, look)]


def _text(rows: list[dict[str, Any]], look: dict[str, Any]) -> alt.Chart:
    made: alt.Chart = (
        data(rows)
        .mark_text(**look)
        .encode(
            x=alt.X(field="px", **PIXEL),
            y=alt.Y(field="py", **PIXEL),
            text=alt.Text(field="text", type="nominal"),
        )
    )
    return made


def pushed_apart(places: list[float], gap: float) -> list[float]:
    """Places in rising order, each moved as little as it takes to be ``gap`` from its neighbours."""
    moved = list(places)
    for _ in range(200):
        for i in range(len(moved) - 1):
            lack = gap - (moved[i + 1] - moved[i])
            if lack > 0.01:
                moved[i] -= lack / 2
                moved[i + 1] += lack / 2
    return [round(place, 1) for place in moved]
