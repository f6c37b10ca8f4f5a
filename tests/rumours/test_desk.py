"""The desk: two people for an answer, replies to every reporter, taken back; merged, split, kept so."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.builders import BUILDER, COUNTY, DAY, MORNING, Universe
from tests.delivery import worlds
from tests.outbreaks.looks import Acting
from tests.rumours.desk import GARLIC, SHUT, SOURCE, an_answer, facts, owed, published, reported
from xiaoan.delivery.models import Batch, Message
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.rumours import queries, rules, services
from xiaoan.rumours.models import Item, Nearby, Release, Report
from xiaoan.rumours.pages import words
from xiaoan.rumours.queries import desk, mine
from xiaoan.rumours.services import Act, Merge, Split
from xiaoan.wording.queries import Unanswered


def act(row: Item, text: str = "", **other: Any) -> Act:
    return replace(Act(uuid7(), row.pk, text), **other)


def test_an_answer_takes_two_people(acting: Acting, universe: Universe) -> None:
    row = reported(acting)
    wanted = an_answer(row.pk)
    services.propose(acting("officer"), wanted)
    assert queries.public() == ()
    with pytest.raises(Conflict):
        services.publish(acting("officer"), act(row, answer_id=wanted.id))
    with pytest.raises(Forbidden):
        services.propose(acting("leader"), an_answer(row.pk))
    assert services.publish(acting("leader"), act(row, answer_id=wanted.id)) == 1
    assert facts() == ["reported", "propose", "publish"]
    assert owed(row.pk) == [("done", universe.users["officer"].pk, False)]
    enter(BUILDER)
    with pytest.raises(IntegrityError, match="rumour_two_people"), transaction.atomic():
        Release.objects.create(
            unit_no=COUNTY, item_id=row.pk, answer_id=uuid7(), writer_id=row.pk, by_id=row.pk,
            at=clock.now(),
        )  # fmt: skip


def test_every_reporter_has_the_answer_at_once(acting: Acting) -> None:
    row = reported(acting)
    reported(acting, "teacher")
    reported(acting, "doctor", SHUT)
    assert [mine.unread(acting(name)) for name in ("guardian", "teacher", "doctor")] == [0, 0, 0]
    published(acting, row)
    assert [mine.unread(acting(name)) for name in ("guardian", "teacher", "doctor")] == [1, 1, 0]
    guardian = acting("guardian")
    _total, rows = mine.mine(guardian)
    assert rows[0].correction is not None
    assert rows[0].correction.text["hans"] == "不能。洗手和煮熟食物才有用。"
    services.mark_seen(guardian, rows[0].id)
    assert mine.unread(guardian) == 0
    with pytest.raises(NotFound):
        mine.report(acting("teacher"), rows[0].id)


def test_what_is_public_names_nobody(acting: Acting, universe: Universe) -> None:
    published(acting, reported(acting))
    found = queries.public()
    assert len(found) == 1
    one = found[0]
    assert (one.no, one.verdict, one.version, one.sources[0].seen_by) == (1, "false", 1, "")
    told = repr(found)
    for name in ("guardian", "officer", "leader"):
        assert universe.cast[name].name not in told
        assert str(universe.users[name].pk) not in told


def test_given_back_and_changed_after_it_was_read(acting: Acting) -> None:
    row = reported(acting)
    first = an_answer(row.pk)
    services.propose(acting("officer"), first)
    with pytest.raises(Invalid):
        services.give_back(acting("leader"), act(row, answer_id=first.id))
    services.give_back(acting("leader"), act(row, "来源太旧", answer_id=first.id))
    second = an_answer(row.pk, verdict="partly")
    services.propose(acting("officer"), second)
    with pytest.raises(Conflict):
        services.publish(acting("leader"), act(row, answer_id=first.id))
    services.publish(acting("leader"), act(row, answer_id=second.id))
    enter(BUILDER)
    row.refresh_from_db()
    assert (row.verdict, row.state) == ("partly", "published")


def test_a_second_version_leaves_the_first_in_force_until_it_is_let_out(acting: Acting) -> None:
    row = published(acting, reported(acting))
    wanted = an_answer(row.pk, verdict="outdated")
    services.propose(acting("officer"), wanted)
    assert [one.verdict for one in queries.public()] == ["false"]
    services.publish(acting("leader"), act(row, answer_id=wanted.id))
    assert [(one.verdict, one.version) for one in queries.public()] == [("outdated", 2)]
    assert mine.unread(acting("guardian")) == 1


def test_an_answer_is_taken_back(acting: Acting, universe: Universe) -> None:
    row = published(acting, reported(acting))
    with pytest.raises(Invalid):
        services.withdraw(acting("officer"), act(row))
    services.withdraw(acting("officer"), act(row, "来源自己更正了"))
    assert queries.public() == ()
    assert [one.id for one in queries.withdrawn(MORNING)] == [row.pk]
    _total, rows = mine.mine(acting("guardian"))
    assert (rows[0].why, rows[0].unread, rows[0].correction) == ("来源自己更正了", True, None)
    assert [one[0] for one in owed(row.pk)] == ["done", "open"]


def test_what_cannot_be_checked_is_answered_too(acting: Acting) -> None:
    row = reported(acting, "guardian", "食堂阿姨态度不好")
    services.dismiss(acting("officer"), act(row, "这是意见,已转给学校。"))
    assert mine.mine(acting("guardian"))[1][0].why == "这是意见,已转给学校。"
    assert mine.unread(acting("guardian")) == 1
    services.reopen(acting("officer"), act(row, "还是查一下"))
    assert [one[0] for one in owed(row.pk)] == ["done", "open"]


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"verdict": "maybe"}, ["verdict"]),
        ({"title": {"hans": "一", "en": "a"}, "text": {"hans": "一"}}, ["text_en"]),
        ({"text": {"hans": "", "hant": "一", "en": "a"}}, ["text_hans"]),
        ({"text": {"hans": "一" * 1501, "hant": "一", "en": "a"}}, ["text_hans"]),
        ({"sources": ()}, ["sources"]),
        ({"sources": (replace(SOURCE, seen_by=""),)}, ["sources"]),
        ({"sources": (replace(SOURCE, url="见网上"),)}, ["sources"]),
        ({"sources": (replace(SOURCE, day=DAY + dt.timedelta(days=1)),)}, ["sources"]),
        (
            {"verdict": "", "title": {}, "text": {}, "sources": ()},
            ["verdict", "title_hans", "text_hans", "sources"],
        ),
    ],
)
def test_all_that_is_missing_in_an_answer_is_said_at_once(
    acting: Acting, other: dict[str, Any], fields: list[str]
) -> None:
    row = reported(acting)
    with pytest.raises(Invalid) as refused:
        services.propose(acting("officer"), replace(an_answer(row.pk), **other))
    assert list(refused.value.fields) == fields
    assert all(len(words) > 4 for words in refused.value.fields.values())


def test_only_simplified_is_needed_and_the_rest_says_so(acting: Acting) -> None:
    row = published(
        acting, reported(acting), title={"hans": "吃大蒜防诺如"}, text={"hans": "不能。"}
    )
    (shown,) = queries.public()
    assert (shown.title, shown.text) == ({"hans": "吃大蒜防诺如"}, {"hans": "不能。"})
    with translation.override("en"):
        told = words.correction(shown)
    assert (told["title"], told["tag"], told["untranslated"]) == ("吃大蒜防诺如", "zh-Hans", True)
    with translation.override("zh-hans"):
        assert words.correction(shown)["untranslated"] is False
    assert row.state == "published"


def test_a_pupil_named_beside_a_disease_is_asked_about_by_both(acting: Acting) -> None:
    row = reported(acting)
    wanted = an_answer(row.pk, text={"hans": "测试生0001没有得流感。"}, title={"hans": "一"})
    with pytest.raises(Unanswered) as asked:
        services.propose(acting("officer"), wanted)
    key = asked.value.found.key
    services.propose(acting("officer"), replace(wanted, looked=(key,)))
    let_out = Act(uuid7(), row.pk, answer_id=wanted.id)
    with pytest.raises(Unanswered):
        services.publish(acting("leader"), let_out)
    services.publish(acting("leader"), replace(let_out, looked=(key,)))


def test_who_reported_is_told_over_channels_too(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    worlds.switch_on(acting("officer"), "email", 9)
    worlds.switch_on(acting("officer"), "wecom_bot", 9)
    row = reported(acting)
    reported(acting, "teacher")
    published(acting, row)
    enter(BUILDER)
    (batch,) = Batch.objects.all()
    # A count and a link, of what is a person's own: no group, no words of the rumour.
    assert (batch.source, batch.source_id, batch.people, list(batch.channels)) == (
        "rumours.item", row.pk, 2, ["email"],
    )  # fmt: skip
    assert "蒜" not in f"{batch.subject}{batch.text}"
    people = set(Message.objects.values_list("person_id", flat=True))
    assert people == {universe.users["guardian"].pk, universe.users["teacher"].pk}
    links = set(Message.objects.values_list("link", flat=True))
    assert links == {f"/rumours/mine/{one}/" for one in Report.objects.values_list("id", flat=True)}
    one = Report.objects.get(by_id=universe.users["guardian"].pk)
    services.mark_seen(acting("guardian"), one.pk)
    enter(BUILDER)
    told = Message.objects.get(person_id=universe.users["guardian"].pk)
    assert told.settled_at is not None


def test_merged_by_hand_and_what_comes_later_follows(acting: Acting) -> None:
    row = reported(acting)
    other = reported(acting, "teacher", "蒜头泡水喝能防住拉肚子的病毒,县里的老中医讲的")
    assert other.pk != row.pk
    published(acting, row)
    assert services.merge(acting("officer"), Merge(uuid7(), other.pk, row.pk, "说的是一回事")) == 1
    assert mine.unread(acting("teacher")) == 1
    assert [one[0] for one in owed(other.pk)] == ["excused"]
    with pytest.raises(services.Checked) as known:
        services.report(
            acting("doctor"),
            services.NewReport(uuid7(), "蒜头泡水喝能防住拉肚子的病毒,县里的老中医讲的!"),
        )
    assert known.value.item_ids == (row.pk,)
    enter(BUILDER)
    other.refresh_from_db()
    row.refresh_from_db()
    assert (other.state, other.into_id, other.reports, row.reports) == ("merged", row.pk, 0, 2)
    with pytest.raises(Conflict):
        services.merge(acting("officer"), Merge(uuid7(), other.pk, row.pk))


def test_split_by_hand_and_kept_so(acting: Acting) -> None:
    row = reported(acting)
    text = "我们小区的娃娃都在吃,一个都没得病,专家说每天早晚吃生大蒜可以防止诺如病毒"
    assert reported(acting, "teacher", text).pk == row.pk
    enter(BUILDER)
    second = Report.objects.get(how="near")
    with pytest.raises(Invalid):
        services.split(acting("officer"), Split(uuid7(), row.pk, [second.pk]))
    with pytest.raises(Invalid):
        services.split(acting("officer"), Split(uuid7(), row.pk, [uuid7()], "别的"))
    made = services.split(acting("officer"), Split(uuid7(), row.pk, [second.pk], "说的是别的"))
    assert reported(acting, "doctor", text).pk == made
    assert reported(acting, "doctor", GARLIC).pk == row.pk
    assert (Nearby.objects.get().settled, owed(made)[0][0]) == (True, "open")
    enter(BUILDER)
    ids = list(Report.objects.filter(item_id=row.pk).values_list("id", flat=True))
    with pytest.raises(Conflict):
        services.split(acting("officer"), Split(uuid7(), row.pk, ids, "全部"))


def test_two_that_are_said_to_be_two_are_not_asked_again(acting: Acting) -> None:
    row = reported(acting)
    other = reported(acting, "teacher", GARLIC.replace("生大蒜", "陈醋"))
    assert [one.near for one in desk.rows_of(acting("officer"), [row, other])] == [1, 1]
    services.apart(acting("officer"), uuid7(), row.pk, other.pk)
    assert [one.near for one in desk.rows_of(acting("officer"), [row, other])] == [0, 0]
    with pytest.raises(NotFound):
        services.apart(acting("officer"), uuid7(), row.pk, uuid7())


def test_nobody_else_sees_the_desk(acting: Acting) -> None:
    row = reported(acting)
    for name in ("principal", "liaison", "teacher", "guardian"):
        with pytest.raises(NotFound):
            desk.detail(acting(name), row.pk)
        with pytest.raises(NotFound):
            services.take(acting(name), act(row))


def test_the_desk_sees_as_what_somebody_reported_and_not_who(
    acting: Acting, universe: Universe
) -> None:
    row = reported(acting)
    found = desk.detail(acting("officer"), row.pk)
    assert [(one.role, one.place, one.text) for one in found.said] == [
        ("guardian", "实验小学", GARLIC)
    ]
    assert universe.cast["guardian"].name not in repr(found.said)
    assert str(universe.users["guardian"].pk) not in repr(found.said)


def test_times_to_an_answer(acting: Acting) -> None:
    texts = (GARLIC, SHUT, "县医院儿科关门了不收发烧的孩子", "操场的塑胶跑道有毒闻多了会白血病")
    rows = [reported(acting, "guardian", text) for text in texts]
    assert len({row.pk for row in rows}) == 4
    for row, hours in zip(rows[:3], (1, 10, 30), strict=True):
        with time_machine.travel(MORNING + dt.timedelta(hours=hours), tick=False):
            services.dismiss(acting("officer"), act(row, "不用核查"))
    with time_machine.travel(MORNING + dt.timedelta(hours=80), tick=False):
        found = desk.figures(acting("officer"))
    assert (found.reported, found.answered) == (4, 3)
    assert (found.median, found.ninetieth) == (dt.timedelta(hours=10), dt.timedelta(hours=30))
    assert found.ages == {"day": 0, "three_days": 0, "week": 1, "longer": 0}


@pytest.mark.parametrize(
    ("seconds", "median", "ninetieth"),
    [([], None, None), ([60], 60, 60), (list(range(1, 11)), 5.5, 9), (list(range(1, 12)), 6, 10)],
)
def test_median_and_ninetieth(
    seconds: list[float], median: float | None, ninetieth: float | None
) -> None:
    def span(value: float | None) -> dt.timedelta | None:
        return None if value is None else dt.timedelta(seconds=value)

    assert rules.times(seconds) == (span(median), span(ninetieth))
