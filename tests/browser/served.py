"""The application as the browser meets it in tests: its clock goes from noon of the small house's day.

``/brist/<code>/`` fails with that status, so that the error pages are seen as people would see them.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest
from django.urls import include, path

from tettpaa.access.declared import open_to
from tettpaa.conf import wsgi
from tettpaa.kit import clock

NOON = datetime(2026, 11, 23, 12, tzinfo=clock.OSLO)
STARTED = time.monotonic()


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """The real one, at the small house's time."""
    with clock.frozen(NOON + timedelta(seconds=time.monotonic() - STARTED)):
        return wsgi.application(environ, start_response)


@open_to("anybody")
def fail(request: HttpRequest, code: int) -> NoReturn:
    raise {400: BadRequest, 403: PermissionDenied, 500: RuntimeError}[code]


urlpatterns = [path("", include("tettpaa.conf.urls")), path("brist/<int:code>/", fail)]
settings.ROOT_URLCONF = __name__
