"""The secret that signs sessions and forms, made on first use in the installation's own folder."""

import os
import secrets

from tettpaa.facts.keys import home


def secret_key() -> str:
    """``TETTPAA_SECRET``, or the text of ``secret.key`` in the installation's folder."""
    if told := os.environ.get("TETTPAA_SECRET"):
        return told
    path = home() / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
