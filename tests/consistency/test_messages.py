"""Every text of the screens is there in nynorsk and English, and no other."""

import importlib.util
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "messages.py"


def test_every_text_is_translated_and_every_translation_is_used() -> None:
    spec = importlib.util.spec_from_file_location("messages", TOOL)
    assert spec
    assert spec.loader
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    assert len(messages.used()) > 300
    assert messages.problems() == []
