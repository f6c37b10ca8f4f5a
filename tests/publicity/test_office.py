"""The office: two people, versions, pins, withdrawals, what other apps publish; faults at their fields."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import BUILDER, COUNTY, Universe
from tests.outbreaks.looks import Acting
from tests.publicity.states import WORDS, a_draft, act, published
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.publicity import services
from xiaoan.publicity.models import Step, Text, Version
from xiaoan.publicity.queries import shown
from xiaoan.web import copies

SignedIn = Callable[[str], Client]


def titles() -> list[str]:
    enter(BUILDER)
    return [one.title for one in shown.texts("zh-hans", "notice", 50)]


def test_a_public_text_needs_two_people(acting: Acting) -> None:
    pk = services.write(acting("officer"), a_draft())
    assert titles() == []
    with pytest.raises(Forbidden):
        services.approve(acting("officer"), act(pk))
    for name in ("principal", "liaison", "guardian"):
        with pytest.raises(NotFound):
            services.approve(acting(name), act(pk))
        with pytest.raises(NotFound):
            services.write(acting(name), a_draft())
    with pytest.raises(Forbidden):
        services.write(acting("leader"), a_draft())
    once = act(pk)
    services.approve(acting("leader"), once)
    services.approve(acting("leader"), once)
    assert titles() == ["错峰开学告家长书"]
    assert [one.kind for one in Step.objects.order_by("no")] == ["submit", "approve"]


def test_a_change_stays_unseen_until_agreed_and_old_words_are_kept(acting: Acting) -> None:
    pk = published(acting)
    other = {"zh-hans": {"title": "错峰开学告家长书(更新)", "body": "改到下周。"}}
    change = a_draft(text_id=pk, base=1, words=other, reason="时间有变")
    assert services.write(acting("officer"), change) == pk
    assert titles() == ["错峰开学告家长书"]
    services.refuse(acting("leader"), act(pk, 2), "再核对")
    with pytest.raises(Conflict):
        services.approve(acting("leader"), act(pk, 2))
    services.write(acting("officer"), a_draft(text_id=pk, base=2, words=other, reason="时间有变"))
    services.approve(acting("leader"), act(pk, 3))
    assert titles() == ["错峰开学告家长书(更新)"]
    found = Version.objects.order_by("no").values_list("no", "words__zh-hans__title", "reason")
    assert list(found) == [
        (1, "错峰开学告家长书", ""), (2, "错峰开学告家长书(更新)", "时间有变"),
        (3, "错峰开学告家长书(更新)", "时间有变"),
    ]  # fmt: skip


def test_the_same_form_twice_and_a_stale_one(acting: Acting) -> None:
    draft = a_draft()
    assert services.write(acting("officer"), draft) == services.write(acting("officer"), draft)
    with pytest.raises(Conflict):
        services.write(acting("officer"), a_draft(id=draft.id, phone="1"))
    with pytest.raises(Conflict):
        services.write(acting("officer"), a_draft(text_id=draft.id, base=0))
    with pytest.raises(Conflict):
        services.approve(acting("leader"), act(draft.id, 0))
    enter(BUILDER)
    assert (Text.objects.count(), Version.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"words": {}}, {"title-zh-hans": "请填写。", "body-zh-hans": "请填写。"}),
        (
            {"words": {**WORDS, "en": {"title": "Only a title", "body": ""}}},
            {"body-en": "标题和正文要么都填,要么都不填。"},
        ),
        (
            {"words": {"zh-hans": {"title": "题" * 101, "body": "a\u202eb"}}},
            {
                "title-zh-hans": "写了 101 个字,最多 100 个字。请删短。",
                "body-zh-hans": "有看不见的控制字符。请删去后重新粘贴为纯文字。",
            },
        ),
        ({"kind": "poster"}, {"kind": "请从列表中选一项。"}),
        (
            {"kind": "hotline", "phone": "打给我"},
            {"phone": "请填电话号码,例如 12320 或 0991-1234567。"},
        ),
    ],
)
def test_faults_are_said_at_their_fields(
    acting: Acting, other: dict[str, Any], fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        services.write(acting("officer"), a_draft(**other))
    assert refused.value.fields == fields


def test_pinned_stands_first_and_only_so_many(acting: Acting) -> None:
    made = [published(acting) for _ in range(4)]
    for pk in made[:3]:
        services.pin(acting("officer"), act(pk), pinned=True)
    with pytest.raises(Conflict, match="最多置顶 3 条"):
        services.pin(acting("officer"), act(made[3]), pinned=True)
    services.withdraw(acting("officer"), act(made[0]), "过期")
    services.pin(acting("officer"), act(made[3]), pinned=True)
    enter(BUILDER)
    assert {one.id for one in shown.pinned("en")} == set(made[1:])


def test_a_draft_is_dropped_and_what_was_public_only_withdrawn(acting: Acting) -> None:
    pk = services.write(acting("officer"), a_draft())
    services.drop(acting("officer"), act(pk))
    with pytest.raises(Conflict):
        services.write(acting("officer"), a_draft(text_id=pk, base=1))
    pk = published(acting)
    with pytest.raises(Conflict):
        services.drop(acting("officer"), act(pk))
    with pytest.raises(Invalid) as refused:
        services.withdraw(acting("officer"), act(pk), " ")
    assert refused.value.fields == {"why": "请写明原因。"}
    services.withdraw(acting("officer"), act(pk), "有误")
    with pytest.raises(Conflict):
        services.withdraw(acting("officer"), act(pk), "有误")
    services.write(acting("officer"), a_draft(text_id=pk, base=1, reason="更正后再发"))
    services.approve(acting("leader"), act(pk, 2))
    assert titles() == ["错峰开学告家长书"]


def test_other_apps_publish_what_two_people_agreed_to(acting: Acting, universe: Universe) -> None:
    officer, source_id = universe.users["officer"].pk, uuid7()

    def given(title: str, **other: Any) -> services.Given:
        words = {"zh-hans": {"title": title, "body": "全文"}}
        fields = {"written_by": officer, "reason": "", **other}
        return services.Given("notices.notice", source_id, COUNTY, "notice", words, **fields)

    with pytest.raises(Forbidden):
        services.publish(acting("officer"), uuid7(), given("通知"))
    pk = services.publish(acting("leader"), uuid7(), given("通知"))
    assert services.publish(acting("leader"), uuid7(), given("通知")) == pk
    assert services.publish(acting("leader"), uuid7(), given("通知二")) == pk
    assert titles() == ["通知二"]
    assert Version.objects.count() == 2
    with pytest.raises(NotFound):
        services.write(acting("officer"), a_draft(text_id=pk, base=2))
    services.retract(acting("leader"), uuid7(), "notices.notice", source_id, "撤回了通知")
    services.retract(acting("leader"), uuid7(), "notices.notice", uuid7(), "没有的")
    assert titles() == []


def sent(pages: Client, url: str, **fields: str) -> Any:
    return pages.post(url, {"submission_id": str(uuid7()), "base": "0", **fields})


def test_pages_from_draft_to_published(signed_in: SignedIn) -> None:
    officer, leader = signed_in("officer"), signed_in("leader")
    wrong = sent(officer, "/publicity/new/", kind="notice", act="submit", **{"title-zh-hans": "题"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert 'value="题"' in page
    assert 'id="body-zh-hans-fault">请填写。' in page
    words = {"title-zh-hans": "题", "body-zh-hans": "文\r\n\r\n文", "title-en": "T", "body-en": "B"}
    made = sent(officer, "/publicity/new/", kind="notice", act="submit", **words)
    assert made.status_code == 302
    url = made.headers["Location"]
    assert "等待另一个人审核" in officer.get(url).content.decode()
    assert (
        '<article><p class="quiet">Notices</p><h1>T</h1>'
        in leader.get(f"{url}1/en/").content.decode()
    )
    assert leader.get(f"{url}9/en/").status_code == 404
    assert sent(leader, f"{url}?act=approve", base="1").status_code == 302
    assert sent(leader, f"{url}?act=approve", base="0").status_code == 409
    assert sent(leader, f"{url}?act=nothing", base="1").status_code == 404
    pk = UUID(url.split("/")[2])
    assert Client().get(f"/public/texts/{pk}/").status_code == 200
    assert "已公布" in leader.get("/publicity/?state=published&kind=notice").content.decode()
    assert "没有符合条件" in leader.get("/publicity/?state=dropped").content.decode()
    wrong = sent(officer, f"{url}?act=withdraw", base="1", why="")
    assert (wrong.status_code, "请写明原因。" in wrong.content.decode()) == (422, True)
    assert sent(officer, f"{url}?act=pin", base="1").status_code == 302
    assert sent(officer, f"{url}?act=withdraw", base="1", why="有误").status_code == 302
    copies.forget()  # the test's transaction is never committed
    assert Client().get(f"/public/texts/{pk}/").status_code == 410
    leave()
