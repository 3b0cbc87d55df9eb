"""``sensitive``: a view that asks again who it is, if that wasn't shown in the last few minutes."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def sensitive(view: View) -> View:
    """Whoever must show who they are comes back to the same address; what was being sent is sent again there."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if lately_shown(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('again')}?{urlencode({'next': request.get_full_path()})}")

    return asking


def lately_shown(request: HttpRequest) -> bool:
    """Whether who it is was shown, by any of their factors, in the last few minutes."""
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
