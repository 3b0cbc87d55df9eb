"""The seeds of second factors at rest: AES-256-GCM under a key made from the installation's secret.

A sealed text is the key's id, a dot, and nonce and ciphertext in base64.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tettpaa.facts.keys import Keyring, keyring
from tettpaa.kit.errors import InputError

NONCE_BYTES = 12


def seal(text: str) -> str:
    ring = keyring("second factor")
    nonce = os.urandom(NONCE_BYTES)
    cipher = nonce + _key(ring).encrypt(nonce, text.encode(), ring.id.encode())
    return f"{ring.id}.{base64.b64encode(cipher).decode()}"


def unseal(sealed: str) -> str:
    """InputError if it was sealed with another installation's secret, or changed."""
    ring = keyring("second factor")
    key_id, _, text = sealed.partition(".")
    cipher = base64.b64decode(text)
    try:
        if key_id != ring.id:
            raise InvalidTag
        plain = _key(ring).decrypt(cipher[:NONCE_BYTES], cipher[NONCE_BYTES:], key_id.encode())
    except InvalidTag:
        raise InputError(
            "a second factor was sealed with another secret than this installation's",
            remedy="restore person.key from the backup that the database came from",
        ) from None
    return plain.decode()


def _key(ring: Keyring) -> AESGCM:
    return AESGCM(hmac.new(ring.secret, b"tettpaa second factor", hashlib.sha256).digest())
