"""Tell somebody something: in the application now, and by e-mail that there is news."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from tettpaa.accounts.models import User
from tettpaa.kit import clock
from tettpaa.notify import rules
from tettpaa.notify.models import Message
from tettpaa.queue import enqueue


@transaction.atomic
def tell(
    *,
    to: User,
    text: str,
    by: User,
    subject: tuple[str, uuid.UUID],
    person: uuid.UUID | None = None,
    **params: Any,
) -> None:
    """Give ``to`` the message ``text`` (a code of ``texts.toml``) in the present transaction.

    ``params`` are the words that the text needs besides {by} and {who}: codes, figures and dates, never a
    name or what somebody wrote. KeyError for an unknown code, ValueError for other params than its words.
    The e-mail is queued here and goes out after commit. Nobody is told of what they did themselves.
    """
    if set(params) != rules.words(text):
        raise ValueError(f"{text} needs {sorted(rules.words(text))}, not {sorted(params)}")
    if to.id == by.id:
        return
    Message.objects.create(
        id=uuid.uuid4(),
        to_id=to.id,
        by_id=by.id,
        text=text,
        params={name: _plain(value) for name, value in params.items()},
        subject_kind=subject[0],
        subject_id=subject[1],
        person_id=person,
        at=clock.now(),
    )
    enqueue("notify.email", lock=f"notify.email {to.id}", user=str(to.id))


@transaction.atomic
def mark_read(*, by: User, ids: Iterable[uuid.UUID]) -> int:
    """Mark these of one's own messages as read; returns how many were not."""
    return Message.objects.filter(to=by, id__in=list(ids), read_at=None).update(read_at=clock.now())


@transaction.atomic
def email_news(*, to: uuid.UUID) -> bool:
    """One e-mail for all that the user was told and neither read nor was mailed of; whether one was sent.

    Run by the job "notify.email". Sent before commit: should the process die between, it comes twice, never
    not at all.
    """
    if not settings.SENDS_EMAIL:
        return False
    user = User.objects.get(id=to)
    waiting = Message.objects.filter(to=user, read_at=None, emailed_at=None)
    if not user.email or not user.is_active or not waiting.update(emailed_at=clock.now()):
        return False
    link = f"{settings.BASE_URL}/"
    send_mail(
        subject=rules.sentence("email.subject", user.language, {}),
        message=rules.sentence("email.body", user.language, {"link": link}),
        from_email=None,
        recipient_list=[user.email],
    )
    return True


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
