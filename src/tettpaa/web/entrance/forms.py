"""What one fills in to log in and to show again who one is. Counting of attempts is the library's."""

import json
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as second_factors
from allauth.mfa.base.internal.flows import check_rate_limit, post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from tettpaa.accounts.models import User


class PasswordForm(forms.Form):
    """``user`` when valid. Told a user name (``known``), it asks for the password only."""

    def __init__(self, request: HttpRequest, data: Any, known: str = "") -> None:
        super().__init__(data)
        self.request, self.known, self.user = request, known, None
        if not known:
            names = {"autocomplete": "username", "autocapitalize": "none"}
            self.fields["username"] = forms.CharField(
                label=_("Brukernavn"), max_length=150, widget=forms.TextInput(names)
            )
        secret = forms.PasswordInput({"autocomplete": "current-password"})
        self.fields["password"] = forms.CharField(
            label=_("Passord"), strip=False, max_length=4096, widget=secret
        )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        name = self.known or given.get("username")
        if name and given.get("password"):
            self.user = get_adapter().authenticate(
                self.request, username=name.lower(), password=given["password"]
            )
            if self.user is None:
                raise ValidationError(
                    _(
                        "Det stemmer ikke. Prøv en gang til, eller spør den som har ansvar for systemet hos dere."
                    )
                )
        return given


class CodeForm(forms.Form):
    """A code of the user's authenticator app, or one of their spare codes."""

    code = forms.CharField(max_length=20)

    def __init__(self, data: Any, user: "User", label: str = "") -> None:
        super().__init__(data)
        self.user, self.authenticator = user, None
        self.fields["code"].label = label or _("Kode fra appen, eller en reservekode")
        self.fields["code"].widget = forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20}
        )

    def clean_code(self) -> str:
        forget = check_rate_limit(self.user)
        code = self.cleaned_data["code"]
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        for one in Authenticator.objects.filter(user_id=self.user.pk, type__in=kinds).order_by("-type"):
            if one.wrap().validate_code(code):
                self.authenticator = one
                forget()
                return code
        raise second_factors().validation_error("incorrect_code")

    def save(self, request: HttpRequest, again: bool = False) -> None:
        self.authenticator.user = self.user
        post_authentication(request, self.authenticator, reauthenticated=again)


class NewAppForm(forms.Form):
    """The first code of an authenticator app that was just set up with ``secret``."""

    code = forms.CharField(max_length=20)

    def __init__(self, data: Any, user: "User") -> None:
        super().__init__(data)
        self.user = user
        self.secret = totp.get_totp_secret(regenerate=data is None)
        self.fields["code"].label = _("Koden som appen viser")
        self.fields["code"].widget = forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20}
        )

    def clean_code(self) -> str:
        forget = check_rate_limit(self.user)
        if not totp.validate_totp_code(self.secret, self.cleaned_data["code"]):
            raise ValidationError(_("Koden stemmer ikke. Skriv den som appen viser akkurat nå."))
        forget()
        return self.cleaned_data["code"]


class KeyForm(forms.Form):
    """What the browser made of a passkey: proof of one that is known, or (``new``) one to keep."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def __init__(self, data: Any, user: "User", new: bool = False) -> None:
        super().__init__(data)
        self.user, self.new, self.authenticator, self.given = user, new, None, None

    def clean_credential(self) -> str:
        forget = check_rate_limit(self.user)
        try:
            self.given = json.loads(self.cleaned_data["credential"])
            if self.new:
                webauthn.parse_registration_response(self.given)
                webauthn.complete_registration(self.given)
            else:
                webauthn.parse_authentication_response(self.given)
                self.authenticator = webauthn.complete_authentication(self.user, self.given)
        except (ValueError, TypeError, KeyError, AttributeError, ValidationError):
            raise ValidationError(_("Nøkkelen ble ikke godtatt. Prøv en gang til.")) from None
        forget()
        return self.cleaned_data["credential"]

    def save(self, request: HttpRequest, again: bool = False) -> None:
        self.authenticator.user = self.user
        post_authentication(request, self.authenticator, reauthenticated=again)
