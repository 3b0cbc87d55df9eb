"""A county on disk, as the tests read it."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from tettpaa.demo import Summary

TODAY = date(2026, 11, 24)


@dataclass
class Written:
    """A county on disk; ``rows`` reads a CSV file, ``columns`` a Parquet file."""

    summary: Summary
    today: date

    @property
    def out(self) -> Path:
        return self.summary.out

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def columns(self, name: str) -> dict[str, list]:
        return pq.read_table(self.out / name).to_pydict()

    @cached_property
    def absence(self) -> dict[str, list]:
        return self.columns("school/absence.parquet")

    @cached_property
    def enrolments(self) -> list[dict[str, str]]:
        return self.rows("school/enrolments.csv")

    @cached_property
    def groups(self) -> dict[str, dict[str, str]]:
        return {row["id"]: row for row in self.rows("register/groups.csv")}
