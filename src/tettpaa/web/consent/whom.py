"""Whose page it is."""

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from tettpaa.access.decide import decide
from tettpaa.pathway import queries as pathway

if TYPE_CHECKING:
    from tettpaa.pathway.models import YoungPerson


def person_or_404(request: HttpRequest, person: uuid.UUID, permission: str) -> "YoungPerson":
    """404 for whom the viewer doesn't see, or not this of."""
    try:
        found = pathway.person(person, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if not decide(request.user, permission, person):
        raise Http404
    return found
