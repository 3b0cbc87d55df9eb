"""Ingrid has a signed sheet from Jonas, and scans it; what is no sheet is refused by its content."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.consent.models import Consent, Disclosure, Paper
from tettpaa.web import uploads

LogIn = Callable[..., Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"scanned" + b"IEND\xaeB`\x82"


def register(client: Client, house: House, **more: object) -> HttpResponse:
    said = {
        "unit": house.units["nav"].id, "topics": ["absence"], "last": "2027-02-21", "way": "paper",
        "giver": "young", "name": "", "note": "", "request_key": uuid.uuid4(),
    }  # fmt: skip
    address = f"/ungdom/{house.young['jonas'].id}/samtykke/registrer/job/"
    return client.post(address, {**said, **more}, follow=True)


def test_the_sheet_is_kept_and_comes_back_as_a_file(house: House, log_in: LogIn) -> None:
    ingrid = log_in("ingrid")
    page = register(ingrid, house, paper=SimpleUploadedFile("jonas-prove.exe", PNG))
    assert "Last ned arket" in text(page)
    made = Consent.objects.get()
    sheet = ingrid.get(f"/samtykke/{made.id}/ark/")
    assert sheet.content == PNG
    assert sheet["Content-Type"] == "image/png"
    assert sheet["Content-Disposition"] == 'attachment; filename="samtykke.png"', (
        "never the sender's name of it"
    )
    assert sheet["X-Content-Type-Options"] == "nosniff"
    assert sheet["Cache-Control"] == "no-store"
    assert log_in("jonas_self").get(f"/samtykke/{made.id}/ark/").status_code == 200
    assert log_in("noor").get(f"/samtykke/{made.id}/").status_code == 200
    assert log_in("noor").get(f"/samtykke/{made.id}/ark/").status_code == 404, "NAV has no need of the sheet"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sheet.pdf", b"<html><script>alert(1)</script></html>"),
        ("sheet.png", b"MZ\x90\x00"),
        ("sheet.png", PNG[:-4]),  # cut short
        ("sheet.pdf", b"%PDF-1.7\n/OpenAction << /S /JavaScript >>\n%%EOF"),
        ("sheet.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("sheet.png", PNG[:-8] + b"0" * uploads.LARGEST + PNG[-8:]),
    ],
)
def test_what_is_no_scanned_sheet_is_refused_and_nothing_is_kept(
    house: House, log_in: LogIn, name: str, content: bytes
) -> None:
    page = register(log_in("ingrid"), house, paper=SimpleUploadedFile(name, content))
    assert page.status_code == 422
    assert "på nytt" in text(page) or "svart-hvitt" in text(page) or "i stedet" in text(page)
    assert not Consent.objects.exists()
    assert not Paper.objects.exists()


def test_a_talk_needs_what_was_said(house: House, log_in: LogIn) -> None:
    assert register(log_in("ingrid"), house, way="talk").status_code == 422
    page = register(log_in("ingrid"), house, way="talk", note="Mandag på kontoret.")
    assert "i en samtale" in text(page)
    assert "Mandag på kontoret." in text(page)


def test_what_was_told_without_consent_is_recorded_with_its_paragraph(house: House, log_in: LogIn) -> None:
    address = f"/ungdom/{house.young['jonas'].id}/utlevering/ny/"
    said = {
        "unit": "", "receiver": "politiet", "exception": "danger_to_life", "processing": "legal_duty",
        "conditions-danger_to_life": ["serious"], "given": "Hvor han er.", "reason": "Fare.", "day": "2026-11-23",
        "hidden_ground": "none", "request_key": uuid.uuid4(),
    }  # fmt: skip
    page = log_in("kari").post(address, said)
    assert page.status_code == 422
    assert "Mottakeren kan gjøre noe med det" in text(page), "the condition that is not confirmed"
    said["conditions-danger_to_life"] = ["serious", "helps"]
    page = text(log_in("kari").post(address, said, follow=True))
    assert "forvaltningsloven § 13 b nr. 7" in page
    made = Disclosure.objects.get()
    assert "Hvor han er." in text(log_in("jonas_self").get(f"/utlevering/{made.id}/"))
    assert log_in("noor").get(f"/utlevering/{made.id}/").status_code == 404
