"""Log-in providers, from the TOML file that ``TETTPAA_LOGIN`` names, as django-allauth wants them.

A table for each, named as its address will be (``[feide]`` answers at /logg-inn/feide/svar/)::

    [feide]
    like = "feide"                     # or "id-porten", "ansattporten": what follows from what it is
    issuer = "https://auth.dataporten.no"
    client_id = "…"
    secret_file = "/etc/tettpaa/feide.secret"

What ``like`` brings can be told otherwise: ``name``, ``who`` (kinds of users that it is for), ``scopes``,
``claims`` (claim = "number", "feide" or "subject"), ``userinfo`` (ask for claims there too), ``acr_values`` (asked
for), ``acr`` and ``amr`` (one of them must be in the answer), ``second_factor`` (it sees to two factors itself, so
that staff need none of ours), ``algorithms``, ``hosts`` (that may be asked, beside the issuer's own) and
``authorization_details``.
"""

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tettpaa.kit.errors import InputError
from tettpaa.kit.tomlfile import TomlFile

VARIABLE = "TETTPAA_LOGIN"
LOOPBACK = ("localhost", "127.0.0.1", "::1")

_FEIDE = "https://n.feide.no/claims/"
LIKE: dict[str, dict[str, Any]] = {
    # https://docs.feide.no
    "feide": {
        "name": "Feide",
        "who": ["staff", "young"],
        "scopes": ["openid", "userid", "userid-feide", "userid-nin"],
        "claims": {
            f"{_FEIDE}userid_sec": "feide",
            f"{_FEIDE}eduPersonPrincipalName": "feide",
            f"{_FEIDE}nin": "number",
        },
        "userinfo": True,
    },
    # https://docs.digdir.no
    "id-porten": {
        "name": "ID-porten",
        "who": ["young", "guardian"],
        "scopes": ["openid", "profile"],
        "claims": {"pid": "number"},
        "acr_values": "idporten-loa-substantial",
        "acr": ["idporten-loa-substantial", "idporten-loa-high"],
        "second_factor": True,
    },
    "ansattporten": {
        "name": "Ansattporten",
        "who": ["staff"],
        "scopes": ["openid", "profile"],
        "claims": {"pid": "number", "sub": "subject"},
        "acr_values": "substantial",
        "acr": ["substantial", "high"],
        "second_factor": True,
    },
}
GIVEN = {"like", "issuer", "client_id", "secret_file"}
ALLOWED = GIVEN | {
    "name", "who", "scopes", "claims", "userinfo", "acr_values", "acr", "amr", "second_factor", "algorithms", "hosts",
    "authorization_details",
}  # fmt: skip


def providers(production: bool) -> list[dict[str, Any]]:
    """The apps of allauth's OpenID Connect provider. InputError names what is wrong in the file."""
    named = os.environ.get(VARIABLE)
    if not named:
        return []
    file = TomlFile.read(named)
    return [_app(file, name, table, production) for name, table in file.data.items()]


def _app(file: TomlFile, name: str, table: Any, production: bool) -> dict[str, Any]:
    def wrong(message: str, remedy: str) -> InputError:
        return InputError(f"[{name}] {message}", file=file.path, line=file.line_of(name), remedy=remedy)

    if not isinstance(table, dict) or not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise wrong("is no name of a provider", "give each a table of its own, named with a-z, 0-9 and -")
    if unknown := set(table) - ALLOWED:
        raise wrong(f"has no {sorted(unknown)[0]!r}", f"use one of {', '.join(sorted(ALLOWED))}")
    if lacking := [one for one in ("issuer", "client_id", "secret_file") if not table.get(one)]:
        raise wrong(f"lacks {lacking[0]!r}", "write it")
    if table.get("like") not in (None, *LIKE):
        raise wrong(f"is like no {table['like']!r}", f"use one of {', '.join(LIKE)}")
    told = LIKE.get(table.get("like", ""), {}) | table
    if not told.get("claims") or set(told["claims"].values()) - {"number", "feide", "subject"}:
        raise wrong("does not say who its claims tell of", 'for example claims = { pid = "number" }')
    issuer = urlsplit(told["issuer"])
    if issuer.scheme != "https" and (production or issuer.hostname not in LOOPBACK):
        raise wrong("has an issuer that is not https", "write its address with https://")
    return _as_allauth_wants(name, told, _secret(told, wrong), issuer.netloc)


def _secret(told: dict[str, Any], wrong: Any) -> str:
    try:
        return Path(told["secret_file"]).read_text().strip()
    except OSError as error:
        raise wrong(f"has a secret that can't be read: {error.strerror}", "check its path") from None


def _as_allauth_wants(name: str, told: dict[str, Any], secret: str, host: str) -> dict[str, Any]:
    asked = {"acr_values": told.get("acr_values")}
    if details := told.get("authorization_details"):
        asked["authorization_details"] = json.dumps(details)
    return {
        "provider_id": name,
        "name": told.get("name", name),
        "client_id": told["client_id"],
        "secret": secret,
        "settings": {
            "server_url": told["issuer"],
            "issuer": told["issuer"],
            "oauth_pkce_enabled": True,
            "scope": told.get("scopes", ["openid"]),
            "auth_params": {key: value for key, value in asked.items() if value},
            "claims": told["claims"],
            "who": told.get("who", ["staff"]),
            "userinfo": told.get("userinfo", False),
            "acr": told.get("acr", []),
            "amr": told.get("amr", []),
            "second_factor": told.get("second_factor", False),
            "algorithms": told.get("algorithms", ["RS256"]),
            "hosts": [host, *told.get("hosts", [])],
        },
    }
