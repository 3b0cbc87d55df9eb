"""The data dictionary: the schema of facts as a page of Markdown."""

from collections.abc import Iterator

from tettpaa.facts.schema import KINDS, Field, Kind

_HEAD = """# Data dictionary

Made from `tettpaa.facts.schema`; do not edit.

A folder of facts holds one Parquet file for each kind below, with these columns in this order, and
`facts.json`, which tells what they were made from. A missing value is null or an absent row, never a number.
A source row without the **main** field holds no such fact; one that lacks another required field goes to
quarantine."""


def render() -> str:
    """The page; the same schema gives the same text."""
    return "\n\n".join([_HEAD, *(_kind(kind) for kind in KINDS.values())]) + "\n"


def _kind(kind: Kind) -> str:
    rows = [
        f"| `{field.name}` | {field.type} | {_presence(field)} | {_escaped(field.doc)} |"
        for field in kind.fields
    ]
    table = "\n".join(["| Field | Type | | Meaning |", "|---|---|---|---|", *rows])
    return "\n\n".join([f"## {kind.name}", kind.doc, table, *_codes(kind)])


def _presence(field: Field) -> str:
    if field.main:
        return "**main**"
    return "required" if field.required else ""


def _codes(kind: Kind) -> Iterator[str]:
    for field in kind.fields:
        if field.codes:
            rows = [f"| `{code}` | {_escaped(meaning)} |" for code, meaning in field.codes.items()]
            yield "\n".join([f"Values of `{field.name}`:", "", "| Value | Meaning |", "|---|---|", *rows])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
