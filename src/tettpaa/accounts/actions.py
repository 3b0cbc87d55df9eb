"""How somebody logs in is set by those who keep the installation."""

import uuid

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tettpaa.accounts.identities import key_of
from tettpaa.accounts.models import Identity, User
from tettpaa.audit.record import record
from tettpaa.kit.errors import InputError


@transaction.atomic
def tie_identity(*, by: User, user: User, kind: str, word: str) -> None:
    """From now on a provider that says ``word`` means this user. InputError if it means
    another of their kind (staff, guardian, …).
    """
    key = key_of(kind, word)
    known = Identity.objects.filter(key=key, user__kind=user.kind).first()
    if known and known.user_id != user.id:
        raise InputError("belongs to another user", column=kind, remedy="check whom it belongs to")
    if not known:
        Identity.objects.create(id=uuid.uuid4(), user=user, kind=kind, key=key)
        record(by=by.id, verb="user.identity_tied", subject=("user", user.id), kind=kind)


@transaction.atomic
def set_password(*, by: User, user: User, password: str) -> None:
    """A new password; whoever was logged in with the old one no longer is. InputError if it is weak."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        remedy = f"at least {settings.SHORTEST_PASSWORD} characters, and not one that many others use"
        raise InputError("the password is too easy to guess", remedy=remedy) from error
    user.set_password(password)
    User.objects.filter(id=user.id).update(password=user.password)
    record(by=by.id, verb="user.password_set", subject=("user", user.id))


@transaction.atomic
def forget_second_factor(*, by: User, user: User) -> None:
    """For one who lost the phone: their next log-in sets up a new one. All who are logged in as them leave."""
    gone, _ = Authenticator.objects.filter(user_id=user.id).delete()
    for session in UserSession.objects.filter(user_id=user.id):
        session.end()
    record(by=by.id, verb="user.second_factor_forgotten", subject=("user", user.id), count=gone)
