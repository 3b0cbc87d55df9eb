"""What comes between the first factor and being logged in (``LogIns.get_login_stages``)."""

from typing import Any

from allauth.account.stages import LoginStage
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from tettpaa.accounts.queries import entering

VOUCHED = "vouched"
"""In a log-in's state: the provider saw to two factors."""
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class GiveSecondFactor(AuthenticateStage):
    """Whoever has a second factor gives it, unless the provider saw to that."""

    def _should_handle(self, request: Any) -> bool:
        return not self.login.state.get(VOUCHED) and is_mfa_enabled(self.login.user, FACTORS)


class SetUpSecondFactor(LoginStage):
    """Staff who have none set one up before they come in."""

    key = "set_up_second_factor"
    urlname = "second_factor_first"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        needed = settings.STAFF_NEED_SECOND_FACTOR and not self.login.state.get(VOUCHED)
        if not needed or is_mfa_enabled(self.login.user, FACTORS):
            return None, True
        if entering(self.login.user.id).kind != "staff":
            return None, True
        return redirect(self.urlname), True
