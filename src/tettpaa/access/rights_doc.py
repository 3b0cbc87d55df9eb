"""The page docs/generated/rights.md: both tables of rights, for a lawyer to check."""

from collections.abc import Iterable

from tettpaa.access.permissions import Permission, permissions
from tettpaa.accounts.roles import LANGUAGES, Role, relatives, roles

_OVER = {
    "group": "the young people of its class or group",
    "unit": "the young people of its unit",
    "nobody": "nobody by itself",
}
_WHERE = {"unit": "at the unit", "above": "at the unit or above it", "anywhere": "anywhere"}
_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def render() -> str:
    """Markdown. Rights over a person end with the membership or the place that they rest on."""
    parts = [
        "# Rights\n\n"
        "Two tables: what people are (`accounts/roles.toml`), and what may be done (`access/permissions.toml`). "
        "The code reads its role lists from them and holds none of its own. A right over a young person is not "
        "in a role: it follows from a relation with dates, and ends with it.\n\n"
        "## Who has what\n\n",
        *_cross(),
        "\n## Roles\n",
        *(_role(role) for role in roles().values()),
        "\n## Young people and guardians\n",
        *(_role(role) for role in relatives().values()),
        "\n## Permissions\n",
        *(_permission(one) for one in permissions().values()),
    ]
    return "".join(parts)


def _cross() -> Iterable[str]:
    yield "| permission | rests on | roles that have it by role |\n| --- | --- | --- |\n"
    for one in permissions().values():
        where = f" ({_WHERE[one.where]})" if one.roles else ""
        named = ", ".join(roles()[code].label["en"] for code in one.roles)
        yield f"| `{one.action}` | {', '.join(one.rests_on)} | {named}{where} |\n"


def _role(role: Role) -> str:
    facts = [f"topics: {', '.join(role.topics) or 'none'}"]
    if role.at:
        facts = [f"over {_OVER[role.over]}", *facts, f"at: {', '.join(role.at)}"]
    facts += ["leads its unit"] * role.leads + ["never meets a young person by name"] * (not role.names)
    return (
        f"\n### `{role.code}`: {' · '.join(dict.fromkeys(role.label.values()))}\n\n{'; '.join(facts)}.\n\n"
        + _prose(role.about)
        + _source(role.source, role.valid_from.isoformat())
    )


def _permission(one: Permission) -> str:
    who = f", as {', '.join(one.roles)} {_WHERE[one.where]}" if one.roles else ""
    return (
        f"\n### `{one.action}`\n\nRests on {' or '.join(one.rests_on)}{who}.\n\n"
        + _prose(one.what)
        + _source(one.source, one.valid_from.isoformat())
    )


def _prose(text: dict[str, str]) -> str:
    return "".join(f"- {_NAMES[language]}: {text[language]}\n" for language in LANGUAGES)


def _source(source: str, valid_from: str) -> str:
    return f"- Source: {source}; in force from {valid_from}\n"
