"""An export that tests edit and import."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import system
from tettpaa.intake.actions import Imported, import_all
from tettpaa.pathway.models import YoungPerson


@dataclass(frozen=True)
class Export:
    """``folder`` holds register/, school/ and mapping.toml."""

    folder: Path

    def load(self, *only: str, **more: object) -> list[Imported]:
        """Import all of it, or only those files."""
        sources = [self.folder / name for name in only] or [self.folder]
        return import_all(by=system(), sources=sources, mapping=self.folder / "mapping.toml", **more)

    def replace(self, file: str, old: str, new: str) -> None:
        """In the text of the file, which must hold it."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def line(self, file: str, number: int) -> str:
        """1 is the header."""
        return (self.folder / file).read_text(encoding="utf-8").splitlines()[number - 1]

    def numbers(self) -> list[str]:
        """The identity numbers of Jonas, Amina and Elias."""
        return [self.line("register/people.csv", n).split(";")[0] for n in (2, 3, 4)]


def user(name: str) -> User:
    with acting_as(system().id, "tettpaa_system"):
        return User.objects.get(username=name)


def young(name: str) -> YoungPerson:
    with acting_as(system().id, "tettpaa_system"):
        return YoungPerson.objects.get(given_name=name)


def held(table: str = "pathway_absence") -> list[tuple]:
    """What is held true of absence, by name: (name, day, subject, minutes, kind, nth)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select p.given_name, a.happened::text, a.subject, a.minutes, a.kind, a.nth from {table} a "
            "join pathway_youngperson p on p.id = a.person_id where a.known_until is null order by 1, 2, 3, 4, 6"
        )
        return cursor.fetchall()


def everything() -> dict[str, list]:
    """Every row of the tables that imports write, as text, but for the log of imports itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename ~ "
            "'^(pathway|organisations|accounts|access)_' order by 1"
        )
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"select t::text from {table} t order by 1")
            found[table] = cursor.fetchall()
    return found
