"""A request is one transaction in the app role, as the one who is logged in; what it read is written down."""

import uuid
from collections.abc import Callable

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tettpaa.access import reads
from tettpaa.access.acting import act_as, acting_as, enter_as
from tettpaa.access.topics import Topic

Next = Callable[[HttpRequest], HttpResponse]
REFUSED = (403, 404)


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
            with reads.noting() as noted:
                response = get_response(request)
                if response.status_code < 500:
                    _write(request, response, noted, uuid.UUID(user))
            return response
        if half := request.session.get(LOGIN_SESSION_KEY):
            enter_as(half["user_pk"])
        return get_response(request)

    return middleware


def _write(request: HttpRequest, response: HttpResponse, noted: reads.Noted, user: uuid.UUID) -> None:
    """What was shown; and that somebody was turned away from what the address names."""
    at = request.resolver_match
    named = {name: value for name, value in at.kwargs.items() if isinstance(value, uuid.UUID)} if at else {}
    refused = response.status_code in REFUSED
    if refused and "person" in named:
        noted.add(named["person"], Topic.BASIC, Topic.BASIC)
    if noted.anything or (refused and named):
        page, subject = at.url_name if at else "", next(iter(named.values()), None)
        reads.write(noted, by=user, page=page, refused=refused, subject=subject)
