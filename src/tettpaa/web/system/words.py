"""Imports and jobs by the names that people have for them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tettpaa.intake.queries import Batch


@dataclass(frozen=True)
class Done:
    """An import; ``lines``: (what, counts in words)."""

    batch: Batch
    files: str
    lines: list[tuple[str, str]]
    refused: int


def batch(one: Batch) -> Done:
    counts = dict(one.counts)
    refused = counts.pop("quarantined", {})
    lines = [(_things().get(what, what), _counted(found)) for what, found in counts.items()]
    return Done(one, ", ".join(one.files), lines, sum(refused.values()))


def job(name: str) -> str:
    """What the job does; a name that nobody has put in words stands as it is."""
    return {
        "notify.email": _("E-post om at det er noe nytt"),
        "membership.change": _("Endringer av hvem som arbeider hvor"),
        "membership.confirm": _("Bekreftelsen av hvem som arbeider hvor"),
        "intake.replay": _("Rettede rader, kjørt på nytt"),
        "baton.climb": _("Ansvar som går videre når fristen er ute"),
        "identification.nightly": _("Regelboka, kjørt mot nattens data"),
        "insight.roll_up": _("Ukestallene til oversikten"),
        "access.recompute": _("Hvem som ser hva, regnet ut på nytt"),
        "consent.warn": _("Samtykker som går ut snart"),
        "cases.quits": _("Dem som sluttet uten en samtale"),
        "audit.seal": _("Loggen, forseglet"),
        "audit.seal_all": _("Loggen, forseglet helt"),
        "oversight.unusual": _("Uvanlig innsyn, funnet i loggen"),
        "queue.requeue": _("Jobber som stanset, lagt i kø igjen"),
        "queue.purge": _("Gamle jobber, slettet"),
    }.get(name, name)


def states() -> dict[str, str]:
    """Every state of a job, the one to look into first."""
    return {
        "failed": _("mislyktes"),
        "doing": _("i gang"),
        "todo": _("venter"),
        "succeeded": _("gjort"),
        "cancelled": _("tatt bort"),
        "aborted": _("avbrutt"),
    }


def _counted(found: dict[str, int]) -> str:
    words = {"read": _("lest"), "added": _("nye"), "changed": _("endret"), "closed": _("avsluttet")}
    return ", ".join(f"{n} {words.get(what, what)}" for what, n in found.items())


def _things() -> dict[str, str]:
    """Kinds of facts, and files of the register."""
    return {
        "enrolment": _("elevforhold"),
        "schedule": _("timeplan"),
        "absence": _("fravær"),
        "result": _("karakterer"),
        "score": _("måltall"),
        "event": _("hendelser"),
        "tag": _("kjennetegn"),
        "outcome": _("utfall"),
        "units": _("enheter"),
        "closures": _("fridager"),
        "groups": _("klasser"),
        "staff": _("ansatte"),
        "memberships": _("roller"),
        "people": _("ungdommer"),
        "guardians": _("foresatte"),
    }
