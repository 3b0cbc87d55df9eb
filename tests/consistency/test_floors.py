"""A foreign key by name is an import that the linter can't see; and doors don't reach for tables."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("web", "api")


def floors() -> dict[str, int]:
    """The floor of each package, the lowest 0, as the contract in pyproject.toml has it."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        name.strip(" ()"): number
        for number, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def package(model: type) -> str:
    return model.__module__.split(".")[1]


def relations() -> list[tuple[type, str, type]]:
    return [
        (model, field.name, field.related_model)
        for model in apps.get_models()
        if model.__module__.startswith("tettpaa.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    ]


def test_there_are_relations_between_rooms_to_look_at() -> None:
    assert any(package(one) != package(other) for one, _, other in relations())


@pytest.mark.parametrize(
    "relation", relations(), ids=lambda relation: f"{relation[0].__name__}.{relation[1]}"
)
def test_a_relation_points_downwards(relation: tuple[type, str, type]) -> None:
    model, _, other = relation
    if other.__module__.startswith("tettpaa.") and package(model) != package(other):
        assert floors()[package(other)] < floors()[package(model)]


def imported(path: Path) -> set[str]:
    """Modules that the file imports when it runs, outside of TYPE_CHECKING."""
    found: set[str] = set()
    nodes: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        nodes += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize(
    "path",
    [path for door in DOORS for path in sorted((ROOT / "src/tettpaa" / door).rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT / "src/tettpaa")),
)
def test_a_page_asks_queries_and_actions_never_the_tables(path: Path) -> None:
    models = {
        name for name in imported(path) if name.startswith("tettpaa.") and name.split(".")[2:3] == ["models"]
    }
    assert not models
