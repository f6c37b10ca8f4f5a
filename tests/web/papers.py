"""What stands in the documents and PDFs that we write."""

import io
import re
import zipfile
from html import unescape
from typing import Any

from pypdf import PdfReader

_PARAGRAPH, _TEXT = (
    re.compile(r"<w:p>.*?</w:p>", re.DOTALL),
    re.compile(r"<w:t [^>]*>([^<]*)</w:t>"),
)
_PAGE = re.compile(r"—\s*\d+\s*—")


def paragraphs(docx: bytes) -> list[str]:
    """The paragraphs of a document in order, cells of tables among them, without the empty ones."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = package.read("word/document.xml").decode()
    found = ["".join(_TEXT.findall(one)) for one in _PARAGRAPH.findall(body)]
    return [unescape(text) for text in found if text]


def squeezed(text: str) -> str:
    """Without what breaks lines and pages."""
    return re.sub(r"\s", "", _PAGE.sub("", text))


def pdf_text(pdf: bytes) -> str:
    """All text of all pages in the order in which it was set."""
    return squeezed(
        "".join(page.extract_text() + "\n" for page in PdfReader(io.BytesIO(pdf)).pages)
    )


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts of a PDF: name, and whether it is embedded."""
    found: dict[str, bool] = {}
    pages: Any = PdfReader(io.BytesIO(pdf)).pages
    for page in pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            kept = inner["/FontDescriptor"].get_object()
            found[str(inner["/BaseFont"])] = any(key.startswith("/FontFile") for key in kept)
    return found
