"""Scores and events, as they are, as change, and beside those in the same class, school or level."""

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import Frame, figures
from tettpaa.engine.indicators import PEERS_AT_LEAST, EventCount, Score

PEER_KEYS = {"class": ("school", "group"), "school": ("school",), "level": ("level",)}
NEEDED = {"class": "group", "school": "school", "level": "level"}


def score(frame: Frame, indicator: Score) -> ir.Table:
    history = _history(frame, indicator)
    latest = history.filter(history.nth == 0).drop("nth")
    match indicator.measure:
        case "value":
            return figures(latest, latest.value, latest.value)
        case "change":
            before = history.filter(history.nth == 1).select("person", before=history.value)
            both = latest.join(before, "person")
            return figures(both, both.value - both.before, both.value, both.before)
        case "from_mean" | "percentile":
            return _beside_peers(frame, indicator, latest)


def _history(frame: Frame, indicator: Score) -> ir.Table:
    """``person, value, nth``: one value a day, the last known that day; ``nth`` 0 is the latest day."""
    rows = frame.known("score")
    moment = frame.moment(rows)
    rows = rows.filter(rows.name == indicator.name, rows.happened <= moment.as_of)
    if indicator.days is not None:
        rows = rows.filter(rows.happened > moment.ago(indicator.days))
    newest = ibis.window(
        group_by=[rows.person, rows.happened], order_by=[rows.known_from.desc(), rows.value.desc()]
    )
    daily = rows.select("person", "happened", "value", version=ibis.row_number().over(newest))
    daily = daily.filter(daily.version == 0)
    latest = ibis.window(group_by=daily.person, order_by=daily.happened.desc())
    return daily.select("person", "value", nth=ibis.row_number().over(latest))


def _beside_peers(frame: Frame, indicator: Score, latest: ir.Table) -> ir.Table:
    people = frame.people.filter(frame.people[NEEDED[indicator.among]].notnull())
    peers = people.join(latest, "person").select("person", "value", "school", "group", "level")
    among = [peers[key] for key in PEER_KEYS[indicator.among]]
    group = ibis.window(group_by=among)
    ranked = peers.select(
        "person",
        "value",
        peers=peers.count().over(group),
        mean=peers.value.mean().over(group),
        share=ibis.cume_dist().over(ibis.window(group_by=among, order_by=peers.value)),
    )
    ranked = ranked.filter(ranked.peers >= PEERS_AT_LEAST)
    if indicator.measure == "percentile":
        return figures(ranked, ranked.share, ranked.value, ranked.peers)
    return figures(ranked, ranked.value - ranked["mean"], ranked.value, ranked["mean"])


def event_count(frame: Frame, indicator: EventCount) -> ir.Table:
    rows = frame.known("event")
    rows = rows.filter(rows.name == indicator.name)
    moment = frame.moment(rows)
    begin = moment.begin(indicator.weeks)
    now = rows.filter(rows.happened >= begin, rows.happened < moment.closed)
    counted = now.group_by("person").agg(events=now.count())
    match indicator.measure:
        case "value":
            return figures(counted, counted.events, counted.events)
        case "change":
            weeks = indicator.weeks or 0
            early = rows.filter(rows.happened >= moment.begin(2 * weeks), rows.happened < begin)
            before = early.group_by("person").agg(before=early.count())
            both = counted.left_join(before, "person")
            earlier = both.before.fill_null(0)
            return figures(both, both.events - earlier, both.events, earlier)
        case "from_mean":
            people = frame.people.filter(frame.people[NEEDED[indicator.among]].notnull())
            joined = people.left_join(counted, "person")
            all_of = joined.select("person", "school", "group", "level", events=joined.events.fill_null(0))
            events = all_of.events
            group = ibis.window(group_by=[all_of[key] for key in PEER_KEYS[indicator.among]])
            beside = all_of.select(
                "person", events=events, mean=events.mean().over(group), peers=all_of.count().over(group)
            )
            beside = beside.filter(beside.peers >= PEERS_AT_LEAST, beside.events > 0)
            return figures(beside, beside.events - beside["mean"], beside.events, beside["mean"])
