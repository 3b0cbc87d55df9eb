"""The pages speak bokmål, nynorsk and English."""

import re

import pytest


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("/", {"nb": "Å gjøre", "nn": "Å gjere", "en": "To do"}),
        ("/meldinger/", {"nb": "Meldinger", "nn": "Meldingar", "en": "Messages"}),
        ("/si-fra/", {"nb": "Si fra", "nn": "Sei frå", "en": "Speak up"}),
        ("/si-fra/other/", {"nb": "Hvem gjelder det?", "nn": "Kven gjeld det?", "en": "Who is it about?"}),
    ],
)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_title(log_in, address, titles, language):
    page = log_in("kari", language).get(address).content.decode()
    assert re.search(r"<title>(.*) – Tettpå</title>", page)[1] == titles[language]
    assert f'<html lang="{language}"' in page
