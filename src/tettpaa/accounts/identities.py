"""Who a log-in provider says it is: found by keyed hash, so that no identity number need be kept.

The hashes have a namespace of their own: from a stolen copy of them and one of the facts, nobody can tell which
rows are about the same person without the installation's secret.
"""

import uuid
from collections.abc import Iterable

from django.db import connection

from tettpaa.accounts.models import IdentityKind, User
from tettpaa.facts.keys import keyring
from tettpaa.kit.identity import IdentityNumber

NAMESPACE = "log-in"


def key_of(kind: str, word: str) -> uuid.UUID:
    """The hash of one word. ValueError or InputError if a number is none."""
    return keyring(NAMESPACE).key(kind, _plain(kind, word))


def user_with(keys: Iterable[uuid.UUID], kinds: Iterable[str]) -> User | None:
    """The one active user of those kinds whom they belong to; None if nobody, or if they belong to several.

    No more than their id is known of: nothing else of them can be read before they are in.
    """
    with connection.cursor() as cursor:
        cursor.execute("select user_id from app_login_as(%s::uuid[], %s)", [list(keys), list(kinds)])
        found = [row[0] for row in cursor.fetchall()]
    return User(id=found[0]) if len(found) == 1 else None


def _plain(kind: str, word: str) -> str:
    """The same however it was written: Feide's name comes with and without its prefix."""
    if kind == IdentityKind.NUMBER:
        return IdentityNumber.parse(word).reveal()
    if kind == IdentityKind.FEIDE:
        return word.strip().lower().removeprefix("feide:")
    return word.strip()
