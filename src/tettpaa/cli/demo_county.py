"""The invented county, from nothing into the database of ``DATABASE_URL``, as its owner."""

from pathlib import Path

from tettpaa.cli.output import count, notes, progress
from tettpaa.demo import write_county
from tettpaa.demo.cast import cast
from tettpaa.kit import clock


def make_county(folder: Path, scale: int) -> None:
    """Invent it, import it, identify who needs somebody, and let some concerns be under way."""
    with progress("Inventing Fjordvik fylke") as step:
        summary = write_county(folder, scale=scale, today=clock.today(), progress=step)
    notes.print(f"✓ Invented {count(summary.current)} young people at {summary.schools} schools.")
    _import(folder)
    _identify()
    _bring_to_life()


def _import(folder: Path) -> None:
    """As the county would do it, but that the young and the guardians of the cast get names to log in by."""
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts.queries import SYSTEM, system
    from tettpaa.intake.actions import import_all

    log_ins = {one.identity_number(clock.today()): one.id for one in cast() if not one.is_staff}
    with acting_as(SYSTEM, "tettpaa_system"):
        by = system()
    with progress("Importing it") as step:
        done = import_all(
            by=by, sources=[folder], mapping=folder / "mapping.toml", log_ins=log_ins, progress=step
        )
    read = sum(counts["read"] for one in done for counts in one.counts.values())
    notes.print(f"✓ Imported {count(read)} rows.")


def _identify() -> None:
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts.queries import SYSTEM, system
    from tettpaa.workflows.identify import identify_now

    with notes.status("Identifying who needs somebody …"), acting_as(SYSTEM, "tettpaa_system"):
        identify_now(by=system(), as_of=clock.today())


def _bring_to_life() -> None:
    """Concerns under way, so that every page has something to show."""
    from tettpaa.demo_life import bring_to_life

    with notes.status("Letting some concerns be under way …"):
        bring_to_life(today=clock.today())
