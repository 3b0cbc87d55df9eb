"""The secret that signs sessions and forms, made on first use in the installation's own folder."""

import os
import secrets

from tettpaa.facts.keys import home
from tettpaa.kit.errors import InputError

OF_THE_DEMO = "demo-"
"""How a secret begins that the demo made; no other installation takes it."""
SHORTEST = 32


def secret_key(mode: str) -> str:
    """``TETTPAA_SECRET``, or the text of ``secret.key`` in the installation's folder.

    InputError if, in production, it is one of the demo's or too short to be a secret.
    """
    told = os.environ.get("TETTPAA_SECRET")
    found = told or _kept(mode)
    if mode not in ("demo", "test") and (found.startswith(OF_THE_DEMO) or len(found) < SHORTEST):
        where = "TETTPAA_SECRET" if told else str(home() / "secret.key")
        what = "is the demo's" if found.startswith(OF_THE_DEMO) else f"is shorter than {SHORTEST} characters"
        raise InputError(
            f"the secret in {where} {what}: whoever knows it can log in as anybody",
            remedy="give this installation a folder of its own (TETTPAA_HOME), and a secret of its own",
        )
    return found


def _kept(mode: str) -> str:
    path = home() / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text((OF_THE_DEMO if mode == "demo" else "") + secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
