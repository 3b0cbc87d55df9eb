"""The sums over the absence register in pandas, as one would write them there: for scale, not as a rival."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

KEYS = ["person", "subject"]


def absence_sums(facts: str, as_of: str) -> list[int]:
    """Sums by person, by person and subject, and days with single lessons; the number of rows of each."""
    rows = _known(Path(facts) / "absence.parquet", pd.Timestamp(as_of))
    closed = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    rows = rows[(rows.happened >= "2025-08-01") & (rows.happened < closed)]
    since = {weeks: rows.happened >= closed - pd.Timedelta(weeks=weeks) for weeks in (4, 8)}
    three = rows.kind != "other_approved"
    ends = rows.happened.dt.dayofweek.isin([0, 4])
    wanted = {
        "year_all": rows.minutes,
        "year": rows.minutes.where(three, 0),
        "four": rows.minutes.where(three & since[4], 0),
        "four_undocumented": rows.minutes.where((rows.kind == "undocumented") & since[4], 0),
        "eight": rows.minutes.where(since[8], 0),
        "eight_mon_fri": rows.minutes.where(since[8] & ends, 0),
    }
    by_person = pd.DataFrame(wanted).groupby(rows.person, observed=True).sum()
    by_subject = rows[since[8]].groupby(KEYS, observed=True).minutes.sum()
    limit = rows[three].groupby([*KEYS, "kind"], observed=True).minutes.sum().unstack(fill_value=0)
    single = rows[since[4] & rows.kind.isin(["undocumented", "self_reported"])]
    days = single.groupby(["person", "happened"], observed=True).minutes.sum()
    few = days[(days > 0) & (days <= 90)].groupby("person", observed=True).count()
    return [len(by_person), len(by_subject), len(limit), len(few)]


def _known(path: Path, as_of: pd.Timestamp) -> pd.DataFrame:
    """The register as it was known, with keys and words as categories, which pandas is fastest with."""
    table = pq.read_table(path)
    person = table["person"].combine_chunks()
    person = (person.chunk(0) if isinstance(person, pa.ChunkedArray) else person).storage.dictionary_encode()
    columns = {name: table[name].dictionary_encode() for name in ("subject", "kind")}
    days = ("happened", "known_from", "known_until")
    columns |= {name: table[name].cast(pa.timestamp("s")) for name in days}
    frame = pa.table({"person": person, "minutes": table["minutes"], **columns}).to_pandas()
    return frame[(frame.known_from <= as_of) & (frame.known_until.isna() | (frame.known_until > as_of))]
