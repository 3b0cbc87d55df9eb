"""How django-allauth's log-in fits this house: no sign-up, no rows about providers, and the database's roles."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from tettpaa.access.acting import act_as, enter_as
from tettpaa.accounts import seals
from tettpaa.accounts.queries import entering
from tettpaa.audit.record import record
from tettpaa.web.entrance.provider import Provider

if TYPE_CHECKING:
    from tettpaa.accounts.models import User

PATIENCE = 5
"""Seconds that a provider may take to answer."""
TOO_MANY = _("Det er prøvd for mange ganger. Vent noen minutter og prøv igjen.")
WRONG_CODE = _("Koden stemmer ikke. Skriv den som står i appen nå, eller bruk en reservekode.")


class LogIns(DefaultAccountAdapter):
    """From the first factor on, the database knows who is coming; when all is given, who acts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def get_login_stages(self) -> list[str]:
        return [
            "tettpaa.web.entrance.stages.GiveSecondFactor",
            "tettpaa.web.entrance.stages.SetUpSecondFactor",
        ]

    def pre_login(self, request: HttpRequest, user: "User", **more: Any) -> HttpResponse | None:
        enter_as(user.id)
        return super().pre_login(request, user, **more)

    def login(self, request: HttpRequest, user: "User") -> None:
        act_as(user.id)
        super().login(request, entering(user.id))
        record(by=user.id, verb="user.logged_in", subject=("user", user.id))

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this site's own, told without the site."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say what happened themselves."""

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """None is sent: the library's texts aren't ours."""


class SecondFactors(DefaultMFAAdapter):
    """Seeds are sealed at rest; what an authenticator app shows is the user name."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return seals.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return seals.unseal(encrypted_text)

    def get_totp_label(self, user: "User") -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Tettpå"}

    def get_public_key_credential_user_entity(self, user: "User") -> dict:
        return super().get_public_key_credential_user_entity(user) | {
            "name": user.username,
            "display_name": user.name,
        }


class Providers(DefaultSocialAccountAdapter):
    """Only what the configuration names, asked only at the addresses that it names."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list:
        found = []
        for told in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
            if provider in (None, "openid_connect", told["provider_id"]):
                found.append(SocialApp(provider="openid_connect", **told))
        return found

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        """SocialApp.DoesNotExist if the configuration has none of that name."""
        for app in self.list_apps(request, provider):
            if app.provider_id == provider:
                return Provider(request, app=app)
        raise SocialApp.DoesNotExist

    def get_requests_session(self) -> requests.Session:
        return NamedHosts({host for app in self.list_apps(self.request) for host in app.settings["hosts"]})

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class NamedHosts(requests.Session):
    """Asks only hosts that the configuration names, encrypted, and follows no redirect elsewhere."""

    def __init__(self, hosts: set[str]) -> None:
        super().__init__()
        self.hosts = hosts
        self.trust_env = False  # a proxy or a password of the environment would be another host

    def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        if parts.netloc not in self.hosts or (settings.PRODUCTION and parts.scheme != "https"):
            raise requests.exceptions.InvalidURL("an address that the configuration of log-in doesn't name")
        return super().send(request, **more | {"allow_redirects": False, "timeout": PATIENCE})
