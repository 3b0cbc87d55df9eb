"""Request ids, the content security policy, and what browsers may keep."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tettpaa.kit.requests import only_reading, serving
from tettpaa.kit.requests import request_id as current

Next = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Request-ID"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def request_id(get_response: Next) -> Next:
    """Every log line, audit event and answer of a request carries one id; a proxy may give it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with serving(request.headers.get(HEADER)) as given:
            response = get_response(request)
            response[HEADER] = given
        return response

    return middleware


def content_security_policy(get_response: Next) -> Next:
    """Nothing inline, nothing from elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware


def keep_nowhere(get_response: Next) -> Next:
    """A page that somebody was logged in for is in no cache, nor behind the back button after they log out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def read_once(get_response: Next) -> Next:
    """What a page asks twice, the database answers once; not where something is written."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with only_reading():
            return get_response(request)

    return middleware


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current() or "-"
        return True
