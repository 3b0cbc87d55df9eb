"""OpenID Connect with everything checked that the standard asks for.

django-allauth holds state and PKCE, and fetches the tokens. It knows no nonce, leaves the signature of a token
unread that it fetched itself, takes the issuer from what it fetched, and takes parameters from the address; so
the checks are ours (OpenID Connect Core 1.0, 3.1.3.7; RFC 9207; RFC 9700).
"""

import hmac
import time
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

LEEWAY = 30
"""Seconds that a provider's clock may differ from ours."""
FRESH = 5 * 60
"""Seconds since a token was made, and since somebody who was asked to log in again did so."""


class Refused(Exception):
    """What a provider said isn't good enough. ``why``: state, token, level, unknown, silent or other."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Adapter(OpenIDConnectOAuth2Adapter):
    """Talks with one provider."""

    def claims(
        self, request: HttpRequest, *, code: str, verifier: str, nonce: str, again: bool
    ) -> dict[str, Any]:
        """What the provider says of who logged in, all checked; Refused if anything is amiss."""
        provider = self.get_provider()
        try:
            self._answered_by(request.GET.get("iss"))
            client = self.get_client(request, provider.app)
            tokens = client.get_access_token(code, pkce_code_verifier=verifier)
            said = self._verified(tokens["id_token"])
            provider.check(said, nonce=nonce, again=again)
            if provider.app.settings["userinfo"]:
                more = self._fetch_user_info(tokens["access_token"])
                if more.get("sub") != said["sub"]:
                    raise Refused("token")
                said = more | said
        except requests.RequestException as error:
            raise Refused("silent") from error
        except (jwt.PyJWTError, OAuth2Error, KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refused("token") from error
        return said

    @property
    def openid_config(self) -> dict[str, Any]:
        """As the provider publishes it; Refused if it is another's."""
        found = super().openid_config
        if found.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise Refused("token")
        return found

    def _answered_by(self, issuer: str | None) -> None:
        """Refused if the answer came by way of another provider than was asked (RFC 9207)."""
        names_itself = self.openid_config.get("authorization_response_iss_parameter_supported")
        if issuer != self.get_provider().app.settings["issuer"] and (issuer or names_itself):
            raise Refused("token")

    def _verified(self, token: str) -> dict[str, Any]:
        """Signature, issuer, audience and times. PyJWTError if any is wrong."""
        app = self.get_provider().app
        with get_adapter(self.request).get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json())
        said = jwt.decode(
            token,
            keys[jwt.get_unverified_header(token)["kid"]].key,
            algorithms=app.settings["algorithms"],
            audience=app.client_id,
            issuer=app.settings["issuer"],
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
        if said["aud"] not in (app.client_id, [app.client_id]) or said["iat"] < time.time() - FRESH:
            raise jwt.InvalidTokenError
        return said


class Provider(OpenIDConnectProvider):
    """One provider as it is configured; nothing in the address of a request changes what is asked of it."""

    oauth2_adapter_class = Adapter

    def check(self, said: dict[str, Any], *, nonce: str, again: bool) -> None:
        """That the answer is to this question, and sure enough; Refused if not."""
        wanted = self.app.settings
        if not hmac.compare_digest(str(said["nonce"]), nonce):
            raise Refused("token")
        if wanted["acr"] and said.get("acr") not in wanted["acr"]:
            raise Refused("level")
        if wanted["amr"] and not set(wanted["amr"]) & set(said.get("amr", [])):
            raise Refused("level")
        if again and said.get("auth_time", 0) < time.time() - FRESH:
            raise Refused("level")

    def words(self, said: dict[str, Any]) -> list[tuple[str, str]]:
        """(kind, word) of everything in the answer that somebody may be known by."""
        found = []
        for claim, kind in self.app.settings["claims"].items():
            values = said.get(claim) or []
            for value in values if isinstance(values, list) else [values]:
                found.append((kind, f"{self.app.provider_id} {value}" if kind == "subject" else str(value)))
        return found
