"""From what the database holds to signals: snapshot → engine → identification."""

import tempfile
from datetime import date
from pathlib import Path

from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import User
from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import standard_book
from tettpaa.engine.identify import identify
from tettpaa.engine.rules import RuleBook
from tettpaa.engine.signals import SignalFile
from tettpaa.identification.actions import store_run
from tettpaa.identification.events import read_events
from tettpaa.identification.models import Run
from tettpaa.identification.runs import places_of_people
from tettpaa.intake.snapshot import snapshot
from tettpaa.workflows.react import join_new


def identify_now(*, by: User, as_of: date, book: RuleBook | None = None) -> Run:
    """Hold the book (the standard one unless told) against all facts as known on the day, and keep the run.

    One transaction, as the system; the snapshot lies in a folder of its own and is gone afterwards.
    """
    book = book or standard_book()
    with tempfile.TemporaryDirectory(prefix="tettpaa-") as name, acting_as(by.id, "tettpaa_system"):
        facts, signals = Path(name) / "facts", Path(name) / "signals.parquet"
        made = snapshot(facts)
        identify(facts, book, AsOf.parse(as_of.isoformat()), signals)
        run = store_run(
            by=by,
            as_of=as_of,
            book=book,
            signals=SignalFile.open(signals),
            events=read_events(facts, book, as_of),
            snapshot=f"{sum(made.facts.values())} facts",
            places=places_of_people(as_of),
        )
        join_new(by=by)
        return run
