"""Person keys: random-looking, stable in one installation, different in every other.

A key is HMAC-SHA256(secret, namespace and id), cut to a uuid of version 8 (RFC 9562). Each part of the
message is framed by its length in bytes, so that ("1", "23") and ("12", "3") are two people. Whoever lacks
the secret can't get from key to id even by trying all ids; so the secret never leaves the installation.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import stat
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from tettpaa.kit.errors import InputError

SECRET_BYTES = 32
KNOWN = 300_000  # people remembered at once
_BLOCK = 64  # of SHA-256
# The bits of byte 6 and byte 8 of a uuid that tell its version and variant.
_VERSION = bytes(byte & 0x0F | 0x80 for byte in range(256))
_VARIANT = bytes(byte & 0x3F | 0x80 for byte in range(256))
HOME_VARIABLE = "TETTPAA_HOME"


@dataclass(frozen=True)
class Keyring:
    """Makes the keys of one system's people out of the installation's secret."""

    namespace: str
    secret: bytes = field(repr=False)
    # People come again in file after file; a bounded memory of them saves most of the hashing.
    _known: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def key(self, *parts: str) -> uuid.UUID:
        """The key of one person; the plain reference of ``keys``."""
        message = "".join(_framed(part) for part in (self.namespace, *parts))
        digest = hmac.new(self.secret, message.encode(), hashlib.sha256).digest()
        bits = int.from_bytes(digest[:16])
        bits = bits & ~(0xF << 76) | (8 << 76)  # version 8: made by a method of one's own
        return uuid.UUID(int=bits & ~(3 << 62) | (2 << 62))

    @property
    def id(self) -> str:
        """Tells two secrets apart without telling either."""
        return hmac.new(self.secret, b"tettpaa key id", hashlib.sha256).hexdigest()[:16]

    def keys(self, framed: pa.StringArray) -> pa.ExtensionArray:
        """The keys of many people; each text is ``framed`` of the parts. The order is kept."""
        ids = framed.dictionary_encode()
        people = ids.dictionary.to_pylist()
        if len(self._known) > KNOWN:
            self._known.clear()
        known = self._known
        digest = self._digest()
        packed = bytearray()
        for person in people:
            found = known.get(person)
            if found is None:
                found = known[person] = digest(person)
            packed += found
        packed[6::16] = packed[6::16].translate(_VERSION)
        packed[8::16] = packed[8::16].translate(_VARIANT)
        keys = pa.Array.from_buffers(pa.binary(16), len(people), [None, pa.py_buffer(bytes(packed))])
        return pa.ExtensionArray.from_storage(pa.uuid(), keys.take(ids.indices))

    def _digest(self) -> Callable[[str], bytes]:
        """HMAC-SHA256 cut to 16 bytes, with the two halves of the key hashed once for all."""
        block = self.secret.ljust(_BLOCK, b"\0")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + _framed(self.namespace).encode())
        outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

        def digest(person: str) -> bytes:
            first, second = inner.copy(), outer.copy()
            first.update(person.encode())
            second.update(first.digest())
            return second.digest()[:16]

        return digest


def framed_sql(parts: list[str]) -> str:
    """The same frame in DuckDB SQL; null when a part is."""
    return " || ".join(f"strlen({part}) || ':' || {part}" for part in parts)


def _framed(part: str) -> str:
    return f"{len(part.encode())}:{part}"


def home() -> Path:
    """The installation's own folder, ``$TETTPAA_HOME`` or the user's data folder."""
    if os.environ.get(HOME_VARIABLE):
        return Path(os.environ[HOME_VARIABLE])
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "tettpaa"


def keyring(namespace: str, key_file: Path | None = None, make: bool = True) -> Keyring:
    """The keyring of this installation, whose secret is made on first use (or, without ``make``, invented).

    A ``key_file`` that is named must exist: a slip in its name would give everybody a new key.
    """
    path = key_file or home() / "person.key"
    try:
        if key_file is None and not path.exists():
            if not make:
                return Keyring(namespace, secrets.token_bytes(SECRET_BYTES))
            _make(path)
        mode = path.stat().st_mode
        secret = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the secret of the person keys cannot be read: {error.strerror}",
            file=path,
            remedy="give its place with --key-file, or make one: (umask 077; head -c 32 /dev/urandom > FILE)",
        ) from None
    if len(secret) != SECRET_BYTES:
        raise InputError(
            f"is no secret for person keys: it holds {len(secret)} bytes, not {SECRET_BYTES}",
            file=path,
            remedy="restore it from a backup; with a new one every person gets a new key",
        )
    if stat.S_IMODE(mode) & 0o077:
        raise InputError("can be read by others", file=path, remedy=f"chmod 600 {path}")
    return Keyring(namespace, secret)


def _make(path: Path) -> None:
    """Write a new secret whole or not at all; whoever comes first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
