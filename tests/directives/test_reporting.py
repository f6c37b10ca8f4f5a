"""What a report says back, what may be added, what a township sees before it hands on; telling rows apart."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import COUNTY, DAY, MORNING, PRIMARY, TOWN, Universe
from tests.directives.states import DUE, PNG, a_report, a_task, done, issued, part
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave
from xiaoan.photos.rules.files import LARGEST

SignedIn = Callable[[str], Client]


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("open", "已记下:还没有开始。"),
        ("doing", "已记下:进行中。办完后请再报完成。"),
        ("done", "已报完成,等下发单位核验。"),
    ],
)
def test_each_stage_has_its_own_answer(
    signed_in: SignedIn, acting: Acting, universe: Universe, stage: str, said: str
) -> None:
    row = part(issued(acting, universe), PRIMARY)
    leave()
    principal, url = signed_in("principal"), f"/directives/targets/{row.pk}/"
    body = {"submission_id": str(uuid7()), "stage": stage, "text": "已办"}
    assert principal.post(f"{url}?act=report", body).status_code == 302
    assert said in principal.get(url).content.decode()


def test_nobody_goes_back_to_not_begun(acting: Acting, universe: Universe) -> None:
    row = part(issued(acting, universe), PRIMARY)
    services.report(acting("principal"), a_report(row, "doing"))
    with pytest.raises(Invalid) as refused:
        services.report(acting("principal"), a_report(row, "open"))
    assert refused.value.fields == {"stage": "back"}


def test_something_is_added_until_the_check(
    acting: Acting, universe: Universe, later: Callable[..., None]
) -> None:
    found = issued(acting, universe)
    row = done(acting, found, PRIMARY)
    later(2 * (DUE - MORNING))
    with pytest.raises(Conflict, match="补充"):
        services.report(acting("principal"), a_report(row))
    more = replace(a_report(row, "done", "补一张照片", PNG), adds=True)
    services.report(acting("principal"), more)
    services.report(acting("principal"), more)
    after = part(found, PRIMARY)
    assert (after.state, after.done_at, after.late) == ("done", row.done_at, False)
    assert after.steps == row.steps + 1
    services.give_back(acting("officer"), services.Check(uuid7(), row.pk, after.steps, "看不清"))
    with pytest.raises(Conflict, match="不能补充"):
        services.report(acting("principal"), replace(more, id=uuid7()))
    services.report(acting("principal"), a_report(row))
    services.accept(acting("officer"), services.Check(uuid7(), row.pk, part(found, PRIMARY).steps))
    with pytest.raises(Conflict):
        services.report(acting("principal"), a_report(row))


def test_a_needed_file_is_named_as_needed_and_at_fault(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    row = part(issued(acting, universe, needs_file=True), PRIMARY)
    leave()
    principal, url = signed_in("principal"), f"/directives/targets/{row.pk}/"
    shown = principal.get(url).content.decode()
    assert ("报完成时必须有)" in shown, "可不附" in shown) == (True, False)
    file = SimpleUploadedFile("坏的.pdf", b"MZ")
    body = {"submission_id": str(uuid7()), "stage": "done", "text": "已办", "files": [file]}
    text = principal.post(f"{url}?act=report", body).content.decode()
    assert ('id="evidence-fault"' in text, "坏的.pdf" in text, "附件要重新选择" in text) == (
        True, True, True,
    )  # fmt: skip


def test_handing_on_is_refused_at_the_look_already(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    row = part(issued(acting, universe, 2, level="township"), TOWN)
    leave()
    liaison, url = signed_in("liaison"), f"/directives/targets/{row.pk}/?act=split"
    body = {
        "submission_id": str(uuid7()), "text": "自查", "evidence": "", "due_at": "2026-12-20T12:00",
        "checker_id": str(universe.users["liaison"].pk), "level": "school", "units": [str(TOWN)],
        "look": "1",
    }  # fmt: skip
    response = liaison.post(url, body)
    text = response.content.decode()
    assert (response.status_code, "不能晚于乡镇自己的期限" in text) == (422, True)
    assert "下发给这些学校" not in text


def test_a_form_says_what_was_handed_on_already(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    found = issued(acting, universe, 2, level="township")
    row = part(found, TOWN)
    given = a_task(universe, found, "liaison", units=(TOWN,))
    services.split(acting("liaison"), services.Split(row.pk, given, 2))
    leave()
    text = signed_in("liaison").get(f"/directives/targets/{row.pk}/").content.decode()
    assert "已经分解过:现有 2 份" in text


def test_rows_are_told_apart_on_a_phone(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    issued(acting, universe)
    leave()
    text = signed_in("principal").get("/directives/targets/").content.decode()
    under = text.split('class="under narrow-only">')[1].split("</th>")[0]
    assert ("开展通风消毒自查" in under, "冬季传染病防控" in under) == (True, True)


def a_form(**other: object) -> dict[str, object]:
    return {
        "submission_id": str(uuid7()), "unit_no": str(COUNTY), "source": "bureau", "issuer": "教育局",
        "paper_no": "", "dated_on": DAY.isoformat(), "title": "开展自查", "text": "一、自查。",
        "secrecy": "public", "not_secret": "1", **other,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "标题: 请填写。"),
        ("issuer", " ", "来文单位或会议名称: 请填写。"),
        ("dated_on", "2026-12-24", "来文日期: 日期不能晚于今天。"),
        ("source", "", "来源: 请选择来源。"),
    ],
)
def test_a_fault_is_said_at_its_field(
    signed_in: SignedIn, name: str, value: str, said: str
) -> None:
    response = signed_in("officer").post("/directives/new/", a_form(**{name: value}))
    text = response.content.decode()
    assert (response.status_code, said in text, f'id="{name}-fault"' in text) == (422, True, True)
    assert text.count('class="field-error"') == 1


def test_which_file_is_too_large_and_that_files_are_chosen_again(signed_in: SignedIn) -> None:
    file = SimpleUploadedFile("大的.pdf", b"%PDF-" + b"0" * LARGEST)
    response = signed_in("officer").post("/directives/new/", a_form(files=[file]))
    text = response.content.decode()
    assert (response.status_code, "附件“大的.pdf”超过 5 MB" in text) == (422, True)
    assert "附件要重新选择" in text
