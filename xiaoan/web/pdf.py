"""Official papers as PDF (GB/T 9704-2012, as `web.official` has it): A4, page numbers, the fonts of the
system as embedded subsets. Set by WeasyPrint, which needs Pango and a Chinese font of the system.
"""

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib import import_module, resources
from typing import Any

from django.utils.translation import gettext as _
from PIL import ImageFile

from xiaoan.kernel.errors import Conflict
from xiaoan.web.official import Block, Heading, Paper, Table

# What `scripts/system.sh` installs, in the words of Debian.
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
# Pages are set one paper after the other in a process: a county's plan takes a second of one core. Whoever
# waited longer than this many seconds is told so (ours).
_PATIENCE = 20
_ONE = threading.Lock()
# A character that every Chinese font has.
_SAMPLE = chr(0x6821)
# Cells of so few characters are not broken; a run of so many Latin letters is (ours).
_SHORT, _UNBROKEN = 4, re.compile(r"[!-~]{25}")
# The languages of the product, as documents name them.
_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


class Unavailable(Conflict):
    """This machine can not set pages: Pango or a Chinese font is missing."""


def pdf(paper: Paper, language: str = "zh-hans") -> bytes:
    """The paper as a PDF, the same paragraphs as its .docx. Unavailable: what is missing on this machine;
    Conflict: too many papers are being set at the moment."""
    fault = missing()
    if fault:
        raise Unavailable(
            _("这台服务器还不能生成 PDF。请用打印页另存为 PDF,或请系统管理员安装:%(what)s。")
            % {"what": fault}
        )
    if not _ONE.acquire(timeout=_PATIENCE):
        raise Conflict(_("正在生成别的 PDF,请过一会儿再试。"))
    try:
        return _set(html(paper, language))
    finally:
        _ONE.release()


def missing() -> str:
    """The packages that have to be installed before papers can be set; "" where all is there."""
    try:
        _try()
    except (ImportError, OSError):
        return PACKAGES
    except _NoFont:
        return PACKAGES.split()[-1]
    return ""


def forget() -> None:
    """Look anew at the next paper."""
    _try.cache_clear()


class _NoFont(Exception):
    """A Chinese character has no glyph in any font of this machine."""


class _Notdef(logging.Handler):
    """Hears that a character was drawn as an empty box, which is all that WeasyPrint does about it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard = False

    def emit(self, record: logging.LogRecord) -> None:
        self.heard |= ".notdef" in record.msg


@cache
def _try() -> None:
    """Sets one character; what failed is tried again, so that nothing has to be started anew once the
    packages are there."""
    logger, heard = logging.getLogger("weasyprint"), _Notdef()
    logger.addHandler(heard)
    try:
        with _ONE:
            _set(f'<html lang="zh-Hans"><title>{_SAMPLE}</title><p>{_SAMPLE}</p>')
    finally:
        logger.removeHandler(heard)
    if heard.heard:
        raise _NoFont


def html(paper: Paper, language: str = "zh-hans") -> str:
    """The paper as the page that is set: text is text."""
    parts = [_p(paper.title, "title")]
    if paper.under:
        parts.append(_p(paper.under, "under"))
    for block in paper.blocks:
        parts += _block(block)
    parts += [_p(text, "signed") for text in paper.signed]
    if paper.mark:
        parts.append(_p(paper.mark, "mark"))
    tag = _LANGUAGES.get(language, language)
    return (
        f'<!doctype html><html lang="{tag}"><head><title>{_clean(paper.title)}</title></head>'
        f"<body>{''.join(parts)}</body></html>"
    )


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level + 1}>{_clean(block.text)}</h{block.level + 1}>"
    elif isinstance(block, Table):
        yield _table(block)
    else:
        yield from (_p(part) for text in block.lines for part in text.splitlines() or [""])


def _table(table: Table) -> str:
    """Columns of names and numbers keep their words on one line; a word longer than a column is broken."""
    lines = [table.head, *table.rows]
    kinds = [
        _kind(max((len(line[n]) for line in lines), default=0)) for n in range(len(table.head))
    ]
    rows = "".join(f"<tr>{_cells(row, 'td', kinds)}</tr>" for row in table.rows)
    return f"<table><thead><tr>{_cells(table.head, 'th', kinds)}</tr></thead><tbody>{rows}</tbody></table>"


def _kind(longest: int) -> str:
    return "short" if longest <= _SHORT else ""


def _cells(cells: Sequence[str], tag: str, kinds: Sequence[str]) -> str:
    return "".join(
        f'<{tag} class="{kind if not _UNBROKEN.search(cell) else "long"}">{_clean(cell)}</{tag}>'
        for cell, kind in zip(cells, kinds, strict=True)
    )


def _p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{_clean(text)}</p>'


def _clean(text: str) -> str:
    return escape("".join(one for one in text if one >= " " or one == "\t"))


def _set(page: str) -> bytes:
    # Half a second, and Pango: only whoever asks for a PDF pays it.
    weasyprint = import_module("weasyprint")
    # It has Pillow take broken pictures, in the whole process; photos that are handed in are to be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    sheet = (resources.files("xiaoan.web") / "data" / "official.css").read_text(encoding="utf-8")
    document = weasyprint.HTML(string=page, url_fetcher=refuse)
    made: bytes = document.write_pdf(stylesheets=[weasyprint.CSS(string=sheet)], pdf_tags=True)
    return made


def refuse(url: str, *_more: Any, **_named: Any) -> dict[str, Any]:
    """A paper fetches nothing, from nowhere."""
    raise ValueError(url)
