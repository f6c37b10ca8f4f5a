"""Files that come in: what a file begins with has to be what its name says, and it may not act by itself."""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

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
# Names of PDF that let a file act when it is opened or filled in (ISO 32000-1, 12.6.4), and what may follow a
# name (7.2.2). A name may be written with #xx (7.3.5). What lies packed in object streams is not seen here.
_ACTING = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|SubmitForm|ImportData|GoToE)"
    rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"
)
# An indirect object (7.3.10); a file ends with %%EOF (7.5.5), behind which programs may leave more.
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_PARTS, _MOST_UNPACKED = 2000, 100 * 1024 * 1024
# What a package may carry beside XML (ECMA-376, part 2): pictures and fonts where these lie. Whatever else is
# in it is another program's or for another program.
_PICTURES = (
    "png", "jpg", "jpeg", "jpe", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "svg",
)  # fmt: skip
# Relationships and content types by which a part acts, whatever it is named.
_ACTING_KINDS = re.compile(
    r"/(?:oleObject|package|control|activeXControlBinary|vbaProject|wordVbaData|aFChunk"
    r"|keyMapCustomizations|attachedToolbars)$|macroEnabled|vbaProject|vbaData|activeX|oleObject",
    re.IGNORECASE,
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
        return _pdf_fault(content)
    return _docx_fault(content) if kind == "docx" else ""


def _pdf_fault(content: bytes) -> str:
    """Programs read a PDF from its end: without an object and an end it is the beginning of one, or none."""
    if _ACTING.search(_ESCAPED.sub(_unescaped, content)):
        return "active"
    return "" if _OBJECT.search(content) and b"%%EOF" in content else "broken"


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _docx_fault(content: bytes) -> str:
    """A package with a document in it, no macros, nothing packed that fills the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _package_fault(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, RuntimeError):
        return "broken"
    except (zlib.error, expat.ExpatError, NotImplementedError):
        return "broken"


def _package_fault(package: zipfile.ZipFile) -> str:
    infos = package.infolist()
    names = {info.filename.lower() for info in infos}
    sizes = sum(info.file_size for info in infos)
    # Two parts of one name: which of them is opened depends on the program.
    if len(infos) > _MOST_PARTS or sizes > _MOST_UNPACKED or len(names) < len(infos):
        return "broken"
    if not {"[content_types].xml", "word/document.xml"} <= names:
        return "kind"
    if not all(_is_plain(name) for name in names) or any(info.flag_bits & 1 for info in infos):
        return "active"
    told = [one for one in infos if one.filename.lower().endswith((".rels", "[content_types].xml"))]
    if sum(info.file_size for info in told) > LARGEST:
        return "broken"
    return "active" if any(_acts(package.read(one)) for one in told) else ""


def _is_plain(name: str) -> bool:
    """XML, a picture or a font where such lie; a folder. `name` in lower case."""
    if "\\" in name or ".." in name or "activex/" in name or "embeddings/" in name:
        return False
    kind = ending(name.rpartition("/")[2])
    if kind in _PICTURES:
        return "media/" in name or name.startswith("docprops/thumbnail.")
    if kind == "odttf":
        return name.startswith("word/fonts/")
    is_signed = name == "_xmlsignatures/origin.sigs"
    return (kind in ("xml", "rels") and "vbadata" not in name) or name.endswith("/") or is_signed


def _acts(xml: bytes) -> bool:
    """Whether relationships or content types name what acts, or fetch something from outside when the
    document is opened: only a link that a person follows may lead outside."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, attributes: found.append(attributes)
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.Parse(xml, True)
    return any(
        _ACTING_KINDS.search(one.get("Type", ""))
        or _ACTING_KINDS.search(one.get("ContentType", ""))
        or (
            one.get("TargetMode", "Internal") != "Internal"
            and not one.get("Type", "").endswith("/hyperlink")
        )
        for one in found
    )


def _refuse_declarations(*_about: object) -> None:
    """No package needs a document type; entities are how a small file becomes a large one."""
    raise ValueError
