"""The pages: a story is told with photos, agreed to, approved and taken back."""

import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, Universe
from tests.photos.pictures import jpeg
from tests.stories.telling import shown_of
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.stories.models import Story

SignedIn = Callable[[str], Client]
NEW = f"/stories/unit/{CLASS_11}/new/"


def test_told_agreed_approved_and_taken_back(signed_in: SignedIn, universe: Universe) -> None:
    teacher, child = signed_in("teacher"), str(universe.person(CLASS_11, 1))
    form = {
        "submission_id": str(uuid7()),
        "title": "借伞",
        "text": "预防流感,帮同学拿伞。",
        "pupils": [child],
    }
    asked = teacher.post(NEW, form)
    text = asked.content.decode()
    assert (asked.status_code, 'name="looked"' in text, "预防流感" in text) == (422, True, True)
    assert re.search(rf'value="{child}" checked', text)
    photo = SimpleUploadedFile("a.jpg", jpeg(1), "image/jpeg")
    sent = teacher.post(NEW, {**form, "looked": ["流感"], "photo": photo})
    address = sent.headers["Location"]
    page = teacher.get(address).content.decode()
    assert ("还没有表态" in page, "测试生0001" in page) == (True, True)
    principal = signed_in("principal")
    page = principal.get(address).content.decode()
    assert "文中有“流感”" in page
    early = principal.post(f"{address}publish/", {"submission_id": str(uuid7()), "edition": "1"})
    assert (early.status_code, "缺 测试生0001 的同意" in early.content.decode()) == (409, True)
    guardian = signed_in("guardian")
    assert "写到您或您的孩子" in guardian.get("/stories/").content.decode()
    enter(BUILDER)
    consent = f"/stories/consent/{shown_of(Story.objects.get().pk).pk}/"
    photo_url = f"{address}photo/{Story.objects.get().photos[0]}/"
    leave()
    assert guardian.get(photo_url).headers["Content-Type"] == "image/jpeg"
    assert guardian.get(address).status_code == 404
    word = {"submission_id": str(uuid7()), "edition": "1", "said": "given"}
    alone = guardian.post(consent, word)
    assert (alone.status_code, "请先问孩子本人" in alone.content.decode()) == (422, True)
    assert guardian.post(consent, {**word, "child_asked": "1"}).status_code == 302
    assert "好人好事待您审核" in principal.get("/duties/today/").content.decode()
    publish = {"submission_id": str(uuid7()), "edition": "1"}
    unseen = principal.post(f"{address}publish/", publish)
    assert (unseen.status_code, 'name="looked" form="publish" value="流感"' in unseen.content.decode()) == (
        422, True,
    )  # fmt: skip
    publish["looked"] = "流感"
    assert principal.post(f"{address}publish/", publish).headers["Location"] == address
    other = signed_in("teacher_71")
    assert "借伞" in other.get("/stories/").content.decode()
    shown = other.get(address).content.decode()
    assert ("测试生0001" in shown, other.get(photo_url).status_code) == (False, 200)
    back = {"submission_id": str(uuid7()), "edition": "1", "said": "withdrawn"}
    guardian.post(consent, back)
    assert "借伞" not in other.get("/stories/").content.decode()
    assert (other.get(address).status_code, other.get(photo_url).status_code) == (404, 404)
    assert "已经自动撤下" in teacher.get(address).content.decode()
    assert guardian.get(consent).status_code == 404


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    form = {"submission_id": str(uuid7()), "title": "借伞", "text": "找13812345678"}
    page = signed_in("teacher").post(NEW, {**form, "nobody": ["1"]})
    text = page.content.decode()
    assert (page.status_code, 'id="f-text-e"' in text, "找13812345678" in text) == (422, True, True)
    nobody = signed_in("teacher").post(NEW, {**form, "text": "帮同学拿伞。"})
    assert 'id="f-pupils-e"' in nobody.content.decode()


def test_revised_with_the_photo_kept(signed_in: SignedIn, universe: Universe) -> None:
    teacher = signed_in("teacher")
    form = {"submission_id": str(uuid7()), "title": "借伞", "text": "帮同学拿伞。", "nobody": ["1"]}
    photo = SimpleUploadedFile("a.jpg", jpeg(1), "image/jpeg")
    address = teacher.post(NEW, {**form, "photo": photo}).headers["Location"]
    page = teacher.get(f"{address}revise/").content.decode()
    kept = re.search(r'name="keep" value="([^"]+)" checked', page)
    assert kept is not None
    form |= {"submission_id": str(uuid7()), "title": "雨天借伞"}
    assert (
        teacher.post(f"{address}revise/", {**form, "keep": kept[1]}).headers["Location"] == address
    )
    enter(BUILDER)
    row = Story.objects.get()
    leave()
    assert (row.title, row.edition, row.photos) == ("雨天借伞", 2, [kept[1]])
    reason = {"submission_id": str(uuid7()), "reason": "不写了"}
    teacher.post(f"{address}withdraw/", reason)
    assert "不写了" in teacher.get(address).content.decode()
