"""Files that come in: what a file begins with has to be what its name says, and it may not act by itself."""

import io
import re
import zipfile

LARGEST = 5 * 1024 * 1024
LONGEST_NAME = 120
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
_MAGIC = {
    "pdf": b"%PDF-", "docx": b"PK\x03\x04", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
}  # fmt: skip
# Names of PDF that let a file act when it is opened (ISO 32000-1, 12.6.4).
_ACTING = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_MOST_PARTS, _MOST_UNPACKED = 2000, 100 * 1024 * 1024
_REMOTE = re.compile(
    rb'TargetMode\s*=\s*"External"[^>]*Type\s*=\s*"[^"]*(?:attachedTemplate|oleObject)'
)


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def fault(name: str, content: bytes) -> str:
    """Why a file is not kept: empty, name, too_large, kind, active, broken; "" if it is."""
    if not content:
        return "empty"
    if "\0" in name or len(name) > LONGEST_NAME:
        return "name"
    if len(content) > LARGEST:
        return "too_large"
    kind = ending(name)
    if kind not in _MAGIC or not content.startswith(_MAGIC[kind]):
        return "kind"
    if kind == "pdf":
        return "active" if _ACTING.search(content) else ""
    return _docx_fault(content) if kind == "docx" else ""


def _docx_fault(content: bytes) -> str:
    """A package with a document in it, no macros, nothing packed that fills the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = package.infolist()
            names = [info.filename for info in infos]
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_UNPACKED:
                return "broken"
            if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
                return "kind"
            if any(_acts(name) for name in names) or any(info.flag_bits & 1 for info in infos):
                return "active"
            rels = [info for info in infos if info.filename == "word/_rels/settings.xml.rels"]
            if any(info.file_size > LARGEST for info in rels):
                return "broken"
            return "active" if any(_REMOTE.search(package.read(one)) for one in rels) else ""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, RuntimeError):
        return "broken"
    except NotImplementedError:
        return "broken"


def _acts(name: str) -> bool:
    """Macros, or another program's object."""
    low = name.lower()
    return low.endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) or "activex/" in low
