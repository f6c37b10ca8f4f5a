"""Pages of clearances: the lists, one pupil, a family's own children."""

import datetime as dt
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.keypersons import states
from tests.photos.pictures import jpeg
from tests.surveys import made
from xiaoan.clearances import services
from xiaoan.clearances.models import Ground, Override, Paper
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.surveys import services as surveys

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def unwell(acting: Acting, universe: Universe) -> Ground:
    """A pupil said to have symptoms, one isolated, nobody else answered for."""
    row = made.opened(acting("officer"))
    surveys.answer(
        acting("teacher"), made.given(row, universe.person(CLASS_11, 4), condition="symptoms")
    )
    doctor = acting("doctor")
    states.isolated(doctor, states.opened(doctor, universe, 2))
    enter(BUILDER)
    services.settle(BUILDER, [PRIMARY])
    found = Ground.objects.get(code="symptoms")
    leave()
    return found


def test_lists_from_the_county_down_to_the_class(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    unwell(acting, universe)
    for who, unit, not_cleared, unknown in (
        ("officer", COUNTY, 2, 58), ("liaison", TOWN, 2, 38), ("principal", PRIMARY, 2, 28),
    ):  # fmt: skip
        found = signed_in(who).get(f"/clearances/unit/{unit}/")
        assert found.status_code == 200
        told = {str(one["label"]): one["value"] for one in found.context["figures"]}
        assert (told["暂缓返校"], told["情况不明"]) == (not_cleared, unknown)
        assert "测试生0002" in found.content.decode()
    page = signed_in("teacher").get(f"/clearances/unit/{CLASS_11}/")
    named = [(one["one"].name, str(one["words"])) for one in page.context["rows"]]
    assert sorted(named[:2]) == [("测试生0002", "暂缓返校"), ("测试生0004", "暂缓返校")]
    assert [words for _name, words in named[2:]] == ["情况不明"] * 8
    assert page.context["survey_url"] == "/surveys/"
    assert "去摸排表" in page.content.decode()
    assert signed_in("teacher").get("/surveys/").status_code == 200
    assert signed_in("teacher_12").get(f"/clearances/unit/{CLASS_11}/").status_code == 404
    bad = signed_in("principal").get(f"/clearances/unit/{PRIMARY}/?day=x")
    assert (bad.status_code, "日期看不懂" in bad.content.decode()) == (200, True)


def test_the_doctor_checks_a_paper_with_its_picture(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    ground = unwell(acting, universe)
    doctor, url = signed_in("doctor"), f"/clearances/person/{ground.person_id}/"
    assert "查验证明" in doctor.get(url).content.decode()
    assert "查验证明" not in signed_in("teacher").get(url).content.decode()
    sent = {
        "submission_id": str(uuid7()), "ground": str(ground.pk), "kind": "return", "issuer": "",
        "doctor": "王医生", "issued_on": DAY.isoformat(), "back_on": DAY.isoformat(),
    }  # fmt: skip
    refused = doctor.post(f"{url}?act=paper", sent)
    assert (refused.status_code, refused.context["fields"]) == (422, {"issuer": "missing"})
    assert "王医生" in refused.content.decode()
    assert refused.context["paper_id"] == sent["submission_id"]
    file = SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg")
    done = doctor.post(f"{url}?act=paper", {**sent, "issuer": "县医院", "photo": file})
    assert done.status_code == 302
    enter(BUILDER)
    paper = Paper.objects.get()
    leave()
    assert (paper.accepted, paper.photo_id is not None) == (True, True)
    photo = doctor.get(f"/clearances/paper/{paper.pk}/photo/")
    assert (photo.status_code, photo["Content-Type"]) == (200, "image/jpeg")
    assert "可以到校" in doctor.get(url).content.decode()


def test_letting_in_takes_two(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    unwell(acting, universe)
    person = universe.person(CLASS_11, 2)
    url, last = f"/clearances/person/{person}/", DAY + dt.timedelta(days=2)
    sent = {
        "submission_id": str(uuid7()), "first": DAY.isoformat(), "last": last.isoformat(),
        "reason": "依据已撤销",
    }  # fmt: skip
    assert signed_in("doctor").post(f"{url}?act=ask", sent).status_code == 302
    enter(BUILDER)
    row = Override.objects.get()
    leave()
    own = signed_in("doctor").post(f"{url}?act=grant", {"row": str(row.pk)})
    assert (own.status_code, "另一个人" in own.content.decode()) == (422, True)
    assert signed_in("principal").post(f"{url}?act=grant", {"row": str(row.pk)}).status_code == 302
    told = signed_in("teacher").get(url).content.decode()
    assert ("依据已撤销" in told, "可以到校" in told) == (True, True)


def test_a_family_reads_in_plain_words(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    unwell(acting, universe)
    found = signed_in("guardian").get("/clearances/own/")
    assert found.status_code == 200
    assert [str(one["words"]) for one in found.context["rows"]] == ["情况不明"]
    assert "请家长或班主任回答摸排" in found.content.decode()
    assert [one["one"].name for one in found.context["rows"]] == ["测试生0001"]
