"""The mapping in words, for the preview."""

from tettpaa.facts.fields import Expression
from tettpaa.facts.mapping import Condition, Fact
from tettpaa.facts.schema import Field


def field_words(field: Field, expression: Expression) -> str:
    """One line of the mapping: ``column 'code' through the list 'ground'``."""
    if expression.constant is not None and not expression.days_after:
        return f"always {expression.constant}"
    text = _columns(expression)
    if field.type == "uuid":
        return f"{text}, made into a key"
    if expression.codes:
        text += f" through the list '{expression.codes[0]}'"
    if expression.otherwise is not None:
        text += f", else {expression.otherwise}"
    if expression.missing:
        text += f", where {', '.join(map(repr, expression.missing))} means missing"
    if expression.formats:
        text += f", written {' or '.join(expression.formats)}"
    if expression.unit and expression.unit != "minutes":
        text += f", in {expression.unit}"
    if expression.factor != 1:
        text += f", times {expression.factor:g}"
    if expression.days_after:
        text += f" as days after {field_words(field, expression.days_after)}"
    return text


def default_words(fact: Fact, field: Field) -> str:
    """What becomes of a field that the mapping does not name."""
    if field.name == "known_from" and fact.kind.name == "schedule":
        return "not mapped: 1 August of the school year"
    if field.name == "known_from" and field.required:
        return "not mapped: when it happened"
    return "not mapped: empty"


def fact_words(fact: Fact) -> list[str]:
    """Where the rows come from and which of them count."""
    lines = [f"from '{fact.source}'"]
    for join in fact.joins:
        pairs = " and ".join(f"'{ours}' = '{join.source}.{theirs}'" for ours, theirs in join.on)
        lines.append(f"joined to '{join.source}' where {pairs}")
    lines += [f"only rows where {_condition(condition)}" for condition in fact.where]
    if fact.unpivot:
        pairs = ", ".join(f"'{column}' as {label}" for column, label in fact.unpivot)
        lines.append(f"one fact for each of {pairs}")
    return lines


def _columns(expression: Expression) -> str:
    if expression.constant is not None:
        return str(expression.constant)
    names = [{"$label": "the label", "$value": "the cell"}.get(c, f"'{c}'") for c in expression.columns]
    if len(names) == 1:
        return names[0] if names[0].startswith("the ") else f"column {names[0]}"
    return f"columns {' + '.join(names)}"


def _condition(condition: Condition) -> str:
    if condition.test == "present":
        return f"'{condition.column}' is {'there' if condition.present else 'missing'}"
    listed = ", ".join(map(repr, condition.values))
    return f"'{condition.column}' is {'one' if condition.test == 'in' else 'none'} of {listed}"
