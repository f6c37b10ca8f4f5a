"""What in a form would run or fetch once somebody opens it: told by what a part is said to be, not only by
where it lies, and by what a field says in all its pieces."""

import re
from xml.parsers import expat

from xiaoan.workbooks.blanks.values import DEEPEST, Unfit
from xiaoan.workbooks.refusals import Refused

XML = (".xml", ".rels", ".vml")
# Parts that are not XML and do nothing: pictures, fonts, how a printer was set.
_QUIET = re.compile(
    r"\.(png|jpe?g|jfif|gif|bmp|dib|tiff?|emf|wmf|ico|svg|wdp|odttf|fntdata|ttf)$|/printersettings\d*\.bin$"
)
_MACROS = re.compile(
    r"vbaproject|vbadata|/activex/|/ctrlprops/|/customui/|macrosheets|/webextensions/"
)
_OBJECTS = re.compile(r"/embeddings/|oleobject")
_OUTSIDE = re.compile(r"/externallinks/|xl/connections\.xml|/querytables/")
# Kinds of part (content types) and of relationship (their last word), in small letters.
_TYPES = (
    (re.compile(r"macro|vbaproject|vbadata|activex|webextension|customui|dialogsheet"), "has_macros"),
    (re.compile(r"oleobject|\.package$|text/html|message/rfc822|/rtf"), "has_objects"),
    (re.compile(r"externallink|\.connections\+|querytable"), "outside_links"),
)  # fmt: skip
_KINDS = (
    (
        re.compile(
            r"vba|macro|control|ctrlprop|webextension|extensibility|customization|dialogsheet"
        ),
        "has_macros",
    ),
    (re.compile(r"^(oleobject|package|afchunk|subdocument|frame)$"), "has_objects"),
    (
        re.compile(r"externallink|^connections$|^querytable$|^mailmergesource$|attachedtemplate"),
        "outside_links",
    ),
)
# A field or formula that fetches or runs, or puts such a one together: of Word, of Excel (another book, a
# command, the web).
_FIELD = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|QUOTE|SET|ASK|RD"
    r"|AUTOTEXT|EMBED)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')
_FORMULA = re.compile(
    r"\[|\||\b(WEBSERVICE|HYPERLINK|FILTERXML|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|IMAGE|EVALUATE|RUN|FOPEN|PY)"
    r"\s*\(",
    re.IGNORECASE,
)


def refuse_parts(paths: list[str]) -> None:
    """By their paths, in small letters."""
    for path in paths:
        if _MACROS.search(f"/{path}"):
            raise Unfit("has_macros")
        if _OBJECTS.search(f"/{path}"):
            raise Unfit("has_objects", part=path[:100])
        if _OUTSIDE.search(f"/{path}"):
            raise Unfit("outside_links", part=path[:100])
        # A program goes by what a part is said to be; here only what ends like XML is read.
        if not path.endswith(XML) and not _QUIET.search(f"/{path}"):
            raise Unfit("has_objects", part=path[:100])


def refuse_content(path: str, content: bytes) -> None:
    """One part, parsed: how deep it goes, what it draws on, what it would run."""
    look = _Look(path)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = look.start, look.end
    parser.CharacterDataHandler = look.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Refused("damaged") from None
    for said in look.fields:
        _refuse_field(said)


class _Look:
    """Goes through a part. `fields`: the codes of fields that have begun, one within another; text of a field
    comes in pieces, in elements of their own."""

    def __init__(self, path: str) -> None:
        self.is_book = path.startswith("xl/")
        self.open: list[tuple[str, list[str]]] = []
        self.fields: list[str] = [""]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) == DEEPEST:
            raise Unfit("too_deep")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = name.rpartition(" ")[2]
        self.open.append((element, []))
        if element == "Relationship":
            _refuse_relationship(plain)
        elif element in ("Override", "Default"):
            _refuse_type(plain)
        elif element == "altChunk":
            raise Unfit("has_objects", part=element)
        elif element == "fldSimple":
            _refuse_field(plain.get("instr", ""))
        elif element == "fldChar":
            self._field(plain.get("fldCharType", ""))

    def end(self, _name: str) -> None:
        element, pieces = self.open.pop()
        said = "".join(pieces)
        if element in ("instrText", "delInstrText"):
            _refuse_field(said)
            self.fields[-1] += said
        if self.is_book and element in ("f", "definedName") and _FORMULA.search(said):
            raise Unfit("active_field", part=said.strip()[:100])

    def text(self, data: str) -> None:
        # What stands in an element within counts for those around it, too.
        for _element, pieces in self.open[-3:]:
            pieces.append(data)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and len(self.fields) > 1:
            said = self.fields.pop()
            _refuse_field(said)
            # What a field within comes to is part of the code around it.
            self.fields[-1] += said


def _refuse_field(said: str) -> None:
    # An address to click may hold any word.
    plain = _QUOTED.sub("", said) if said.lstrip().upper().startswith("HYPERLINK") else said
    if _FIELD.search(plain):
        raise Unfit("active_field", part=said.strip()[:100])


def _refuse_relationship(said: dict[str, str]) -> None:
    kind, target = said.get("Type", "").rpartition("/")[2], said.get("Target", "")[:100]
    for which, code in _KINDS:
        if which.search(kind.lower()):
            raise _unfit(code, target)
    if said.get("TargetMode", "").strip().lower() == "external" and kind != "hyperlink":
        raise Unfit("outside_links", part=target)


def _refuse_type(said: dict[str, str]) -> None:
    kind = said.get("ContentType", "").lower()
    where = said.get("PartName", "") or f".{said.get('Extension', '')}"
    for which, code in _TYPES:
        if which.search(kind):
            raise _unfit(code, where[:100])
    if kind.endswith(("+xml", "/xml")) and not where.lower().endswith((*XML, ".svg")):
        raise Unfit("has_objects", part=where[:100])


def _unfit(code: str, part: str) -> Unfit:
    return Unfit(code) if code == "has_macros" else Unfit(code, part=part)
