"""For somebody who is in: where they are logged in, what they log in with, and showing again who they are."""

import uuid
from http import HTTPStatus

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tettpaa.access.decide import demand
from tettpaa.access.declared import open_to
from tettpaa.audit.record import record
from tettpaa.web.entrance.elsewhere import CAME_BY
from tettpaa.web.entrance.forms import PasswordForm
from tettpaa.web.entrance.second import given
from tettpaa.web.entrance.stages import FACTORS
from tettpaa.workflows import hats

BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac", "Linux")
"""Each by what browsers call it; the first that fits is right."""
WORDS = {"Edg": "Edge"}


@open_to("everybody")
@require_safe
@never_cache
def my_login(request: HttpRequest) -> HttpResponse:
    """Devices and second factors."""
    sessions = UserSession.objects.purge_and_list(request.user)
    context = {
        "page_title": _("Innlogging og sikkerhet"),
        "sessions": [(one, _device(one.user_agent)) for one in sorted(sessions, key=_newest)],
        "factors": Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).order_by(
            "created_at"
        ),
        "came_by": _named(request),
    }
    return render(request, "entrance/mine.html", context)


@open_to("everybody", reads=False, sends=True)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Log out everywhere else."""
    end_other_sessions(request, request.user)
    record(by=request.user.pk, verb="user.others_logged_out", subject=("user", request.user.pk))
    return redirect("my_login")


@open_to("staff", post="hat.wear", reads=False)
@require_POST
def hat(request: HttpRequest) -> HttpResponse:
    """Act for another of one's agencies from now on."""
    if request.user.kind != "staff":
        raise Http404
    chosen = request.POST.get("membership", "")
    demand(request.user, "hat.wear")
    try:
        worn = hats.wear(by=request.user, membership=uuid.UUID(chosen))
    except ValueError:
        raise Http404 from None
    messages.success(request, _("Du handler nå for %(unit)s.") % {"unit": worn.unit.name})
    return redirect("inbox")


@open_to("everybody", sends=True)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def again(request: HttpRequest) -> HttpResponse:
    """Show who you are, before something that can't be undone: by any of what you have."""
    user, onwards = request.user, get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    password = None
    if user.has_usable_password():
        password = PasswordForm(request, request.POST if "password" in request.POST else None, user.username)
        if password.is_bound and password.is_valid():
            record_authentication(request, user, "password", reauthenticated=True)
            return redirect(onwards)
    if settings.DEMO and "demo" in request.POST:
        record_authentication(request, user, "demo", reauthenticated=True)
        return redirect(onwards)
    right, asked = given(request, user, again=True)
    if right:
        return redirect(onwards)
    forms = [form for form in (password, asked["code_form"], asked.get("key_form")) if form and form.errors]
    context = asked | {
        "page_title": _("Bekreft at det er deg"),
        "password_form": password,
        "wrong": forms[0] if forms else None,
        "next": onwards,
        "provider": request.session.get(CAME_BY),
        "provider_name": _named(request),
        "demo": settings.DEMO,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if forms else HTTPStatus.OK
    return render(request, "entrance/again.html", context, status=status)


def _named(request: HttpRequest) -> str:
    """What the provider that they logged in at is called, if it was one."""
    name = request.session.get(CAME_BY)
    return next((app.name for app in get_adapter(request).list_apps(request) if app.provider_id == name), "")


def _newest(session: UserSession) -> tuple:
    """This browser first."""
    return not session.is_current(), -session.created_at.timestamp()


def _device(user_agent: str) -> str:
    """The browser and where it runs, as far as it tells ("Firefox, Windows")."""
    words = [next((word for word in known if word in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(WORDS.get(word, word) for word in words if word)
