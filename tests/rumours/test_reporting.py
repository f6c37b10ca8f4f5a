"""Reports: one rumour is one item, whatever it is made of; what is known is shown first; nothing is stored
wrongly."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from tests.builders import BUILDER, COUNTY, MORNING, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.photos.pictures import encoded, jpeg, scene
from tests.rumours.desk import GARLIC, SHUT, facts, owed, published, reported, sent
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.photos.models import Photo
from xiaoan.rumours import rules, services
from xiaoan.rumours.models import Gram, Item, Mark, Nearby, Print, Report


def test_a_report_makes_an_item_that_the_desk_owes(acting: Acting, universe: Universe) -> None:
    row = reported(acting)
    assert (row.no, row.state, row.reports, row.unit_no) == (1, "open", 1, COUNTY)
    assert owed(row.pk) == [("open", universe.users["officer"].pk, False)]
    one = Report.objects.get()
    assert (one.how, one.role, one.from_no, one.by_id) == (
        "new", "guardian", PRIMARY, universe.users["guardian"].pk,
    )  # fmt: skip
    assert GARLIC.encode() not in bytes(one.text_cipher or b"")
    assert facts() == ["reported"]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (f"  紧急扩散!!{GARLIC}🙏🙏 看到请转发", "same"),
        (
            "專家說每天早晚吃生大蒜可以預防諾如病毒,比打針還管用,我們小區的孩子都在吃,一個都沒得病",
            "same",
        ),
        ("我们小区的娃娃都在吃,一个都没得病,专家说每天早晚吃生大蒜可以防止诺如病毒", "near"),
        ("家长群里都传疯了,专家说每天早晚吃生大蒜可以预防诺如病毒,比打针还管用…", "near"),
    ],
)
def test_the_same_rumour_in_other_words_is_one_item(acting: Acting, text: str, how: str) -> None:
    row = reported(acting)
    again = reported(acting, "teacher", text)
    assert (again.pk, again.reports) == (row.pk, 2)
    assert sorted(Report.objects.values_list("how", flat=True)) == sorted(["new", how])
    assert len(owed(row.pk)) == 1


@pytest.mark.parametrize(
    "text",
    [
        GARLIC.replace("生大蒜", "板蓝根").replace("诺如病毒", "甲流"),
        SHUT,
        "学校门口的小卖部在卖过期的辣条,没有人管",
    ],
)
def test_another_rumour_is_another_item(acting: Acting, text: str) -> None:
    row = reported(acting)
    assert reported(acting, "teacher", text).pk != row.pk


def test_what_is_only_a_little_alike_is_shown_to_the_desk(acting: Acting) -> None:
    row = reported(acting)
    other = reported(acting, "teacher", GARLIC.replace("生大蒜", "陈醋"))
    near = Nearby.objects.get()
    assert {near.item_id, near.other_id} == {row.pk, other.pk}
    assert near.settled is False


@pytest.mark.parametrize("text", ["吃大蒜", "吃大蒜有用吗", "大蒜防诺如"])
def test_a_short_form_of_a_known_rumour_is_shown_to_the_desk(acting: Acting, text: str) -> None:
    row = reported(acting)
    reported(acting, "doctor", SHUT)
    other = reported(acting, "teacher", text)
    assert other.pk != row.pk
    near = Nearby.objects.get()
    assert {near.item_id, near.other_id} == {row.pk, other.pk}


def test_a_short_text_of_something_else_is_near_nothing(acting: Acting) -> None:
    reported(acting)
    reported(acting, "teacher", "食堂涨价")
    assert Nearby.objects.count() == 0


def test_the_same_link_is_the_same(acting: Acting) -> None:
    row = reported(
        acting, "guardian", "快看这个", link="https://www.news.example.cn/a/91?id=3&utm_source=wx"
    )
    again = reported(
        acting, "teacher", "这说的是咱们县吗 http://news.example.cn/a/91?from=timeline&id=3"
    )
    other = reported(acting, "doctor", "", link="https://news.example.cn/a/91?id=4")
    assert (again.pk == row.pk, other.pk == row.pk) == (True, False)


def test_the_same_picture_and_one_like_it_are_the_same(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    row = reported(acting, "guardian", "", photos=(jpeg(1),))
    same = reported(acting, "teacher", "", photos=(jpeg(1),))
    morning.move_to(MORNING + dt.timedelta(minutes=1))
    smaller = reported(
        acting, "doctor", "", photos=(encoded(scene(1, (640, 480)).resize((480, 360))),)
    )
    other = reported(acting, "doctor", "", photos=(jpeg(9),))
    assert [same.pk == row.pk, smaller.pk == row.pk, other.pk == row.pk] == [True, True, False]
    assert set(Photo.objects.values_list("unit_no", flat=True)) == {COUNTY}


def test_what_has_been_answered_is_shown_first(acting: Acting) -> None:
    row = published(acting, reported(acting))
    again = sent("紧急通知:专家说每天早晚吃生大蒜可以预防诺如病毒,比打针还管用")
    with pytest.raises(services.Checked) as known:
        services.report(acting("teacher"), again)
    assert known.value.item_ids == (row.pk,)
    assert Report.objects.count() == 0
    made = services.report(acting("teacher"), replace(again, known_id=row.pk))
    assert (made.item_id, made.how, made.answered) == (row.pk, "known", True)
    enter(BUILDER)
    assert Report.objects.get(how="known").seen_at is not None


def test_who_says_it_is_another_is_heard(acting: Acting) -> None:
    row = published(acting, reported(acting))
    other = reported(
        acting,
        "teacher",
        "我们小区的娃娃都在吃生大蒜,专家说每天早晚吃生大蒜可以防止诺如病毒",
        sure=True,
    )
    assert (other.pk == row.pk, other.state) == (False, "open")
    assert Report.objects.get(item_id=other.pk).how == "other"
    assert Nearby.objects.get().percent == 100
    assert len(owed(other.pk)) == 1


def test_the_same_form_twice_is_one_report(acting: Acting) -> None:
    form = sent()
    first = services.report(acting("guardian"), form)
    assert services.report(acting("guardian"), form) == first
    with pytest.raises(Conflict):
        services.report(acting("guardian"), replace(form, text="别的话"))
    with pytest.raises(Conflict):
        services.report(acting("teacher"), form)
    enter(BUILDER)
    assert (Report.objects.count(), Item.objects.get().reports) == (1, 1)


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"text": "  "}, {"text": "missing"}),
        ({"text": "字" * 2001}, {"text": "too_long"}),
        ({"text": "a\0b"}, {"text": "unreadable"}),
        ({"link": "去百度搜一下"}, {"link": "unreadable"}),
        ({"photos": (b"x",)}, {"photo": "kind"}),
        ({"photos": (b"x",) * 4}, {"photo": "many"}),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    acting: Acting, form: dict[str, Any], fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        services.report(acting("guardian"), replace(sent("有个说法"), **form))
    assert refused.value.fields == fields
    assert str(refused.value)


def test_one_person_does_not_fill_the_desk(acting: Acting) -> None:
    guardian = acting("guardian")
    for n in range(rules.MOST_A_DAY):
        services.report(guardian, sent(f"说法第{n}号{'甲乙丙丁'[n % 4] * 9}", sure=True))
    with pytest.raises(Invalid) as refused:
        services.report(guardian, sent("再来一条"))
    assert refused.value.fields == {"text": "many"}
    services.report(acting("teacher"), sent("再来一条"))
    with time_machine.travel(MORNING + dt.timedelta(days=1, minutes=1), tick=False):
        services.report(acting("guardian"), sent("再来一条"))


def test_nobody_reports_from_nowhere(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        services.report(replace(acting("guardian"), scopes=(), people=(), classes=()), sent())


def test_what_is_kept_of_a_text_says_nothing_without_the_key(acting: Acting) -> None:
    reported(acting, "guardian", GARLIC, link="https://news.example.cn/a/1")
    kept = Print.objects.get()
    assert len(kept.pieces) == len(set(kept.pieces)) > 20
    assert all(0 <= one < 2**63 for one in kept.pieces)
    assert Gram.objects.count() < len(kept.pieces)
    assert b"news" not in bytes(Mark.objects.get().value)
    assert uuid7() != kept.pk
