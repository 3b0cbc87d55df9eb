"""Identity numbers at rest."""

import random
from datetime import date
from pathlib import Path

import pytest

from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import make_synthetic
from tettpaa.pathway.ciphers import decrypt, encrypt

NUMBER = make_synthetic(random.Random(1), date(2010, 5, 3))


def test_a_number_comes_back_from_its_cipher_and_is_not_in_it() -> None:
    cipher, key_id = encrypt(NUMBER)
    assert decrypt(cipher, key_id).reveal() == NUMBER.reveal()
    assert NUMBER.reveal().encode() not in cipher


def test_the_same_number_never_looks_the_same() -> None:
    assert encrypt(NUMBER)[0] != encrypt(NUMBER)[0]


def test_a_changed_cipher_is_refused() -> None:
    cipher, key_id = encrypt(NUMBER)
    changed = cipher[:-1] + bytes([cipher[-1] ^ 1])
    with pytest.raises(InputError, match="has been changed"):
        decrypt(changed, key_id)


def test_another_installation_cannot_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cipher, key_id = encrypt(NUMBER)
    monkeypatch.setenv("TETTPAA_HOME", str(tmp_path))
    with pytest.raises(InputError, match="restore") as caught:
        decrypt(cipher, key_id)
    assert NUMBER.reveal() not in str(caught.value)
