"""Log-in at a provider: out to it, and back with its answer."""

import secrets
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING

import requests
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tettpaa.access.declared import open_to
from tettpaa.accounts.identities import key_of, user_with
from tettpaa.accounts.queries import SYSTEM
from tettpaa.audit.record import record
from tettpaa.kit.errors import InputError
from tettpaa.web.entrance.provider import Provider, Refused
from tettpaa.web.entrance.stages import VOUCHED

if TYPE_CHECKING:
    from tettpaa.accounts.models import User

CAME_BY = "came_by"
"""In the session: the provider that one logged in at."""


@open_to("anybody")
@require_GET
@never_cache
@login_not_required
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Out to the provider. A link and no form: our policy lets forms go to this site only."""
    provider = _provider(request, name)
    if request.headers.get("Sec-Fetch-Site", "none") == "cross-site":
        return redirect("login")  # begun here, or not at all
    again = request.user.is_authenticated
    nonce = secrets.token_urlsafe(32)
    asked = provider.get_auth_params() | {"nonce": nonce}
    if again:
        asked |= {"prompt": "login", "max_age": "0"}
    try:
        return provider.redirect(
            request, "login", get_next_redirect_url(request), scope=provider.get_scope(), auth_params=asked,
            nonce=nonce, again=str(request.user.pk) if again else "",
        )  # fmt: skip
    except requests.RequestException:
        return _refused(request, provider, "silent")
    except Refused as error:
        return _refused(request, provider, error.why)


@open_to("anybody")
@require_GET
@never_cache
@login_not_required
def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider: in, or a page that says why not."""
    provider = _provider(request, provider_id)
    if not request.user.is_authenticated:
        clear_login(request)  # one that was half begun
    try:
        state = _state(request, provider)
        if request.GET.get("error") == "access_denied":
            return redirect("login")  # thought better of it
        said = provider.get_oauth2_adapter(request).claims(
            request, code=request.GET.get("code", ""), verifier=state["pkce_code_verifier"],
            nonce=state["nonce"], again=bool(state["again"]),
        )  # fmt: skip
        found = user_with(_keys(provider, said), provider.app.settings["who"])
        if found is None:
            raise Refused("unknown")
        if state["again"]:
            return _shown_again(request, provider, found, state)
    except Refused as error:
        return _refused(request, provider, error.why)
    return _in(request, provider, found, state)


def _provider(request: HttpRequest, name: str) -> Provider:
    try:
        return get_adapter(request).get_provider(request, name)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _state(request: HttpRequest, provider: Provider) -> dict:
    """Of the log-in that was begun in this browser, at this provider, once; Refused for any other."""
    state = statekit.unstash_state(
        request, provider_id=provider.sub_id, state_id=request.GET.get("state", "")
    )
    if state is None:
        raise Refused("state")
    return state


def _keys(provider: Provider, said: dict) -> list[uuid.UUID]:
    keys = []
    for kind, word in provider.words(said):
        try:
            keys.append(key_of(kind, word))
        except (InputError, ValueError):
            continue
    return keys


def _in(request: HttpRequest, provider: Provider, found: "User", state: dict) -> HttpResponse:
    record_authentication(request, found, "provider", provider=provider.app.provider_id)
    request.session[CAME_BY] = provider.app.provider_id
    vouched = {VOUCHED: True} if provider.app.settings["second_factor"] else {}
    return perform_login(request, Login(user=found, redirect_url=state.get("next"), state=vouched))


def _shown_again(request: HttpRequest, provider: Provider, found: "User", state: dict) -> HttpResponse:
    """The one who is logged in has shown who they are; somebody else has shown nothing."""
    if not request.user.is_authenticated or not request.user.pk == found.pk == uuid.UUID(state["again"]):
        raise Refused("other")
    record_authentication(
        request, request.user, "provider", provider=provider.app.provider_id, reauthenticated=True
    )
    return redirect(state.get("next") or "login")


def _refused(request: HttpRequest, provider: Provider, why: str) -> HttpResponse:
    record(
        by=request.user.pk or SYSTEM,
        verb="login.refused",
        subject=("provider", None),
        provider=provider.app.provider_id,
        why=why,
    )
    context = {
        "page_title": _("Du er ikke logget inn"),
        "provider": provider.app.name,
        "provider_id": provider.app.provider_id,
        "why": why,
    }
    status = HTTPStatus.SERVICE_UNAVAILABLE if why == "silent" else HTTPStatus.FORBIDDEN
    return render(request, "entrance/refused.html", context, status=status)
