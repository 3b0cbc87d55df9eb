"""`tettpaa rules` and `tettpaa signals`: read what the rules and the signals say."""

from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from tettpaa.cli.output import FactsDir, Json, Rules, book_or_standard, print_json, screen, table
from tettpaa.engine.asof import AsOf
from tettpaa.engine.identify import rule_sql
from tettpaa.engine.sentences import rule_in_words, sentences
from tettpaa.engine.signals import Signal, SignalFile
from tettpaa.kit.errors import InputError
from tettpaa.kit.tomlfile import did_you_mean


class Language(StrEnum):
    """The languages of all that is written to people."""

    nb = "nb"
    nn = "nn"
    en = "en"


Lang = Annotated[Language, typer.Option("--lang", help="bokmål, nynorsk or English.")]


def rules(rules: Rules = None, lang: Lang = Language.nb, as_json: Json = False) -> None:
    """Check a rule book and show what it says."""
    book = book_or_standard(rules)
    if as_json:
        print_json({"name": book.name, "version": book.version, "rules": book.rules})
        return
    made = table(f"{book.name} {book.version}", "rule", "title", "levels", "limits", "source", left=5)
    for rule in book.rules:
        limits = "; ".join(rule_in_words(rule, book, lang))
        made.add_row(rule.name, rule.title[lang], ", ".join(rule.levels) or "all", limits, rule.source)
    screen.print(made)


def sql(
    rule: Annotated[str, typer.Argument(help="Name of the rule.")],
    facts: FactsDir,
    as_of: Annotated[str, typer.Option("--as-of", help="A date, or start+60d.")],
    rules: Rules = None,
) -> None:
    """Print the SQL that a rule runs as, for those who check it."""
    book = book_or_standard(rules)
    versions = [r for r in book.rules if r.name == rule]
    if not versions:
        remedy = did_you_mean(rule, [r.name for r in book.rules])
        raise InputError(f"the book has no rule '{rule}'", column="RULE", remedy=remedy)
    moment = AsOf.parse(as_of)
    valid = book.rule(rule, moment.day) if moment.day else versions[-1]
    if valid is None:
        remedy = f"it holds from {min(version.valid_from for version in versions)}"
        raise InputError(f"the rule '{rule}' does not hold on {moment}", column="--as-of", remedy=remedy)
    typer.echo(rule_sql(facts, valid, moment))


def signals(
    file: Annotated[Path, typer.Argument(help="What `tettpaa identify` wrote.")],
    lang: Lang = Language.nb,
    first: Annotated[int, typer.Option(help="Show so many.", min=1)] = 20,
    as_json: Json = False,
) -> None:
    """Read signals in words, by the key that stands for each young person."""
    found = SignalFile.open(file)
    shown = islice(found, None if as_json else first)
    if as_json:
        print_json([_in_words(found, signal, lang) for signal in shown])
        return
    made = table(
        f"{found.book.name} {found.book.version}, as of {found.as_of}", "person", "what was seen", left=2
    )
    for signal in shown:
        words = Text(found.rule_of(signal).title[lang], "bold")
        words.append("\n" + "\n".join(_said(found, signal, lang)), "not bold")
        made.add_row(str(signal.person)[:8], words)
    screen.print(made)


def _in_words(found: SignalFile, signal: Signal, lang: Language) -> dict[str, object]:
    return {
        "person": str(signal.person),
        "rule": signal.rule,
        "severity": signal.severity,
        "as_of": signal.as_of,
        "title": found.rule_of(signal).title[lang],
        "sentences": _said(found, signal, lang),
    }


def _said(found: SignalFile, signal: Signal, lang: Language) -> list[str]:
    return sentences(signal, found.rule_of(signal), found.book, lang)
