"""Official papers as files: to download from a page, or written by a command."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.http import HttpResponse

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.web import documents, official, pdf

KINDS = ("docx", "pdf")


@dataclass(frozen=True)
class Taken:
    """A paper as a file, or (None) the page it is printed from, with what is wrong ("": nothing)."""

    response: HttpResponse | None = None
    fault: str = ""
    status: int = 200


def take_away(paper: official.Paper, name: str, kind: str, language: str = "zh-hans") -> Taken:
    """The paper as a download. `name`: of the file, without its ending; `kind`: docx, pdf, else the page."""
    if kind == "docx":
        return Taken(documents.docx_response(official.docx(paper), f"{name}.docx"))
    if kind != "pdf":
        return Taken()
    try:
        content = pdf.pdf(paper, language)
    except Conflict as refused:
        return Taken(None, str(refused), refused.status)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.pdf"
    return Taken(response)


def refuse_out(out: Path, kind: str) -> None:
    """Before anything is reckoned: the name of a file that can be written, and says what it is."""
    if out.suffix.lower() != f".{kind}":
        raise Invalid(f"{out}: the name of a {kind} file ends in .{kind}.")
    if out.exists():
        raise Conflict(f"{out} exists. Name another file, or remove it first.")
    if not out.parent.is_dir():
        raise Invalid(f"{out.parent} is not there. Make the folder first, or name another.")


def write_out(out: Path, content: bytes) -> None:
    """Writes a new file; never over another."""
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise Conflict(f"{out} exists. Name another file, or remove it first.") from None
    except OSError as fault:
        raise Invalid(f"{out} cannot be written: {fault.strerror}.") from None
