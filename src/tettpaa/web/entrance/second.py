"""The second factor: given on the way in, and set up (app or passkey) on the way in or later."""

import base64
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tettpaa.access.declared import open_to
from tettpaa.audit.record import record
from tettpaa.web.entrance.forms import CodeForm, KeyForm, NewAppForm
from tettpaa.web.entrance.sensitive import sensitive
from tettpaa.web.entrance.stages import FACTORS, GiveSecondFactor, SetUpSecondFactor

if TYPE_CHECKING:
    from tettpaa.accounts.models import User

ON_THE_WAY = "onwards"
"""In the session: where one was going when a second factor had to be set up first."""
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def kinds_of(user: "User") -> set[str]:
    """Codes of the kinds of second factor that they have."""
    return set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))


def given(request: HttpRequest, user: "User", again: bool = False) -> tuple[bool, dict[str, Any]]:
    """Whether the request gives a second factor that is right; and what a page needs to ask for one."""
    kinds, post = kinds_of(user), request.POST
    code = CodeForm(post if "code" in post else None, user)
    key = KeyForm(post if "credential" in post else None, user)
    for form in (code, key):
        if form.is_bound and form.is_valid():
            form.save(request, again)
            return True, {}
    context: dict[str, Any] = {"code_form": code, "has_app": Authenticator.Type.TOTP in kinds}
    context["has_codes"] = Authenticator.Type.RECOVERY_CODES in kinds
    if Authenticator.Type.WEBAUTHN in kinds:
        context |= {"key_form": key, "options": json.dumps(webauthn.begin_authentication(user))}
    return False, context


@open_to("anybody", sends=True)
@login_stage_required(stage=GiveSecondFactor.key, redirect_urlname="login")
@get_or_post
def give(request: HttpRequest) -> HttpResponse:
    """On the way in: a code, or a passkey."""
    stage = request._login_stage
    right, context = given(request, stage.login.user)
    if right:
        return stage.exit()
    return _page(request, "entrance/give.html", context | {"page_title": _("Bekreft at det er deg")})


@open_to("anybody", sends=True)
@login_stage_required(stage=SetUpSecondFactor.key, redirect_urlname="login")
@get_or_post
def first(request: HttpRequest) -> HttpResponse:
    """On the way in, for staff who have none yet. The spare codes are shown before they go on."""
    stage = request._login_stage

    def done() -> HttpResponse:
        request.session[ON_THE_WAY] = stage.login.redirect_url or ""
        stage.login.redirect_url = reverse("spare_codes")
        return stage.exit()

    if kinds_of(stage.login.user) & set(FACTORS):
        return stage.abort()
    return _set_up(request, stage.login.user, done)


@open_to("everybody", sends=True)
@get_or_post
@never_cache
@sensitive
def add(request: HttpRequest) -> HttpResponse:
    """One more, for somebody who is in."""
    return _set_up(request, request.user, lambda: redirect("spare_codes"))


def _set_up(request: HttpRequest, user: "User", done: Callable[[], HttpResponse]) -> HttpResponse:
    post = request.POST
    has_app = Authenticator.Type.TOTP in kinds_of(user)
    app = NewAppForm(post if "code" in post else None, user)
    key = KeyForm(post if "credential" in post else None, user, new=True)
    if app.is_bound and not has_app and app.is_valid():
        TOTP.activate(user, app.secret)
        clear_totp_secret(request)
        return _kept(user, Authenticator.Type.TOTP, done)
    if key.is_bound and key.is_valid():
        name = get_adapter().generate_authenticator_name(user, Authenticator.Type.WEBAUTHN)
        webauthn.WebAuthn.add(user, name, key.given)
        return _kept(user, Authenticator.Type.WEBAUTHN, done)
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, app.secret))
    context = {
        "page_title": _("Sett opp ekstra sikring"),
        "app_form": None if has_app else app,
        "key_form": key,
        "secret": " ".join(app.secret[at : at + 4] for at in range(0, len(app.secret), 4)),
        "picture": base64.b64encode(picture.encode()).decode(),
        "options": json.dumps(webauthn.begin_registration(user, passwordless=False)),
    }
    return _page(request, "entrance/set_up.html", context)


def _kept(user: "User", kind: str, done: Callable[[], HttpResponse]) -> HttpResponse:
    RecoveryCodes.activate(user)
    answer = done()
    record(by=user.pk, verb="user.second_factor_added", subject=("user", user.pk), kind=kind)
    return answer


@open_to("everybody")
@require_safe
@never_cache
@sensitive
def spare_codes(request: HttpRequest) -> HttpResponse:
    """Ten codes for the day the phone is lost; each works once."""
    found = get_object_or_404(Authenticator, user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES)
    context = {
        "page_title": _("Reservekoder"),
        "codes": found.wrap().get_unused_codes(),
        "onwards": request.session.get(ON_THE_WAY) or reverse(settings.LOGIN_REDIRECT_URL),
    }
    return render(request, "entrance/spare_codes.html", context)


@open_to("everybody", reads=False, sends=True)
@require_POST
@sensitive
def remove(request: HttpRequest, factor: int) -> HttpResponse:
    """One factor fewer; the spare codes go with the last."""
    mine = Authenticator.objects.filter(user_id=request.user.pk)
    one = get_object_or_404(mine.filter(type__in=FACTORS), pk=factor)
    record(
        by=request.user.pk,
        verb="user.second_factor_removed",
        subject=("user", request.user.pk),
        kind=one.type,
    )
    one.delete()
    if not mine.filter(type__in=FACTORS).exists():
        mine.delete()
    return redirect("my_login")


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    forms = [form for name, form in context.items() if name.endswith("_form") and form]
    wrong = [form for form in forms if form.errors]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, template, context | {"wrong": wrong[0] if wrong else None}, status=status)
