"""What was changed, from what to what, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from tettpaa.cases.states import Decision, Outcome, State
from tettpaa.identification.states import SignalState
from tettpaa.kit import clock
from tettpaa.oversight.queries import Change
from tettpaa.web.oversight.words import clock_time, day_name
from tettpaa.web.people.words import day


@dataclass(frozen=True)
class Said:
    """One change: when, by whom (empty: somebody the reader may not know), and what, a sentence each."""

    time: str
    by: str
    sentences: list[str]


def days(changes: Iterable[Change], names: dict[str, str]) -> list[tuple[str, list[Said]]]:
    """The latest day first. Events that say nothing to a reader are left out."""
    said = [(one, sentences(one, names)) for one in changes]
    told = [(one, found) for one, found in said if found]
    return [
        (day_name(on), [Said(clock_time(one.at), one.by, found) for one, found in of_day])
        for on, of_day in groupby(told, key=lambda pair: pair[0].at.astimezone(clock.OSLO).date())
    ]


def sentences(change: Change, names: dict[str, str]) -> list[str]:
    """What the event says; nothing for a kind that has no words."""
    kind, _dot, verb = change.verb.partition(".")
    say = {
        "concern": _concern,
        "baton": _baton,
        "signals": _signals,
        "person": _person,
        "emergency": _emergency,
        "consent": _consent,
        "disclosure": _disclosure,
        "meeting_item": _meeting_item,
        "thread": _thread,
    }.get(kind)
    return say(verb, change.details, names) if say else []


def _concern(verb: str, details: dict, _names: dict[str, str]) -> list[str]:
    if verb == "raised":
        return [_("Sa fra om en uro.")]
    found = []
    if verb == "join":
        found.append(_("La nye signaler til uroen."))
    before, after = details.get("state_from", ""), details.get("state", "")
    if before and before != after:
        found.append(_fromto(_("Uroen"), State(before).label, State(after).label))
    decided, was = details.get("decision", ""), details.get("decision_from", "")
    if decided and decided != was:
        old = Decision(was).label if was else _("ikke avgjort")
        found.append(_fromto(_("Avgjørelsen"), old, Decision(decided).label))
    if outcome := details.get("outcome"):
        found.append(_("Utfall: %(what)s.") % {"what": str(Outcome(outcome).label).lower()})
    return found


def _baton(verb: str, details: dict, names: dict[str, str]) -> list[str]:
    if details.get("of") != "concern":
        return []
    holder, due = _named(details.get("holder"), names), _day(details.get("due"))
    if verb == "opened":
        return [_("Ansvaret ble gitt til %(who)s, med frist %(day)s.") % {"who": holder, "day": due}]
    if verb == "closed":
        return [_("Ansvaret til %(who)s ble avsluttet.") % {"who": holder}]
    found = {
        "offered": [_("Spurte om en annen kunne ta over ansvaret.")],
        "declined": [_("Sa nei til å ta over ansvaret.")],
    }.get(verb, [])
    before = details.get("holder_from")
    if before and before != details["holder"]:
        found.append(_fromto(_("Ansvaret"), _named(before, names), holder))
    if (was := details.get("due_from")) and was != details["due"]:
        found.append(_fromto(_("Fristen"), _day(was), due))
    return found


def _signals(verb: str, details: dict, _names: dict[str, str]) -> list[str]:
    after = SignalState.NEW if verb == "undone" else SignalState(verb)
    before = SignalState(details["state_from"]) if "state_from" in details else SignalState.NEW
    if before == after:
        return []
    return [_fromto(_("Signalet"), before.label, after.label)]


def _person(verb: str, _details: dict, _names: dict[str, str]) -> list[str]:
    return {
        "merged": [_("To registreringer av samme ungdom ble slått sammen til én.")],
        "unmerged": [_("Registreringen ble delt i to igjen.")],
    }.get(verb, [])


def _emergency(verb: str, _details: dict, _names: dict[str, str]) -> list[str]:
    return {"opened": [_("Åpnet nødtilgang.")], "ended": [_("Avsluttet nødtilgangen.")]}.get(verb, [])


def _meeting_item(verb: str, _details: dict, _names: dict[str, str]) -> list[str]:
    return {
        "raised": [_("Satte saken på dagsordenen i et team.")],
        "withdrawn": [_("Tok saken av dagsordenen.")],
        "written": [_("Skrev i referatet fra teamet.")],
        "decided": [_("Teamet bestemte et tiltak.")],
    }.get(verb, [])


def _thread(_verb: str, _details: dict, _names: dict[str, str]) -> list[str]:
    return [_("Skrev en melding.")]


def _consent(verb: str, details: dict, _names: dict[str, str]) -> list[str]:
    return {
        "given": [_("La inn et samtykke som gjelder til %(day)s.") % {"day": _day(details.get("last"))}],
        "withdrawn": [_("Trakk et samtykke.")],
        "warned": [_("Varslet om at et samtykke går ut.")],
    }.get(verb, [])


def _disclosure(_verb: str, _details: dict, _names: dict[str, str]) -> list[str]:
    return [_("Førte opp noe som er fortalt til andre.")]


def _fromto(what: str, before: str, after: str) -> str:
    return _("%(what)s: fra «%(before)s» til «%(after)s».") % {"what": what, "before": before, "after": after}


def _named(key: str | None, names: dict[str, str]) -> str:
    return names.get(key or "") or _("noen")


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""
