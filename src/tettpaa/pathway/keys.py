"""The keyed hash by which a young person is found from an identity number, without the number."""

import uuid

from tettpaa.facts.keys import keyring
from tettpaa.kit.identity import IdentityNumber

NAMESPACE = "identity-number"
"""What our own keys are made from; each school system has keys in a namespace of its own beside them."""


def key_of(number: IdentityNumber) -> uuid.UUID:
    """The same for the same number in this installation, and in no other."""
    return keyring(NAMESPACE).key(number.reveal())
