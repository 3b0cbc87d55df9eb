"""Identity numbers at rest: AES-256-GCM, with the key's id beside the ciphertext."""

import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tettpaa.facts.keys import home
from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import IdentityNumber

NONCE_BYTES = 12


def encrypt(number: IdentityNumber) -> tuple[bytes, str]:
    """(nonce and ciphertext, key id)."""
    key, key_id = _key()
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, number.reveal().encode(), key_id.encode()), key_id


def decrypt(cipher: bytes, key_id: str) -> IdentityNumber:
    """InputError if it was encrypted with another key than this installation's."""
    key, ours = _key()
    remedy = f"restore {_path()} from the backup that the database came from"
    if key_id != ours:
        raise InputError(
            f"an identity number was encrypted with the key {key_id}; this installation has {ours}",
            remedy=remedy,
        )
    try:
        plain = AESGCM(key).decrypt(bytes(cipher[:NONCE_BYTES]), bytes(cipher[NONCE_BYTES:]), key_id.encode())
    except InvalidTag:
        raise InputError("a stored identity number has been changed", remedy=remedy) from None
    return IdentityNumber.parse(plain.decode())


def _path() -> Path:
    return home() / "identity.key"


@cache
def _key_at(path: Path) -> tuple[bytes, str]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_bytes(AESGCM.generate_key(256))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_bytes()
    return key, hashlib.sha256(b"tettpaa identity key id" + key).hexdigest()[:12]


def _key() -> tuple[bytes, str]:
    return _key_at(_path())
