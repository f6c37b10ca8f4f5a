"""The parts of a form: taken out of the archive, one by one parsed, and put together again."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.dom import expatbuilder

# Typed loosely: nodes of minidom are of a dozen kinds, and stubs name each.
Node = Any
_SEEN_AS = zipfile.ZIP_DEFLATED
# An archive with the same content is the same archive.
_STAMP = (1980, 1, 1, 0, 0, 0)


class Parts:
    """An archive in memory. `dom` gives a part to read and change; `packed` writes all of it anew."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            self._bytes = {
                one.filename: file.read(one) for one in file.infolist() if not one.is_dir()
            }
        self._small = {name.lower(): name for name in self._bytes}
        self._doms: dict[str, Node] = {}

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._small

    def paths(self) -> list[str]:
        return list(self._bytes)

    def dom(self, path: str) -> Node:
        name = self._small[path.lower()]
        if name not in self._doms:
            # Looked at in a child process before it was kept: no definitions, not too deep.
            self._doms[name] = expatbuilder.ExpatBuilderNS().parseString(self._bytes[name])
        return self._doms[name]

    def drop(self, path: str) -> None:
        name = self._small.pop(path.lower())
        del self._bytes[name]
        self._doms.pop(name, None)

    def packed(self) -> bytes:
        for name, dom in self._doms.items():
            self._bytes[name] = dom.toxml(encoding="UTF-8", standalone=True)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", _SEEN_AS) as out:
            for name, content in self._bytes.items():
                out.writestr(zipfile.ZipInfo(name, _STAMP), content, _SEEN_AS)
        return file.getvalue()

    def related(self, path: str) -> dict[str, tuple[str, str]]:
        """Relationship id → last word of its kind, and the path that it leads to."""
        folder, name = posixpath.split(path)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return {}
        return {
            one.getAttribute("Id"): (
                one.getAttribute("Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.getAttribute("Target"))).lstrip(
                    "/"
                ),
            )
            for one in each(self.dom(rels), "Relationship")
            if one.getAttribute("TargetMode") != "External"
        }


def each(node: Node, name: str) -> list[Node]:
    """All elements below of a name, whatever prefix they have."""
    found = node.getElementsByTagNameNS("*", name)
    return list(found)


def children(node: Node, *names: str) -> Iterator[Node]:
    """The elements directly below of these names (none: all)."""
    for one in node.childNodes:
        if one.nodeType == one.ELEMENT_NODE and (not names or one.localName in names):
            yield one


def child(node: Node, name: str) -> Node | None:
    return next(children(node, name), None)


def text_of(node: Node) -> str:
    return "".join(one.data for one in node.childNodes if one.nodeType in (3, 4))


def set_text(node: Node, text: str) -> None:
    """Text that XML can hold, blanks kept."""
    for one in list(node.childNodes):
        node.removeChild(one)
    node.appendChild(node.ownerDocument.createTextNode(clean(text)))
    if text != text.strip():
        node.setAttribute("xml:space", "preserve")


def clean(text: str) -> str:
    return "".join(one for one in text if one >= " " or one in "\t\n").replace("\ufffe", "")


def make(beside: Node, name: str) -> Node:
    """A new element in the name space, and with the prefix, of another."""
    prefix = f"{beside.prefix}:" if beside.prefix else ""
    return beside.ownerDocument.createElementNS(beside.namespaceURI, f"{prefix}{name}")
