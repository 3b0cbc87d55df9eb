"""A request is one transaction in the app role, as the one who is logged in."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tettpaa.access.acting import act_as, acting_as

Next = Callable[[HttpRequest], HttpResponse]


def in_the_app_role(get_response: Next) -> Next:
    """Outermost of what needs the database; what failed (500 and up) leaves nothing behind."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting_as(None):
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            if response.streaming:
                raise RuntimeError("a streamed answer would be read outside of its transaction")
        return response

    return middleware


def as_the_one_logged_in(get_response: Next) -> Next:
    """After the session, before anything asks who the user is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if user := request.session.get(SESSION_KEY):
            act_as(user)
        return get_response(request)

    return middleware
