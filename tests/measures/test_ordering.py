"""Measures: ordered in one act, owed by a person, carried out, declined, withdrawn; once, and not over each
other."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, MORNING, PRIMARY, Universe
from tests.duties.evidence import ask_for
from tests.investigations.events import decision as judged
from tests.investigations.events import running
from tests.measures.orders import an_order, answer, facts, measures, owed
from tests.outbreaks.looks import Acting
from tests.photos.pictures import jpeg
from xiaoan.duties.models import Duty
from xiaoan.investigations import services as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.measures import queries, rules, services
from xiaoan.measures.models import Measure
from xiaoan.photos.models import Paper

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


@pytest.mark.parametrize(
    ("minutes", "fault"), [(-1, "before"), (0, ""), (59, ""), (60, ""), (61, "future")]
)
def test_when_it_can_have_been_done(minutes: int, fault: str) -> None:
    ordered = MORNING + dt.timedelta(seconds=30)
    done = MORNING + dt.timedelta(minutes=minutes)
    assert rules.done_fault(done, ordered, MORNING + dt.timedelta(hours=1)) == fault


def test_every_set_names_known_kinds() -> None:
    for syndrome in ("GI", "ILI", "RASH", "EYE"):
        assert set(rules.usual(syndrome)) <= rules.kinds().keys()


def test_ordered_in_one_act_and_owed_by_each(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    given = an_order(universe, event_id, "disinfect", "separate")
    assert services.order(acting("doctor"), given) == 2
    assert services.order(acting("doctor"), given) == 0
    assert facts() == ["measures_ordered"]
    assert sorted(row[:2] for row in measures()) == [
        ("disinfect", "ordered"),
        ("separate", "ordered"),
    ]
    enter(BUILDER)
    rows = Duty.objects.filter(kind=queries.DO)
    found = rows.values_list("assignee_id", "deputy_id", "unit_no", "due_at")
    due_at = Measure.objects.earliest("id").due_at
    owner, principal = universe.users["logistics"].pk, universe.users["principal"].pk
    assert set(found) == {(owner, principal, CLASS_11, due_at)}
    mine = queries.mine(acting("logistics"))
    assert sorted(one.kind for one in mine) == ["disinfect", "separate"]
    assert queries.mine(acting("canteen")) == []


def test_another_cannot_use_the_same_number(acting: Acting, universe: Universe) -> None:
    given = an_order(universe, running(acting, universe))
    services.order(acting("doctor"), given)
    with pytest.raises(Conflict):
        services.order(acting("principal"), given)


def test_carried_out_in_time(acting: Acting, universe: Universe) -> None:
    services.order(acting("doctor"), an_order(universe, running(acting, universe)))
    given = answer()
    services.carry_out(acting("logistics"), given)
    services.carry_out(acting("logistics"), given)
    assert (measures(), owed()) == ([("disinfect", "done", False)], [("done", False)])
    assert facts() == ["measures_ordered", "measure_ended"]
    with pytest.raises(Conflict, match="已办"):
        services.withdraw(acting("doctor"), answer("不用了"))


def test_late_stays_late_whatever_is_said(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.order(acting("doctor"), an_order(universe, running(acting, universe)))
    later = MORNING + dt.timedelta(hours=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    services.carry_out(acting("logistics"), answer(at=MORNING + dt.timedelta(hours=1)))
    assert (measures(), owed()) == ([("disinfect", "done", True)], [("done", True)])


def test_what_is_not_an_answer(acting: Acting, universe: Universe) -> None:
    services.order(acting("doctor"), an_order(universe, running(acting, universe)))
    for given in (
        answer(at=clock.now() + dt.timedelta(minutes=1)),
        answer(at=MORNING - dt.timedelta(days=1)),
        answer(at=None), answer(" "), answer("长" * 301),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            services.carry_out(acting("logistics"), given)
    assert owed() == [("open", False)]


def test_declined_and_withdrawn_are_owed_no_more(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    services.order(acting("doctor"), an_order(universe, event_id))
    services.decline(acting("logistics"), answer("没有消毒液"))
    services.order(acting("doctor"), an_order(universe, event_id))
    with pytest.raises(Forbidden):
        services.withdraw(acting("logistics"), answer("不用了"))
    services.withdraw(acting("principal"), answer("不用了"))
    assert [row[1] for row in measures()] == ["declined", "withdrawn"]
    assert owed() == [("excused", False), ("excused", False)]


def test_who_orders_and_who_carries_out(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    for name, refused in (
        ("liaison", Forbidden), ("leader", Forbidden), ("teacher", NotFound), ("logistics", NotFound),
        ("other_principal", NotFound), ("guardian", NotFound),
    ):  # fmt: skip
        given = an_order(universe, event_id)
        with pytest.raises(refused):
            services.order(acting(name), given)
    services.order(acting("officer"), an_order(universe, event_id))
    for name, refused in (
        ("canteen", NotFound), ("other_principal", NotFound), ("leader", Forbidden),
    ):  # fmt: skip
        done = answer()
        with pytest.raises(refused):
            services.carry_out(acting(name), done)
    services.carry_out(acting("doctor"), answer())
    enter(BUILDER)
    assert Duty.objects.filter(kind=queries.DO).get().on_behalf


def test_what_can_not_be_ordered(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    good = an_order(universe, event_id)
    owner = universe.users["logistics"].pk
    for unit, lines in (
        (CLASS_11, ()),
        (CLASS_71, good.lines),
        (PRIMARY, (services.Line("disinfect", universe.users["teacher"].pk, 4),)),
        (CLASS_11, (services.Line("disinfect", universe.users["other_principal"].pk, 4),)),
        (CLASS_11, (services.Line("pray", owner, 4),)),
        (CLASS_11, (*good.lines, *good.lines)),
        (CLASS_11, (services.Line("disinfect", owner, 0),)),
        (CLASS_11, (services.Line("disinfect", owner, 241),)),
        (CLASS_11, (services.Line("other", owner, 4),)),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            services.order(acting("doctor"), services.Order(uuid7(), event_id, unit, lines))
    assert measures() == []


def test_an_event_is_not_closed_over_what_is_owed(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    services.order(acting("doctor"), an_order(universe, event_id))
    investigations.confirm(acting("doctor"), judged(event_id), "norovirus")
    services.carry_out(acting("logistics"), answer())
    investigations.close(acting("doctor"), judged(event_id, "结束"))
    with pytest.raises(Conflict):
        services.order(acting("doctor"), an_order(universe, event_id))


def test_an_owed_measure_keeps_the_event_open(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    services.order(acting("doctor"), an_order(universe, event_id))
    investigations.confirm(acting("doctor"), judged(event_id), "norovirus")
    with pytest.raises(Conflict, match="还有 1 项措施没办完"):
        investigations.close(acting("doctor"), judged(event_id, "结束"))


def test_the_same_order_with_other_content_is_refused(acting: Acting, universe: Universe) -> None:
    given = an_order(universe, running(acting, universe))
    services.order(acting("doctor"), given)
    (line,) = given.lines
    for lines in (
        (replace(line, hours=5),), (replace(line, note="两遍"),), (replace(line, kind="notice"),),
        (line, replace(line, kind="notice")),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="这次的内容不一样"):
            services.order(acting("doctor"), replace(given, lines=lines))
    with pytest.raises(Conflict, match="这次的内容不一样"):
        services.order(acting("doctor"), replace(given, unit_no=PRIMARY))
    assert len(measures()) == 1


def test_the_same_answer_with_other_content_is_refused(acting: Acting, universe: Universe) -> None:
    services.order(acting("doctor"), an_order(universe, running(acting, universe)))
    given = answer()
    services.carry_out(acting("logistics"), given)
    for other in (
        replace(given, told="没有做完"), replace(given, evidence=""),
        replace(given, done_at=clock.now() - dt.timedelta(minutes=1)),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="这次的内容不一样"):
            services.carry_out(acting("logistics"), other)
    services.carry_out(acting("logistics"), given)
    assert facts() == ["measures_ordered", "measure_ended"]


def test_where_the_proof_lies_is_asked_if_the_county_does(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    ask_for(acting, queries.DO, "file")
    services.order(acting("doctor"), an_order(universe, running(acting, universe)))
    given = answer()
    with pytest.raises(Invalid) as refused:
        services.carry_out(acting("logistics"), given)
    assert refused.value.fields == {"photo": "empty"}
    leave()
    here, owner = f"/measures/{given.measure_id}/", signed_in("logistics")
    sent = {
        "done-step_id": str(uuid7()), "done-told": "擦拭", "done-day": MORNING.date().isoformat(),
        "done-time": "07:30", "done-evidence": "",
    }  # fmt: skip
    page = owner.post(f"{here}?act=done", sent)
    (done,) = [one for one in page.context["acts"] if one["name"] == "done"]
    asked = "县里要求办好时有凭据:请上传照片或 PDF 文件。"
    assert (page.status_code, done["photo_error"]) == (422, asked)
    assert "擦拭" in page.content.decode()
    paper = SimpleUploadedFile("消毒记录.pdf", PDF, "application/pdf")
    photo = SimpleUploadedFile("地面.jpg", jpeg(), "image/jpeg")
    done_ = owner.post(f"{here}?act=done", sent | {"paper": paper, "photo": photo})
    assert done_.status_code == 302
    assert measures() == [("disinfect", "done", False)]
    files = owner.get(here).context["evidence"]
    assert [one["name"] for one in files["papers"]] == ["消毒记录.pdf"]
    picture = signed_in("principal").get(files["photos"][0])
    assert (picture.status_code, picture.content[:3]) == (200, b"\xff\xd8\xff")
    paper_ = signed_in("principal").get(files["papers"][0]["url"])
    assert (paper_.content, paper_["Content-Type"]) == (PDF, "application/pdf")
    assert signed_in("other_principal").get(files["photos"][0]).status_code == 404
    other = files["photos"][0].replace(str(given.measure_id), str(uuid7()))
    assert signed_in("principal").get(other).status_code == 404


def test_a_file_that_can_act_is_refused_at_its_field_and_nothing_is_kept(
    acting: Acting, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    services.order(acting("doctor"), an_order(universe, running(acting, universe)))
    here = f"/measures/{answer().measure_id}/?act=done"
    leave()
    sent = {
        "done-step_id": str(uuid7()), "done-told": "擦拭", "done-day": MORNING.date().isoformat(),
        "done-time": "07:30", "done-evidence": "",
    }  # fmt: skip
    for name, content, words in (
        ("a.pdf", PDF + b"/JavaScript ", "里面有宏、脚本"), ("a.docx", b"PK\x03\x04", "不是 PDF"),
        ("a.pdf", b"", "是空文件"),
    ):  # fmt: skip
        paper = SimpleUploadedFile(name, content, "application/pdf")
        page = signed_in("logistics").post(here, sent | {"paper": paper})
        (done,) = [one for one in page.context["acts"] if one["name"] == "done"]
        assert (page.status_code, words in done["paper_error"]) == (422, True)
        assert "擦拭" in page.content.decode()
    enter(BUILDER)
    assert (measures(), Paper.objects.count()) == ([("disinfect", "ordered", False)], 0)
