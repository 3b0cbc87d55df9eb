"""What will happen, and what has happened, in sentences."""

import uuid
from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tettpaa.identification.actions import Answers
from tettpaa.identification.states import SignalState
from tettpaa.web.concerns.strip import in_words, role_word
from tettpaa.workflows.react import Foreseen, TakenUp


def class_title(code: str) -> str:
    return _("Signaler i %(code)s") % {"code": code} if code else _("Signaler om elever uten klasse")


def receiver(ahead: Foreseen) -> str:
    """``Kari Moe (kontaktlærer)``."""
    if ahead.receiver is None:
        return _("Den som leder")
    return f"{ahead.receiver.name} ({role_word(ahead.role)})"


def plan(ahead: Foreseen, some_today: bool) -> str:
    """Who gets what, and by when."""
    asked = {"who": receiver(ahead), "day": in_words(ahead.due), "today": in_words(ahead.today)}
    if some_today and ahead.today != ahead.due:
        words = _("%(who)s får dem, og skal ha sett på dem senest %(day)s. De som er merket, %(today)s.")
    else:
        words = _("%(who)s får dem, og skal ha sett på dem senest %(day)s.")
    return words % asked


@dataclass(frozen=True)
class Tally:
    """How many of the ticked: ``which`` to count (chosen, new or joins), and the sentence ``now``.

    While one ticks, the script takes ``none``, ``one`` or ``many`` with the number at ``{n}``.
    """

    which: str
    now: str
    none: str
    one: str
    many: str


def tallies(joins: list[bool]) -> dict[str, Tally]:
    """For those who are ticked as the page comes; each, whether they have an open concern."""
    counted = {"chosen": len(joins), "new": len(joins) - sum(joins), "joins": sum(joins)}
    found = {}
    for which, n in counted.items():
        none = _("Ingen er valgt ennå.") if which == "chosen" else ""
        now = _counted(which, n) if n else none
        found[which] = Tally(which, now, none, _counted(which, 1), _counted(which, 2, "{n}"))
    return found


def _counted(which: str, n: int, shown: str = "") -> str:
    words = {
        "chosen": ngettext("%(n)s er valgt.", "%(n)s er valgt.", n),
        "new": ngettext("%(n)s ny uro blir til.", "%(n)s nye uroer blir til.", n),
        "joins": ngettext(
            "%(n)s går inn i en uro som alt er åpen.", "%(n)s går inn i uroer som alt er åpne.", n
        ),
    }
    return words[which] % {"n": shown or n}


def taken(request: HttpRequest, done: list[TakenUp], wanted: list[uuid.UUID]) -> None:
    """The message after following up."""
    said = [ngettext("%(n)s ungdom følges opp.", "%(n)s ungdommer følges opp.", len(done)) % {"n": len(done)}]
    new = Counter((one.receiver, one.due) for one in done if not one.joined)
    for (who, due), n in new.items():
        mine = who == request.user
        words = (
            _("Du har ansvaret for %(n)s, og skal ha sett på det senest %(day)s.")
            if mine
            else _("%(who)s har ansvaret for %(n)s, og skal ha sett på det senest %(day)s.")
        )
        said.append(words % {"who": who.name if who else "", "n": n, "day": in_words(due)})
    if joined := sum(one.joined for one in done):
        said.append(
            ngettext("%(n)s gikk inn i en uro som var åpen.", "%(n)s gikk inn i uroer som var åpne.", joined)
            % {"n": joined}
        )
    _say(request, said if done else [], len(wanted) - sum(len(one.signals) for one in done))


def answered(request: HttpRequest, kind: SignalState, chosen: list[list[uuid.UUID]], done: Answers) -> None:
    """The message after "known" and "not now"."""
    n = sum(any(one in done.done for one in part) for part in chosen)
    words = (
        ngettext("%(n)s ungdom: kjent fra før.", "%(n)s ungdommer: kjent fra før.", n)
        if kind is SignalState.KNOWN
        else ngettext("%(n)s ungdom: ikke nå.", "%(n)s ungdommer: ikke nå.", n)
    )
    said = [words % {"n": n}, _("Du kan angre i dag, under «Besvart i det siste».")]
    _say(request, said if n else [], len(done.left))


def _say(request: HttpRequest, said: list[str], left: int) -> None:
    if left:
        said = said or [_("Ingenting ble gjort.")]
        said.append(
            ngettext("%(n)s signal var alt besvart.", "%(n)s signaler var alt besvart.", left) % {"n": left}
        )
    (messages.warning if left else messages.success)(request, " ".join(said))
