"""The log-in page, and in the demo the cast; log-out is Django's."""

from dataclasses import dataclass
from http import HTTPStatus

from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tettpaa.access.acting import act_as
from tettpaa.access.declared import open_to
from tettpaa.accounts.backend import by_name
from tettpaa.accounts.roles import roles
from tettpaa.demo.cast import Member, cast
from tettpaa.web.entrance.forms import PasswordForm
from tettpaa.web.entrance.timeouts import ENDED


@dataclass(frozen=True)
class Face:
    """One of the cast, as the log-in page shows them."""

    username: str
    name: str
    what: str
    look: str


@open_to("anybody", sends=True)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_protect
@sensitive_post_parameters()
@login_not_required
def log_in(request: HttpRequest) -> HttpResponse:
    """By provider, or by user name and password; who is logged in already goes on."""
    onwards = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(onwards or settings.LOGIN_REDIRECT_URL)
    form = PasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"username": form.cleaned_data["username"]}
        return perform_password_login(request, given, Login(user=form.user, redirect_url=onwards))
    context = {
        "page_title": _("Logg inn"),
        "form": form,
        "next": onwards or "",
        "timed_out": request.session.pop(ENDED, False),
        "providers": get_adapter(request).list_apps(request),
        "faces": faces() if settings.DEMO else [],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "entrance/login.html", context, status=status)


def faces() -> list[Face]:
    language = (get_language() or "nb")[:2]
    return [Face(one.id, one.name, _what(one, language), one.look[language]) for one in cast()]


def _what(one: Member, language: str) -> str:
    known = roles().get(one.role)
    label = known.label[language] if known else {"guardian": _("foresatt")}.get(one.role, _("ungdom"))
    return f"{label}, {one.group or one.unit}" if one.group or one.unit else label


@open_to("anybody", reads=False, sends=True)
@require_POST
@login_not_required
def demo_login(request: HttpRequest) -> HttpResponse:
    """Log in as one of the cast. In production there is no such address (``urls``)."""
    user = by_name(request.POST.get("username", ""))
    if not settings.DEMO or user is None or user.username not in {face.username for face in faces()}:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    act_as(user.id)
    record_authentication(request, user, "demo")
    return redirect(settings.LOGIN_REDIRECT_URL)
