"""The report's pictures: rules among published flags, over days, and group by group."""

import math
import statistics
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt

from tettpaa.cli.report.drawing import (
    ACCENT,
    INK,
    LINE,
    PAPER,
    PIXEL,
    QUIET,
    Frame,
    Picture,
    data,
    percent,
    percent_axis,
    pushed_apart,
    words,
)
from tettpaa.cli.report.words import Speaker
from tettpaa.engine.evaluate import Measures, Share

if TYPE_CHECKING:
    from tettpaa.cli.example import Flag

WIDE = Frame(780, 400, left=52, right=20, top=34, bottom=54)
NARROW = Frame(272, 330, left=44, right=12, top=34, bottom=54)
LETTER = 8.4  # width of a letter of 14 px in the widest of the fonts, bold


@dataclass(frozen=True)
class Spot:
    """A named point among the published flags: false alarms and found, 0 to 1."""

    label: str
    false: float
    found: float


def middle(flags: "tuple[Flag, ...]") -> tuple[float, float]:
    """Median false alarms and median found."""
    return statistics.median(1 - f.specificity for f in flags), statistics.median(
        f.sensitivity for f in flags
    )


def among_flags(flags: "tuple[Flag, ...]", spots: list[Spot], speaker: Speaker) -> Picture:
    false, found = middle(flags)
    runs = " ".join(
        speaker.say("flags.alt_run", label=s.label, false=speaker.part(s.false), found=speaker.part(s.found))
        for s in spots
    )
    said = {"false": speaker.part(false), "found": speaker.part(found)}
    alternative = speaker.say("flags.alt", runs=runs, count=len(flags), **said)
    wide, narrow = (frame.inline(*_flag_layers(frame, flags, spots, speaker)) for frame in (WIDE, NARROW))
    return Picture(wide, alternative, narrow)


def flags_svg(flags: "tuple[Flag, ...]", spots: list[Spot], speaker: Speaker) -> str:
    """The same as a file of its own, on paper, for places that show it on any ground."""
    layers = _flag_layers(WIDE, flags, spots, speaker)
    svg = WIDE.svg(*layers)
    start = svg.index(">") + 1
    return f'{svg[:start]}<rect width="100%" height="100%" rx="12" fill="{PAPER}"/>{svg[start:]}\n'


def _flag_layers(
    frame: Frame, flags: "tuple[Flag, ...]", spots: list[Spot], speaker: Speaker
) -> list[alt.Chart]:
    rings = [
        {"x": 100 * (1 - f.specificity), "y": 100 * f.sensitivity, "size": round(14 + 2.2 * f.people**0.5, 1)}
        for f in sorted(flags, key=lambda f: -f.people)
    ]
    dots = [{"x": 100 * s.false, "y": 100 * s.found} for s in spots]
    typical = dict(zip("xy", (100 * part for part in middle(flags)), strict=True))
    x, y = alt.X(**percent("x")), alt.Y(**percent("y"))
    size = alt.Size(field="size", type="quantitative", scale=None, legend=None)
    return [
        _chance(frame, speaker),
        data(rings)
        .mark_point(filled=False, stroke="#8a939c", strokeWidth=1.1, opacity=0.85)
        .encode(x=x, y=y, size=size),
        *_labels(frame, [*spots, Spot(speaker.say("flags.median"), typical["x"] / 100, typical["y"] / 100)]),
        data([typical])
        .mark_point(
            shape="diamond", size=130, filled=True, opacity=1, color=INK, stroke=PAPER, strokeWidth=1.5
        )
        .encode(x=x, y=y),
        data(dots)
        .mark_point(
            shape="circle", size=190, filled=True, opacity=1, color=ACCENT, stroke=PAPER, strokeWidth=2
        )
        .encode(x=x, y=y),
        *_around(frame, speaker),
    ]


def _chance(frame: Frame, speaker: Speaker) -> alt.Chart:
    """The grid, and the line on which a rule is no better than drawing lots."""
    made: alt.Chart = (
        data([{"x": 0, "y": 0}, {"x": 100, "y": 100}])
        .mark_line(color=QUIET, strokeWidth=1.2, strokeDash=[5, 5])
        .encode(
            x=alt.X(**percent("x", axis=percent_axis(speaker.language, "bottom"))),
            y=alt.Y(**percent("y", axis=percent_axis(speaker.language, "left"))),
        )
    )
    return made


def _around(frame: Frame, speaker: Speaker) -> list[alt.Chart]:
    """What the axes measure, in words, and the name of the line of chance along its upper end."""
    up, across = f"↑ {speaker.say('measure.found')}", f"{speaker.say('measure.false')} →"
    ends = [{"px": -frame.left + 4, "py": -18, "text": up}]
    right = [{"px": frame.width, "py": frame.height + 40, "text": across}]
    steep = math.degrees(math.atan2(frame.height, frame.width))
    at = {"px": 0.85 * frame.width, "py": 0.15 * frame.height, "text": speaker.say("flags.chance")}
    return [
        *words(ends, fontWeight=600),
        *words(right, fontWeight=600, align="right"),
        *words([at], color=QUIET, align="center", fontSize=12, angle=360 - steep, dy=10),
    ]


def _labels(frame: Frame, spots: list[Spot]) -> list[alt.Chart]:
    """Labels beside their dots on a thin line, pushed apart where they would lie on each other."""
    placed = sorted(
        ((frame.width * s.false, frame.height * (1 - s.found), _lines(frame, s)) for s in spots),
        key=lambda p: p[1],
    )
    gap = 21.0 if all(len(lines) == 1 for *_, lines in placed) else 36.0
    leads: list[dict[str, Any]] = []
    texts: dict[str, list[dict[str, Any]]] = {"left": [], "right": []}
    for (px, py, lines), ly in zip(placed, pushed_apart([p[1] for p in placed], gap), strict=True):
        room = max(map(len, lines)) * LETTER
        side, step = ("left", 1) if px + 28 + room < frame.width + frame.right else ("right", -1)
        leads += [{"lead": py, "px": px, "py": py}, {"lead": py, "px": px + step * 24, "py": ly}]
        top = ly - 7.5 * (len(lines) - 1)
        texts[side] += [{"px": px + step * 28, "py": top + 15 * i, "text": t} for i, t in enumerate(lines)]
    lines_drawn = (
        data(leads)
        .mark_line(color=INK, strokeWidth=1)
        .encode(
            x=alt.X(field="px", **PIXEL),
            y=alt.Y(field="py", **PIXEL),
            detail=alt.Detail(field="lead", type="nominal"),
        )
    )
    sides = [words(rows, align=side, fontWeight=600) for side, rows in texts.items() if rows]
    return [lines_drawn, *(layer for layers in sides for layer in layers)]


def _lines(frame: Frame, spot: Spot) -> list[str]:
    """A label in one line where there is room beside the dot, otherwise in two or more."""
    at = frame.width * spot.false
    room = max(frame.width + frame.right - at, at) - 28
    return textwrap.wrap(spot.label, max(10, int(room / LETTER)))


@dataclass(frozen=True)
class Day:
    """The whole book so many days after the start."""

    day: int
    found: Share
    hits: Share


def over_days(days: list[Day], speaker: Speaker) -> Picture:
    """Found (filled, whole line) and hits (hollow, dashed line) by day, both named at their ends."""
    frame = Frame(300, 250, left=52, right=92, top=20, bottom=54)
    ticks = [d.day for d in days]
    reach = (ticks[-1] - ticks[0]) * 0.08
    scale = alt.Scale(domain=[ticks[0] - reach, ticks[-1] + reach], nice=False)
    axis = alt.Axis(values=ticks, labelPadding=8, labelExpr="datum.value", orient="bottom")
    x = {"field": "x", "type": "quantitative", "scale": scale}
    layers, ends = [], []
    for name, look in (("found", True), ("hits", False)):
        rows = [{"x": d.day, "y": 100 * (getattr(d, name).value or 0)} for d in days]
        layers += _line(rows, x, axis, percent_axis(speaker.language, "left"), look)
        ends.append((frame.height * (1 - rows[-1]["y"] / 100), name))
    ends.sort()
    for (_, name), py in zip(ends, pushed_apart([e[0] for e in ends], 36), strict=True):
        last = speaker.share(getattr(days[-1], name))
        texts = [speaker.say(f"measure.{name}"), last]
        lines = [{"px": frame.width + 2, "py": py - 8 + 16 * i, "text": t} for i, t in enumerate(texts)]
        layers += words(lines, fontWeight=600, color=ACCENT if name == "found" else INK)
    below = [{"px": frame.width / 2, "py": frame.height + 40, "text": speaker.say("days.axis")}]
    layers += words(below, align="center", color=QUIET)
    said = " ".join(
        speaker.say("days.alt_day", day=d.day, found=speaker.share(d.found), hits=speaker.share(d.hits))
        for d in days
    )
    return Picture(frame.inline(*layers), speaker.say("days.alt", days=said))


def _line(
    rows: list[dict[str, Any]], x: dict[str, Any], across: alt.Axis, up: alt.Axis, filled: bool
) -> list[alt.Chart]:
    colour = ACCENT if filled else INK
    ways = {"x": alt.X(**x, axis=across), "y": alt.Y(**percent("y", axis=up))}
    dash: dict[str, Any] = {} if filled else {"strokeDash": [6, 4]}
    fill = colour if filled else PAPER
    return [
        data(rows).mark_line(color=colour, strokeWidth=2.2, **dash).encode(**ways),
        data(rows).mark_point(size=90, fill=fill, stroke=colour, strokeWidth=2.2, opacity=1).encode(**ways),
    ]


ROW = 46  # pixels from group to group
LONGEST = 44  # letters of a group's name; the table has it whole


def by_group(
    groups: list[tuple[Measures, Share | None]], everyone: Share | None, measure: str, speaker: Speaker
) -> Picture:
    """A dot with its interval for each group, the name above it; a dashed line for all together."""
    frame = Frame(376, ROW * len(groups), left=4, right=10, top=44, bottom=34)
    names = [speaker.named("value", m.group) for m, _ in groups]
    short = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names]
    shown = [(i, s) for i, (_, s) in enumerate(groups) if s is not None and s.value is not None]
    dots = [{"x": 100 * (s.value or 0), "py": _row(i)} for i, s in shown]
    bars = [
        {"x": 100 * s.interval[0], "to": 100 * s.interval[1], "py": _row(i)} for i, s in shown if s.interval
    ]
    tracks = [{"x": 0, "to": 100, "py": _row(i)} for i in range(len(groups))]
    left = [{"px": 0, "py": _row(i) - 18, "text": n} for i, n in enumerate(short)]
    figures = [speaker.share(s) for _, s in groups]
    right = [{"px": frame.width, "py": _row(i) - 18, "text": f} for i, f in enumerate(figures)]
    layers = [
        _bars(tracks, LINE, 2, alt.X(**percent("x", axis=_quiet_axis(speaker.language)))),
        *_whole(frame, len(groups), everyone, speaker),
        *([_bars(bars, ACCENT, 4, alt.X(**percent("x")), 0.45)] if bars else []),
        data(dots)
        .mark_point(size=120, filled=True, opacity=1, color=ACCENT, stroke=PAPER, strokeWidth=1.5)
        .encode(x=alt.X(**percent("x")), y=_pixel("py")),
        *words(left),
        *words(right, align="right", fontWeight=600),
    ]
    hidden = speaker.say("measure.hidden")
    said = "; ".join(f"{n} {f if s else hidden}" for n, f, (_, s) in zip(names, figures, groups, strict=True))
    named = speaker.say(f"measure.{measure}")
    return Picture(frame.inline(*layers), speaker.say("groups.alt", measure=named, groups=f"{said}."))


def _row(number: int) -> int:
    return ROW * number + 32


def _pixel(field: str) -> alt.Y:
    return alt.Y(field=field, **PIXEL)


def _quiet_axis(language: str) -> alt.Axis:
    axis = percent_axis(language, "bottom", 50)
    axis.grid = False
    axis.labelAlign = alt.ExprRef(expr="datum.value == 0 ? 'left' : datum.value == 100 ? 'right' : 'center'")
    return axis


def _bars(rows: list[dict[str, Any]], colour: str, width: int, x: alt.X, opacity: float = 1) -> alt.Chart:
    made: alt.Chart = (
        data(rows)
        .mark_rule(color=colour, strokeWidth=width, strokeCap="round", opacity=opacity)
        .encode(x=x, x2=alt.X2(field="to"), y=_pixel("py"))
    )
    return made


def _whole(frame: Frame, rows: int, everyone: Share | None, speaker: Speaker) -> list[alt.Chart]:
    """Where all together stand: named above, and a dash across each group's line."""
    if everyone is None or everyone.value is None:
        return []
    at = 100 * everyone.value
    dashes = [{"x": at, "py": _row(i) - 9, "to": _row(i) + 9} for i in range(rows)]
    ticks = (
        data([{"x": at, "py": -9, "to": 0}, *dashes])
        .mark_rule(color=INK, strokeWidth=1.4)
        .encode(x=alt.X(**percent("x")), y=_pixel("py"), y2=alt.Y2(field="to"))
    )
    place = min(max(frame.width * everyone.value, 40), frame.width - 40)
    text = [{"px": place, "py": -20, "text": speaker.say("groups.all", share=speaker.share(everyone))}]
    return [ticks, *words(text, align="center", fontSize=13, color=QUIET)]
