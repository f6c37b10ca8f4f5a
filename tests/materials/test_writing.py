"""Materials of the county: drafted, edited, submitted, approved by another; looked at again; out of use."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import BUILDER, COUNTY, DAY
from tests.materials.library import new
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.materials import queries, rules, services
from xiaoan.materials.models import Version

Acting = Callable[[str], Actor]
LESSON = rules.Section({"zh": "洗手"}, {"zh": "用肥皂洗。"}, ("parent",), "一份文件")
ASKED = rules.Question(
    "", "truth", {"zh": "要洗手吗?"}, ({"zh": "要"}, {"zh": "不要"}), (0,), {"zh": "要洗。"}, ("parent",)
)  # fmt: skip


def edit(version_id: object, base: int) -> services.Edit:
    return services.Edit(uuid7(), version_id, base)  # type: ignore[arg-type]  # a UUID


def test_from_a_draft_to_in_force_by_two(acting: Acting) -> None:
    officer = acting("officer")
    act = uuid7()
    pk = services.draft(officer, act, title="雨天防病")
    assert services.draft(officer, act, title="雨天防病") == pk
    assert services.edit_section(officer, edit(pk, 0), None, LESSON) == 1
    assert services.edit_question(officer, edit(pk, 1), "", ASKED) == 2
    services.submit(officer, uuid7(), pk, 2)
    with pytest.raises(Forbidden):
        services.approve(officer, uuid7(), pk)
    assert "雨天防病" not in queries.titles().values()
    leader = acting("leader")
    services.give_back(leader, uuid7(), pk, "标题再清楚一点")
    assert queries.version(pk).returned == "标题再清楚一点"
    officer = acting("officer")
    head = services.Head({"zh": "雨天怎么防病", "en": "Rainy days"}, {"zh": ""}, "other", 6, True)
    services.edit_head(officer, edit(pk, 2), head)
    services.submit(officer, uuid7(), pk, 3)
    leader = acting("leader")
    approval = uuid7()
    services.approve(leader, approval, pk)
    services.approve(leader, approval, pk)
    held = queries.open_material(queries.version(pk).code)
    assert (held.number, held.review_on, held.material.audiences) == (
        1, dt.date(2027, 5, 23), ("parent",),
    )  # fmt: skip
    shown = {one.code: one for one in queries.public()}
    assert shown[held.code].title == "雨天怎么防病"
    with pytest.raises(Conflict):
        services.approve(leader, uuid7(), pk)


def test_one_draft_of_a_material_and_nothing_is_overwritten(acting: Acting) -> None:
    officer = acting("officer")
    pk = services.draft(officer, uuid7(), "influenza")
    with pytest.raises(Conflict):
        services.draft(officer, uuid7(), "influenza")
    services.edit_section(officer, edit(pk, 0), 0, None)
    with pytest.raises(Conflict):
        services.edit_section(officer, edit(pk, 0), 0, None)
    services.withdraw(officer, uuid7(), pk)
    assert queries.drafts() == {}
    with pytest.raises(Invalid) as twice:
        services.draft(officer, uuid7(), title="流感")
    assert twice.value.fields == {"title": "twice"}


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (replace(ASKED, audiences=()), "audiences"),
        (replace(ASKED, right=()), "right"),
        (replace(ASKED, text={"zh": " "}), "text"),
        (replace(ASKED, why={"en": "why"}), "why"),
        (replace(ASKED, options=({"zh": "要"}, {"zh": "要"})), "options"),
        (replace(ASKED, kind="essay"), "kind"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_at_its_field(
    acting: Acting, broken: rules.Question, field: str
) -> None:
    officer = acting("officer")
    pk = services.draft(officer, uuid7(), "influenza")
    with pytest.raises(Invalid) as refused:
        services.edit_question(officer, edit(pk, 0), "", broken)
    assert refused.value.fields == {field: "invalid"}


def test_a_question_for_whom_nothing_is_written_stops_the_draft(acting: Acting) -> None:
    officer = acting("officer")
    pk = services.draft(officer, uuid7(), title="雨天防病")
    with pytest.raises(Invalid) as empty:
        services.submit(officer, uuid7(), pk, 0)
    assert "至少要有一节正文" in str(empty.value)
    services.edit_section(officer, edit(pk, 0), None, LESSON)
    services.edit_question(officer, edit(pk, 1), "", replace(ASKED, audiences=("canteen",)))
    with pytest.raises(Invalid) as unread:
        services.submit(officer, uuid7(), pk, 2)
    assert "要洗手吗?" in str(unread.value)


def test_only_the_county_keeps_and_approves(acting: Acting) -> None:
    with pytest.raises(NotFound):
        services.draft(acting("principal"), uuid7(), "influenza")
    with pytest.raises(Forbidden):
        services.draft(acting("leader"), uuid7(), "influenza")


def test_a_review_is_owed_before_its_day_and_done_by_looking_or_a_new_version(
    acting: Acting,
) -> None:
    enter(BUILDER)
    assert services.owe_reviews(BUILDER) == 0
    officer = acting("officer")
    held = queries.open_material("influenza")
    services.confirm(officer, uuid7(), held.id, DAY + dt.timedelta(days=20), "核对了 2018 年版")
    enter(BUILDER)
    assert (services.owe_reviews(BUILDER), services.owe_reviews(BUILDER)) == (1, 0)
    duty = Duty.objects.get(kind=queries.REVIEW)
    assert (duty.unit_no, duty.about_id, duty.state) == (COUNTY, held.id, "open")
    assert duty.assignee_id == acting("officer").user_id
    again = uuid7()
    day = DAY + dt.timedelta(days=365)
    services.confirm(officer, again, held.id, day, "没有变")
    services.confirm(officer, again, held.id, day, "没有变")
    assert queries.open_material("influenza").review_on == day
    assert Duty.objects.get(kind=queries.REVIEW).state == "done"
    with pytest.raises(Invalid) as late:
        services.confirm(officer, uuid7(), held.id, DAY, "没有变")
    assert late.value.fields == {"until": "range"}


def test_a_new_version_ends_what_was_owed_of_the_old(acting: Acting) -> None:
    officer = acting("officer")
    held = queries.open_material("masks")
    services.confirm(officer, uuid7(), held.id, DAY + dt.timedelta(days=2), "看过")
    enter(BUILDER)
    assert services.owe_reviews(BUILDER) == 1
    officer = acting("officer")
    pk = services.draft(officer, uuid7(), "masks")
    services.submit(officer, uuid7(), pk, 0)
    services.approve(acting("leader"), uuid7(), pk)
    assert Duty.objects.get(kind=queries.REVIEW).state == "done"


def test_what_is_halted_is_nowhere_until_a_new_version(acting: Acting) -> None:
    officer = acting("officer")
    one = services.assign(officer, new(COUNTY))
    held = queries.open_material("influenza")
    services.halt(officer, uuid7(), held.id, "体温写错了")
    assert "influenza" not in queries.titles()
    with pytest.raises(NotFound):
        queries.open_material("influenza")
    with pytest.raises(Invalid) as gone:
        services.assign(officer, new(COUNTY))
    assert gone.value.fields == {"code": "missing"}
    assert queries.version(queries.assigned.assignment(one).version_id).halted == "体温写错了"
    pk = services.draft(officer, uuid7(), "influenza")
    services.submit(officer, uuid7(), pk, 0)
    services.approve(acting("leader"), uuid7(), pk)
    assert queries.open_material("influenza").number == 1
    assert Version.objects.filter(code="influenza", origin="pack").count() == 1
