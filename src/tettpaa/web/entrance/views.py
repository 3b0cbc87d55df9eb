"""Log-in by user name and password; in the demo, by one click as somebody of the cast."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tettpaa.access.declared import open_to
from tettpaa.accounts.backend import by_name
from tettpaa.accounts.roles import roles
from tettpaa.demo.cast import Member, cast


@dataclass(frozen=True)
class Face:
    """One of the cast, as the log-in page shows them."""

    username: str
    name: str
    what: str
    look: str


class LogIn(LoginView):
    """The page; who is logged in already goes on."""

    template_name = "entrance/login.html"
    redirect_authenticated_user = True
    authentication_form = AuthenticationForm

    def get_context_data(self, **more: object) -> dict:
        return super().get_context_data(**more) | {"faces": faces() if settings.DEMO else []}


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
    """Log in as one of the cast. In production there is no such address."""
    if not settings.DEMO:
        raise Http404
    user = by_name(request.POST.get("username", ""))
    if user is None or user.username not in {face.username for face in faces()}:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
