"""Absence into the database, beside a bare COPY of the same rows into the identical table."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psycopg

from bench import data
from bench.measure import MeasureError, Side, alternate
from bench.row import Row
from tettpaa.kit.postgres.server import Server

ROWS = 1_500_000
PUPILS = 20_000
NAME = "bench"
MAPPING = """
namespace = "bench"

[source.absence]
file = "absence.csv"
delimiter = ";"
delivery = "full"

[codes.ground]
U = "undocumented"
E = "self_reported"
D = "documented"
A = "other_approved"

[[absence]]
from = "absence"
person = "pupil"
happened = { column = "date", format = "%d.%m.%Y" }
subject = "subject"
minutes = "minutes"
kind = { column = "ground", codes = "ground" }
known_from = { column = "known", format = "%d.%m.%Y" }
"""
COLUMNS = "person_id, happened, subject, minutes, kind, nth, known_from, known_until, origin_id"


def bench_intake() -> list[Row]:
    """Rows a second. Ours reads the school's CSV, makes keys, checks every cell and every enrolment, and sums weeks.

    Theirs is COPY of finished rows, in the order of the file, into a table with the same key and foreign key.
    """
    with tempfile.TemporaryDirectory() as name, _server(Path(name)) as url:
        folder = Path(name)
        prepare(folder, url)
        arguments = {"folder": name, "url": url}
        own, other = alternate(
            *(Side("bench.intake", side, arguments) for side in ("ours", "copy")), counted=3
        )
    rows = own.runs[0].result
    if rows != other.runs[0].result:
        raise MeasureError(f"intake: {rows:,} rows in ours, {other.runs[0].result:,} in theirs")
    ours, theirs = rows / own.seconds / 1e6, rows / other.seconds / 1e6
    note = f"M rows/s, at least 0.5; {rows / 1e6:.1f} M rows; {own.spread} and {other.spread} s"
    return [
        Row("intake", own.seconds, other.seconds, 2.0, note=f"seconds; {ours:.3f} and {theirs:.3f} {note}")
    ]


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    os.environ["TETTPAA_HOME"] = str(folder / "home")
    server = Server(folder / "pg")
    server.start()
    try:
        url = server.url(NAME, "owner")
        with psycopg.connect(server.url("postgres", "owner"), autocommit=True) as connection:
            connection.execute(f"create database {NAME}")
        yield url
    finally:
        server.stop()
        shutil.rmtree(server.data, ignore_errors=True)


def _django(url: str, folder: str) -> None:
    os.environ |= {
        "DATABASE_URL": url, "TETTPAA_MODE": "test", "TETTPAA_SECRET": "bench",
        "TETTPAA_HOME": f"{folder}/home", "DJANGO_SETTINGS_MODULE": "tettpaa.conf.settings",
    }  # fmt: skip
    import django

    django.setup()


def prepare(folder: Path, url: str) -> None:
    """The pupils with their places, the school's CSV, and the finished rows that the bare COPY gets."""
    _django(url, str(folder))
    from tettpaa.access.migrate import migrate
    from tettpaa.facts.keys import keyring

    migrate()
    register = data.facts(data.County(PUPILS, ROWS)) / "absence.parquet"
    with duckdb.connect() as con:
        con.execute(f"create view facts as select * from '{register}' where known_until is null")
        con.execute(_copy_csv(folder / "absence.csv"))
        (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        people = [row[0] for row in con.execute("select distinct person::text from facts").fetchall()]
        numbered = "row_number() over (partition by person, happened, subject, minutes, kind) - 1"
        con.execute(
            f"""copy (select person::text, happened, coalesce(subject, ''), minutes, kind, {numbered}, known_from,
              null, 1 from facts) to '{folder / "rows.csv"}' (header false, delimiter ',')"""
        )
    ring = keyring("bench")
    with psycopg.connect(url) as connection:
        _people(connection, [(person, ring.key(person)) for person in people])
        connection.execute("create table bare (like pathway_absence including all)")
        connection.execute(
            "alter table bare add foreign key (person_id) references pathway_youngperson deferrable initially deferred"
        )


def _copy_csv(path: Path) -> str:
    return f"""copy (select person as pupil, strftime(happened, '%d.%m.%Y') as date, subject,
        minutes::int as minutes, case kind when 'undocumented' then 'U' when 'self_reported' then 'E'
          when 'documented' then 'D' else 'A' end as ground, strftime(known_from, '%d.%m.%Y') as known
      from facts) to '{path}' (delimiter ';')"""


def _people(connection: psycopg.Connection, people: list[tuple]) -> None:
    connection.execute(
        "insert into organisations_unit (id, number, kind, name, municipality, stages, phone) "
        "values (gen_random_uuid(), '310000000', 'school', 'Bench', '', '', '')"
    )
    with connection.cursor().copy(
        "copy pathway_youngperson (id, given_name, family_name, language, phone, email, identity_key_id, version) "
        "from stdin"
    ) as to:
        for person, _ in people:
            to.write_row((person, "A", "B", "nb", "", "", "", 1))
    with connection.cursor().copy("copy pathway_personkey (key, person_id) from stdin") as to:
        for person, key in people:
            to.write_row((key, person))
    connection.execute(
        "insert into pathway_enrolment (id, person_id, unit_id, level, programme, first, reason) "
        "select gen_random_uuid(), p.id, u.id, 'vg1', '', '2000-01-01', '' "
        "from pathway_youngperson p, organisations_unit u"
    )
    connection.execute("insert into pathway_factorigin (id, namespace, source) values (1, 'bare', 'bare')")
    connection.execute("select setval(pg_get_serial_sequence('pathway_factorigin', 'id'), 1)")
    connection.execute("analyze")


def ours(folder: str, url: str) -> int:
    """An import into empty tables; returns how many rows were added."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("truncate pathway_absence, pathway_absenceweek")
        connection.execute("checkpoint")
    _django(url, folder)
    from tettpaa.accounts.queries import system
    from tettpaa.intake.facts import import_facts

    done = import_facts(by=system(), sources=[f"{folder}/absence.csv"], mapping=f"{folder}/mapping.toml")
    return done.counts["absence"]["added"]


def copy(folder: str, url: str) -> int:
    """COPY alone; returns how many rows there are."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("truncate bare")
        connection.execute("checkpoint")
        sql = f"copy bare ({COLUMNS}) from stdin (format csv, force_not_null (subject))"
        with (
            Path(folder, "rows.csv").open("rb") as file,
            connection.cursor() as cursor,
            cursor.copy(sql) as to,
        ):
            while block := file.read(1 << 20):
                to.write(block)
        return int(connection.execute("select count(*) from bare").fetchone()[0])
