"""What a rule, its load and its switches are called on the pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tettpaa.identification.rulebook import RuleRow, Switched, UnitLoad
from tettpaa.identification.states import SignalState
from tettpaa.web.people.words import level

MOST_UNITS = 3
"""Units whose load stands beside a rule in the list."""


@dataclass(frozen=True)
class Shown:
    """A rule in the list. ``load``: of the viewer's own units, where they are few."""

    row: RuleRow
    severity: str
    levels: str
    hits: str
    load: list[str]
    answers: str
    state: str
    coming: str


def shown(row: RuleRow) -> Shown:
    few = row.loads if len(row.loads) <= MOST_UNITS else []
    return Shown(
        row=row,
        severity=severity(row.severity),
        levels=", ".join(filter(None, (_level(code) for code in row.levels))),
        hits="" if row.hits is None else _people(row.hits),
        load=[f"{one.unit}: {_of(one)}" for one in few],
        answers=", ".join(f"{n} {SignalState(state).label}" for state, n in _sorted(row.answers)),
        state=state(row),
        coming=_coming(row.coming) if row.coming else "",
    )


def severity(n: int) -> str:
    """1 look, 2 act, 3 act today; as the book says it."""
    return {1: _("se nærmere på det"), 2: _("gjør noe"), 3: _("gjør noe i dag")}[n]


def state(row: RuleRow) -> str:
    """``På siden 23. november 2026, av Cato``; a rule that nobody has switched is off."""
    if row.now is None:
        return _("Av. Ingen har slått den på.")
    words = _("På siden %(day)s, av %(who)s.") if row.now.on else _("Av siden %(day)s, av %(who)s.")
    return words % {"day": day(row.now), "who": row.now.by}


def _coming(coming: Switched) -> str:
    words = _("Slås på %(day)s, av %(who)s.") if coming.on else _("Slås av %(day)s, av %(who)s.")
    return words % {"day": day(coming), "who": coming.by}


def day(switched: Switched) -> str:
    return date_format(switched.first, "j. F Y")


def each(load: UnitLoad) -> str:
    """``21 eller 22 hver``; empty where there is no counsellor, or one only."""
    if load.counsellors < 2:
        return ""
    fewest, over = divmod(load.n, load.counsellors)
    if over:
        return _("%(few)s eller %(more)s hver") % {"few": fewest, "more": fewest + 1}
    return _("%(n)s hver") % {"n": fewest}


def consequence(loads: Iterable[UnitLoad]) -> list[str]:
    """What switching on would bring, a sentence for each school that gets something, the most first."""
    found = [load for load in loads if load.n]
    found.sort(key=lambda load: -load.n)
    return [_brings(load) for load in found]


def _brings(load: UnitLoad) -> str:
    words = {"n": load.n, "unit": load.unit, "each": each(load)}
    if load.counsellors == 0:
        said = ngettext(
            "%(unit)s får %(n)s nytt signal, og har ingen rådgiver. Det går til avdelingsleder og rektor.",
            "%(unit)s får %(n)s nye signaler, og har ingen rådgiver. De går til avdelingsleder og rektor.",
            load.n,
        )
    elif load.counsellors == 1:
        said = ngettext(
            "Rådgiveren ved %(unit)s får %(n)s nytt signal.",
            "Rådgiveren ved %(unit)s får %(n)s nye signaler.",
            load.n,
        )
    else:
        said = ngettext(
            "Rådgiverne ved %(unit)s får %(n)s nytt signal, %(each)s.",
            "Rådgiverne ved %(unit)s får %(n)s nye signaler, %(each)s.",
            load.n,
        )
    return said % words


def _of(load: UnitLoad) -> str:
    said = _("%(n)s av %(all)s") % {"n": load.n, "all": load.enrolled}
    return ", ".join(filter(None, (said, each(load) if load.n else "")))


def _people(n: int) -> str:
    return ngettext("%(n)s ungdom i fylket", "%(n)s ungdommer i fylket", n) % {"n": n}


def _level(code: str) -> str:
    return _("ungdomstrinnet") if code == "lower_secondary" else level(code)


def _sorted(answers: dict[SignalState, int]) -> list[tuple[SignalState, int]]:
    order = list(SignalState)
    return sorted(answers.items(), key=lambda pair: order.index(pair[0]))
