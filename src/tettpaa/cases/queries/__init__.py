"""Every read of this room; each takes ``viewer=`` and gives what the database lets them see."""

from tettpaa.cases.queries.counts import ClassNeed, DaysToSeen, days_to_seen, needs
from tettpaa.cases.queries.lists import InboxRow, Said, for_inbox, of_person, raised_by_me
from tettpaa.cases.queries.one import (
    Choice,
    Detail,
    concern,
    open_from_signals,
    receivers_for,
    units_for,
)
from tettpaa.cases.queries.raising import Preview, Receiver, preview, receiver
from tettpaa.cases.queries.told import Line, Spoken, history

__all__ = [
    "Choice",
    "ClassNeed",
    "DaysToSeen",
    "Detail",
    "InboxRow",
    "Line",
    "Preview",
    "Receiver",
    "Said",
    "Spoken",
    "concern",
    "days_to_seen",
    "for_inbox",
    "history",
    "needs",
    "of_person",
    "open_from_signals",
    "preview",
    "raised_by_me",
    "receiver",
    "receivers_for",
    "units_for",
]
