"""Files that people send: what they are is told by their content, never by their name."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from tettpaa.kit.errors import InputError

LARGEST = 5 * 1024 * 1024
"""Bytes of one file."""
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_BEGINS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_ENDS = {"application/pdf": b"%%EOF", "image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9"}
_TAIL = 1024
"""Bytes at the end among which the mark of the end must be."""
_LIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA")
"""What makes a PDF do something when it is opened; a scanner writes none of them."""


def scan(file: UploadedFile) -> tuple[str, bytes]:
    """(kind, content) of a scanned sheet: a whole PDF, PNG or JPEG of at most 5 MB. InputError for anything else."""
    if file.size is None or file.size > LARGEST:
        raise InputError(
            _("Fila er for stor."), remedy=_("Den kan være på 5 MB. Skann i svart-hvitt."), column="paper"
        )
    content = file.read()
    kind = next((kind for begin, kind in _BEGINS.items() if content.startswith(begin)), None)
    if kind is None or _ENDS[kind] not in content[-_TAIL:]:
        raise InputError(
            _("Fila er ikke en hel PDF, PNG eller JPEG."),
            remedy=_("Ta bilde av arket eller skann det på nytt."),
            column="paper",
        )
    if kind == "application/pdf" and any(word in content for word in _LIVE):
        raise InputError(
            _("PDF-en har innhold som kan gjøre noe når den åpnes."),
            remedy=_("Ta bilde av arket i stedet."),
            column="paper",
        )
    return kind, content


def download(kind: str, content: bytes, name: str) -> HttpResponse:
    """To be saved, never shown inside our pages; ``name`` is ours, not the sender's."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS[kind]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
