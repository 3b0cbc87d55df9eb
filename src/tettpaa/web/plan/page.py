"""The plan on one time axis, and its rows in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tettpaa.cases.plan.queries import Detail
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import last_closed_week, monday
from tettpaa.measures.queries import Told
from tettpaa.measures.rules import funding, sector_of, sectors
from tettpaa.measures.states import Helped, State
from tettpaa.web.people.timeline import Amount, Happening, Picture, picture

if TYPE_CHECKING:
    from tettpaa.baton.models import Baton
    from tettpaa.measures.models import Measure
    from tettpaa.pathway.models import AbsenceWeek

BEFORE = timedelta(weeks=8)
"""How much absence is shown before today."""
LANE = 18
"""Letters of an agency's name that there is room for."""
TONES = {"school": 1, "nav": 2}


@dataclass(frozen=True)
class Line:
    """A measure in the list. ``state`` is late, open or ended."""

    told: Told
    state: str
    holder: str
    due: date | None
    sector: str
    pays: str
    came: str

    @property
    def when(self) -> str:
        """``24. november – 18. desember``."""
        row = self.told.measure
        return f"{date_format(row.first, 'j. F')} – {date_format(row.last, 'j. F')}"


def since() -> date:
    return monday(clock.today() - BEFORE)


def lines(detail: Detail) -> list[Line]:
    """Those that go on first, the nearest evaluation first."""
    found = [line(one, detail.batons.get(one.measure.id)) for one in detail.measures]
    return sorted(found, key=lambda one: (one.state == "ended", one.due or date.max))


def line(told: Told, baton: "Baton | None") -> Line:
    row = told.measure
    state = "ended" if row.state == State.EVALUATED else "late" if baton and baton.overdue else "open"
    return Line(
        told, state, baton.holder.name if baton else row.responsible.name,
        baton.due if baton else (row.evaluate_on if state == "open" else None),
        str(sectors()[sector_of(row.unit.kind)]), str(funding()[row.funding]),
        Helped(told.helped).label if told.helped else "",
    )  # fmt: skip


def drawn(detail: Detail) -> Picture | None:
    """None if there are no measures yet."""
    return axis([one.measure for one in detail.measures], detail.absence) if detail.measures else None


def axis(rows: "Sequence[Measure]", absence: "Sequence[AbsenceWeek]") -> Picture:
    """Every agency's measures beside each other, under the weeks of absence."""
    today = clock.today()
    first = min([since(), *(monday(row.first) for row in rows)])
    last = max([today + timedelta(weeks=2), *(row.last for row in rows)])
    lanes: dict[str, list[Happening]] = {}
    for row in rows:
        lane = lanes.setdefault(Truncator(row.unit.name).chars(LANE), [])
        tone = TONES.get(sector_of(row.unit.kind), 3)
        lane.append(
            Happening(row.title, row.first, row.last, tone, row.state == State.EVALUATED, planned=True)
        )
    closed = [one for one in absence if one.monday <= last_closed_week(today)]
    amounts = [Amount(one.monday, one.minutes / 60, False) for one in closed]
    return picture(
        first=first, last=last, today=today, amounts=amounts or None, limit=None, lanes=lanes.items()
    )


def summary(detail: Detail) -> str:
    """How many measures go on, and how many have been evaluated."""
    going = sum(one.measure.state == State.OPEN for one in detail.measures)
    given = {"going": going, "ended": len(detail.measures) - going}
    return _("%(going)s tiltak pågår, %(ended)s er evaluert") % given
