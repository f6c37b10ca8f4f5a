"""Papers as PDF: the words of the document, fonts inside, nothing fetched; a machine that cannot says so."""

import io
import sys
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.web.papers import fonts, paragraphs, pdf_text, squeezed
from xiaoan.kernel.errors import Conflict
from xiaoan.photos import rules as photos
from xiaoan.web import official, papers, pdf

PAPER = official.Paper(
    "云山县实验小学开学工作方案", "第 3 版(现行)",
    [
        official.Heading("一、组织领导"),
        official.Heading("(一)工作机制", 2),
        official.Lines(["校长任组长。", "第一行\n第二行"]),
        official.Table(["序号", "任务"], [["1", "逐间消毒"], ["2", "𠮷同学的班 & <b>粗</b>"]]),
    ],
    ("云山县实验小学", "2026年11月28日"), "校长戊 打印于 2026-11-28 07:30",
)  # fmt: skip


def test_the_words_are_those_of_the_document() -> None:
    made = pdf.pdf(PAPER)
    assert pdf_text(made) == squeezed("".join(paragraphs(official.docx(PAPER))))


def test_fonts_are_embedded_subsets_and_the_file_says_what_it_is() -> None:
    made = pdf.pdf(PAPER)
    found = fonts(made)
    assert set(found.values()) == {True}
    assert all(name[7] == "+" for name in found)
    reader: Any = PdfReader(io.BytesIO(made))
    assert reader.metadata is not None
    assert reader.metadata.title == PAPER.title
    assert reader.trailer["/Root"]["/Lang"] == "zh-Hans"
    assert [round(float(one)) for one in reader.pages[0].mediabox[2:]] == [595, 842]
    # The whole fonts are 60 MB; a subset keeps the table of its 65,535 places.
    assert len(made) < 500_000


def test_every_page_has_its_number_and_a_table_its_heads() -> None:
    rows = [[str(n), "逐间消毒"] for n in range(120)]
    long = official.Paper("长表", "", [official.Table(["序号", "任务"], rows)], ("甲", "乙"))
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(pdf.pdf(long))).pages]
    assert len(pages) > 2
    assert [f"— {n} —" in text for n, text in enumerate(pages, 1)] == [True] * len(pages)
    assert all("序号" in text for text in pages if "逐间消毒" in text)


def test_broken_photos_are_refused_after_it_as_before() -> None:
    whole = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(whole, "JPEG")
    pdf.pdf(PAPER)
    with pytest.raises(photos.Unfit, match="broken"):
        photos.reduce(whole.getvalue()[:2000])


def test_nothing_is_fetched() -> None:
    """Text stays text; and even where markup came through, no address is opened."""
    words = '<img src="http://127.0.0.1:9/x.png"><link rel=stylesheet href="file:///etc/passwd">'
    hostile = official.Paper(words, words, [official.Lines([words])], (words, "乙"))
    assert words.replace(" ", "") in pdf_text(pdf.pdf(hostile))
    for url in ("http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:text/css,p{}"):
        with pytest.raises(ValueError, match=url[:5]):
            pdf.refuse(url)


def test_without_pango_it_is_said_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf.forget()
    try:
        assert pdf.missing() == pdf.PACKAGES
        with pytest.raises(pdf.Unavailable, match="libpango"):
            pdf.pdf(PAPER)
        taken = papers.take_away(PAPER, "方案", "pdf")
        assert (taken.response, taken.status) == (None, 409)
        assert "libpango-1.0-0" in taken.fault
    finally:
        monkeypatch.undo()
    assert pdf.missing() == ""


def test_without_a_chinese_font_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SAMPLE", "\U000f5a5a")
    pdf.forget()
    assert pdf.missing() == "fonts-noto-cjk"
    monkeypatch.undo()
    assert pdf.missing() == ""


def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PATIENCE", 0.01)
    with pdf._ONE, pytest.raises(Conflict, match="过一会儿"):
        pdf.pdf(PAPER)
