"""An .xlsx as a package of parts: what is looked at before anything in it is believed."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Limits

# What the standard library raises on a broken archive.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    OverflowError, IndexError,
)  # fmt: skip
_BLOCK = 1 << 20
_START = 1 << 10
# Of the parts that are parsed whole: the list of sheets and what points where.
_SMALL = 8 << 20
_ENCRYPTED = 0x1
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_DEFINITION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
# Other packages and archives, by a part that only they have.
_OTHERS = {
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "mimetype": "ODF",
}


@dataclass(frozen=True)
class Element:
    """A start tag, without prefixes."""

    name: str
    attributes: dict[str, str]


class Package:
    """The parts of an archive that was found harmless."""

    def __init__(self, file: BinaryIO, limits: Limits, *, also: Collection[str] = ()) -> None:
        """`also`: other kinds of package (of `_OTHERS`) that are taken beside workbooks."""
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN:
            raise Refused("damaged") from None
        infos = self._zip.infolist()
        _refuse_bomb(file, infos, limits)
        _refuse_paths(infos)
        self._parts = {_path(info): info for info in infos if not info.is_dir()}
        if len(self._parts) != len([info for info in infos if not info.is_dir()]):
            raise Refused("damaged")
        self._refuse_other_kinds(also)
        self._refuse_contents()

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._parts

    @property
    def paths(self) -> list[str]:
        """Where its parts lie, in small letters."""
        return list(self._parts)

    def has_folder(self, path: str) -> bool:
        """Whether any part lies in the folder."""
        return any(part.startswith(path.lower()) for part in self._parts)

    def blocks(self, path: str) -> Iterator[bytes]:
        """The part's bytes, as UTF-8 without declarations of its own; anything else is refused."""
        before = b""
        for block in self._raw(path):
            if not before:
                _refuse_encoding(block)
                block = block.removeprefix(b"\xef\xbb\xbf")  # noqa: PLW2901  # the mark is no XML
            _refuse_definitions(before[-1:] + block)
            before = block
            yield block

    def elements(self, path: str) -> list[Element]:
        """The start tags of a small part."""
        content = bytearray()
        for block in self.blocks(path):
            content += block
            if len(content) > _SMALL:
                raise Refused("damaged")
        return _elements(bytes(content))

    def related(self, path: str) -> dict[str, tuple[str, str]]:
        """Relationship id → kind and path of the part that it leads to; outside ones are left out."""
        folder, name = posixpath.split(path)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return {}
        return {
            one.attributes.get("Id", ""): (
                one.attributes.get("Type", "").rpartition("/")[2],
                _target(folder, one.attributes.get("Target", "")),
            )
            for one in self.elements(rels)
            if one.name == "Relationship" and one.attributes.get("TargetMode") != "External"
        }

    def _raw(self, path: str) -> Iterator[bytes]:
        info = self._parts.get(path.lower())
        if info is None:
            raise Refused("damaged")
        try:
            with self._zip.open(info) as part:
                while block := part.read(_BLOCK):
                    yield block
        except BROKEN:
            raise Refused("damaged") from None

    def _refuse_other_kinds(self, also: Collection[str]) -> None:
        if "xl/workbook.xml" in self or ("_rels/.rels" in self and not self._other()):
            return
        if self._other() in also:
            return
        raise Refused("not_a_workbook", kind=self._other() or "ZIP")

    def _other(self) -> str:
        return next((kind for part, kind in _OTHERS.items() if part in self), "")

    def _refuse_contents(self) -> None:
        """What no part may be or begin with, also one that is not read: a file of its own, definitions."""
        for path in self._parts:
            start = self._start(path)
            if start.startswith(b"PK\x03\x04"):
                raise Refused("nested_file", part=path[:100])
            if path.endswith((".xml", ".rels", ".vml")) and _DEFINITION.search(start):
                raise Refused("entities")

    def _start(self, path: str) -> bytes:
        try:
            with self._zip.open(self._parts[path]) as part:
                return part.read(_START)
        except BROKEN:
            raise Refused("damaged") from None


def _refuse_bomb(file: BinaryIO, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.parts:
        raise Refused("too_many_parts", found=len(infos), limit=limits.parts)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Refused("encrypted")
    found = sum(info.file_size for info in infos)
    most = min(limits.unpacked_bytes, limits.ratio * file.seek(0, 2))
    if found > most:
        raise Refused("bomb", found=found, limit=most)


def _refuse_paths(infos: list[zipfile.ZipInfo]) -> None:
    """Nothing is ever unpacked to a path; but whoever writes such a name is no spreadsheet program."""
    for info in infos:
        path = info.filename.replace("\\", "/")
        if not path:
            raise Refused("damaged")
        if path.startswith("/") or ":" in path or ".." in path.split("/"):
            raise Refused("bad_path")


def _path(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").lower()


def _target(folder: str, target: str) -> str:
    """Where a relationship leads: from the root with a slash, else from the part's folder."""
    target = target.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _refuse_encoding(start: bytes) -> None:
    if b"\0" in start[:4]:
        raise Refused("unusual_xml")
    declared = _DECLARED.search(start[:256])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise Refused("unusual_xml")


def _refuse_definitions(block: bytes) -> None:
    """No spreadsheet program writes `<!`: no entities, no comments, and no CDATA (which calamine drops)."""
    if b"!" in block and b"<!" in block:
        raise Refused("entities" if _DEFINITION.search(block) else "unusual_xml")


def _elements(content: bytes) -> list[Element]:
    found: list[Element] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        found.append(Element(name.rpartition(" ")[2], plain))

    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Refused("damaged") from None
    return found
