"""Scores and events: as they are, as change, and beside others."""

from datetime import date, timedelta

from tettpaa.engine.indicators import PEERS_AT_LEAST, EventCount, Score
from tettpaa.engine.reference.facts import Scored
from tettpaa.engine.reference.pupil import Figure, Pupil, Window, mean_of, peers


def values_by_day(indicator: Score, pupil: Pupil) -> list[float]:
    """One value a day, the oldest first: the one that came to be known last, then the highest."""
    by_day: dict[date, list[Scored]] = {}
    for scored in pupil.scores:
        if scored.name == indicator.name and pupil.within(indicator.days, scored.happened):
            by_day.setdefault(scored.happened, []).append(scored)
    stands = {day: max(those, key=lambda s: (s.known_from, s.value)) for day, those in by_day.items()}
    return [stands[day].value for day in sorted(stands)]


def score(indicator: Score, pupil: Pupil, everyone: list[Pupil]) -> Figure | None:
    values = values_by_day(indicator, pupil)
    if not values:
        return None
    latest = values[-1]
    match indicator.measure:
        case "value":
            return Figure(latest, latest)
        case "change":
            return Figure(latest - values[-2], latest, values[-2]) if len(values) > 1 else None
        case "from_mean":
            mean = mean_of(peer_scores(indicator, pupil, everyone))
            return None if mean is None else Figure(latest - mean, latest, mean)
        case "percentile":
            theirs = peer_scores(indicator, pupil, everyone)
            at_or_below = [value for value in theirs if value <= latest]
            enough = len(theirs) >= PEERS_AT_LEAST
            return Figure(len(at_or_below) / len(theirs), latest, len(theirs)) if enough else None


def peer_scores(indicator: Score, pupil: Pupil, everyone: list[Pupil]) -> list[float]:
    """The latest score of each peer who has one, the pupil's own included."""
    beside = peers(pupil, everyone, indicator.among)
    return [values[-1] for peer in beside if (values := values_by_day(indicator, peer))]


def events_in(indicator: EventCount, pupil: Pupil, window: Window) -> int:
    return sum(e.name == indicator.name and e.happened in window for e in pupil.events)


def event_count(indicator: EventCount, pupil: Pupil, everyone: list[Pupil]) -> Figure | None:
    window = pupil.window(indicator.weeks)
    now = events_in(indicator, pupil, window)
    match indicator.measure:
        case "value":
            return Figure(now, now)
        case "change":
            weeks_before = Window(window.begin - timedelta(weeks=indicator.weeks or 0), window.begin)
            before = events_in(indicator, pupil, weeks_before)
            return Figure(now - before, now, before)
        case "from_mean":
            beside = peers(pupil, everyone, indicator.among)
            mean = mean_of([events_in(indicator, p, p.window(indicator.weeks)) for p in beside])
            return None if mean is None else Figure(now - mean, now, mean)
