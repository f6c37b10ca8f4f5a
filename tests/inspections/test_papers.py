"""PDF papers as evidence of what was mended and seen again."""

import json
from dataclasses import replace

import pytest

from tests.builders import BUILDER
from tests.duties.evidence import ask_for
from tests.inspections.rounds import PDF, REPORT, SHOT, a_check, an_answer, found
from tests.outbreaks.looks import Acting
from xiaoan.inspections import services
from xiaoan.inspections.models import Step
from xiaoan.inspections.queries import RECTIFY, findings
from xiaoan.journal.models import Entry as Fact
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.scope import enter
from xiaoan.photos.services.evidence import NewPaper

OTHER = NewPaper("复检.pdf", PDF + b" 2")


def test_a_paper_shows_that_it_was_mended(acting: Acting) -> None:
    """A PDF is enough, also where the county asks for something to be shown; so does whoever looks again."""
    row = found(acting)
    ask_for(acting, RECTIFY, "file")
    logistics = acting("logistics")
    for name, content, fault in (
        ("报告.docx", b"PK", "kind"), ("报告.pdf", b"<html>", "kind"), ("报告.pdf", b"", "empty"),
        ("报告.pdf", PDF + b" /JavaScript ", "active"),
    ):  # fmt: skip
        bad_one = services.Evidence(papers=(NewPaper(name, content),))
        with pytest.raises(Invalid) as refused:
            services.answer(logistics, an_answer(row, shown=bad_one))
        assert refused.value.fields == {"paper": fault}
    shown = services.Evidence(papers=(REPORT,))
    answer = an_answer(row, shown=shown)
    for _again in range(2):
        services.answer(logistics, answer)
    with pytest.raises(Conflict):
        services.answer(logistics, replace(answer, shown=services.Evidence(papers=(OTHER,))))
    step = Step.objects.get(finding_id=row.pk, kind="answer")
    assert (step.text, step.photo_ids, len(step.paper_ids)) == (answer.text, [], 1)
    both = services.Evidence((SHOT,), (REPORT, OTHER))
    services.close_finding(acting("principal"), a_check(row, shown=both))
    steps = findings.detail(acting("logistics"), row.pk).steps
    shown_ = [
        (one.kind, len(one.photo_ids), [each["name"] for each in one.papers]) for one in steps
    ]
    assert shown_[-2:] == [
        ("answer", 0, ["水质检测报告.pdf"]), ("close", 1, ["水质检测报告.pdf", "复检.pdf"]),
    ]  # fmt: skip
    enter(BUILDER)
    entry = Fact.objects.filter(kind="inspections.finding_stepped").order_by("n").last()
    assert entry is not None
    told = json.loads(entry.body)
    assert (told["photos"], told["papers"]) == (1, 2)
