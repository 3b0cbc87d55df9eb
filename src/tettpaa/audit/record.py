"""``record``: one event, in the transaction of what it tells of."""

import uuid
from typing import Any

from tettpaa.audit.models import Event
from tettpaa.kit import clock
from tettpaa.kit.requests import request_id


def record(
    *,
    by: uuid.UUID,
    verb: str,
    subject: tuple[str, uuid.UUID | None],
    person: uuid.UUID | None = None,
    **details: Any,
) -> None:
    """Add an event: ``by`` did ``verb`` (``"concern.raised"``) to ``subject`` (kind, id), about ``person``.

    ``details`` are codes, dates and ids that JSON can hold; never names, numbers or what people wrote.
    """
    Event.objects.create(
        id=uuid.uuid4(),
        at=clock.now(),
        actor_id=by,
        verb=verb,
        subject_kind=subject[0],
        subject_id=subject[1],
        person_id=person,
        request_id=request_id(),
        details=details,
    )
