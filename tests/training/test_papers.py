"""Papers of earlier trainings: one by one, from a sheet, revoked."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, DAY, JUNIOR, PRIMARY, Universe
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.training import queries, services
from xiaoan.training.models import Certificate

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HEADS = "姓名,岗位,课程,发证日期,有效期至,证书编号\n"
GOOD = (
    "后勤巳,,校园消毒,2026-09-01,2027-08-31,A-1\n"
    "班主任壬,班主任,红外额温枪的使用,2026-09-01,2027-08-31,A-2\n"
)


def earlier(universe: Universe, **changes: object) -> services.Earlier:
    plain = {
        "id": uuid7(), "unit_no": PRIMARY, "user_id": universe.users["logistics"].pk,
        "course": "disinfection", "since": dt.date(2026, 9, 1), "until": dt.date(2027, 8, 31),
        "number": "县-2026-7",
    }  # fmt: skip
    return services.Earlier(**{**plain, **changes})  # type: ignore[arg-type]  # names checked by the dataclass


def test_a_paper_is_entered_and_revoked(acting: Acting, universe: Universe) -> None:
    principal, keeper = acting("principal"), universe.users["logistics"].pk
    given = earlier(universe)
    pk = services.enter(principal, given)
    assert services.enter(principal, given) == pk
    assert queries.valid_for([keeper], "disinfection", DAY) == {keeper: dt.date(2027, 8, 31)}
    for changes, field in (
        ({"number": " "}, "number"), ({"number": "县-2026-7"}, "number"),
        ({"since": DAY + dt.timedelta(days=1)}, "since"), ({"until": dt.date(2026, 8, 31)}, "until"),
        ({"until": dt.date(2032, 9, 1)}, "until"), ({"course": "nothing"}, "course"),
        ({"user_id": universe.users["keeper"].pk}, "user_id"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            services.enter(principal, earlier(universe, **changes))
        assert set(refused.value.fields) == {field}
    with pytest.raises(Forbidden):
        services.enter(principal, earlier(universe, user_id=principal.user_id))
    with pytest.raises(NotFound):
        services.enter(acting("other_principal"), earlier(universe))
    with pytest.raises(NotFound):
        services.enter(acting("teacher"), earlier(universe, unit_no=CLASS_11))
    doctor, act = acting("doctor"), uuid7()
    with pytest.raises(Invalid):
        services.revoke(doctor, act, pk, " ")
    services.revoke(doctor, act, pk, "原件是别人的")
    services.revoke(doctor, act, pk, "原件是别人的")
    with pytest.raises(Conflict):
        services.revoke(doctor, uuid7(), pk, "又一次")
    assert queries.valid_for([keeper], "disinfection", DAY) == {}
    acting("logistics")
    assert [one.reason for one in queries.certificates_of(keeper)] == ["原件是别人的"]
    # The same paper may be entered again after a slip.
    services.enter(acting("principal"), earlier(universe))


def test_a_sheet_is_taken_whole(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    given = services.File(uuid7(), PRIMARY, "a.csv", (HEADS + GOOD).encode())
    for _ in range(2):
        assert len(services.import_papers(principal, given).rows) == 2
    enter(BUILDER)
    assert Certificate.objects.filter(unit_no=PRIMARY, source="paper").count() == 2
    with pytest.raises(NotFound):
        services.import_papers(
            acting("other_principal"), services.File(uuid7(), PRIMARY, "a.csv", b"")
        )


def test_faults_of_a_sheet_are_told_by_row(signed_in: SignedIn) -> None:
    bad = (
        "查无此人,,校园消毒,2026-09-01,2027-08-31,B-1\n后勤巳,校长,校园消毒,2026-09-01,2027-08-31,B-2\n"
        "后勤巳,,做饭,2026-09-01,2027-08-31,B-3\n后勤巳,,校园消毒,去年,2027-08-31,B-4\n"
        "后勤巳,,校园消毒,2026-09-01,2026-08-31,B-5\n后勤巳,,校园消毒,2026-09-01,2027-08-31,\n"
        "校长戊,,校园消毒,2026-09-01,2027-08-31,B-7\n"
    )
    browser, address = signed_in("principal"), f"/training/unit/{PRIMARY}/import/"
    assert browser.get(address).status_code == 200
    file = SimpleUploadedFile("a.csv", (HEADS + GOOD + bad).encode())
    page = browser.post(address, {"act_id": str(uuid7()), "file": file})
    assert page.status_code == 422
    assert [(one.row, one.column) for one in page.context["faults"]] == [
        (4, "姓名"), (5, "岗位"), (6, "课程"), (7, "发证日期"), (8, "有效期至"), (9, "证书编号"),
        (10, "姓名"),
    ]  # fmt: skip
    assert "一行也没有导入" in page.content.decode()
    assert page.context["sheet"]
    enter(BUILDER)
    assert Certificate.objects.count() == 0
    leave()
    for content, words in ((b"", "文件里什么也没有"), ("姓名\n张三\n".encode(), "表头缺少")):
        file = SimpleUploadedFile("a.csv", content)
        page = browser.post(address, {"act_id": str(uuid7()), "file": file})
        assert page.status_code == 422
        assert words in page.content.decode()
    assert browser.post(address, {"act_id": str(uuid7())}).status_code == 422
    file = SimpleUploadedFile("a.csv", (HEADS + GOOD).encode())
    done = browser.post(address, {"act_id": str(uuid7()), "file": file}, follow=True)
    assert "已登记 2 张证书" in done.content.decode()
    assert browser.get("/training/import/template/").content[:2] == b"PK"
    assert signed_in("other_principal").get(address).status_code == 404
    assert JUNIOR != PRIMARY
