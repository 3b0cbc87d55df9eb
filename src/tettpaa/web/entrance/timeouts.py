"""A log-in ends a working day after it began, and earlier if no page was asked for in an hour.

Seconds since 1970 are kept in the session, by the machine's own clock. Django's own limit counts from the last
change of the session.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

BEGAN, SEEN, ENDED = "began", "seen", "timed_out"
STEP = 60
"""Seconds between two writes of when somebody was last seen."""


@receiver(user_logged_in)
def begin(request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[BEGAN] = request.session[SEEN] = int(time.time())


def time_out(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Before anybody acts as the one of the session. The log-in page then says why it is shown."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            now, seen = int(time.time()), session.get(SEEN, 0)
            too_long = now - session.get(BEGAN, 0) >= settings.SESSION_COOKIE_AGE
            if too_long or now - seen >= settings.SESSION_IDLE:
                session.flush()
                session[ENDED] = True
            elif now - seen >= STEP:
                session[SEEN] = now
        return get_response(request)

    return middleware
