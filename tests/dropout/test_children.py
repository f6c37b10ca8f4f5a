"""Children of school age on no roll: from a list to school, exempt or gone; closed by another."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, RIVER, TOWN, Universe
from xiaoan.directory import services as directory
from xiaoan.directory.rules import identity, school_of
from xiaoan.dropout import services
from xiaoan.dropout.models import Candidate, Child, ChildStep, ListMark, OutsideList
from xiaoan.dropout.queries import children as queries
from xiaoan.dropout.queries import reports
from xiaoan.dropout.rules import children as rules
from xiaoan.duties.models import Duty
from xiaoan.journal import queries as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
LOST = "周无籍"


def number(born: str = "20180305", tail: str = "777") -> str:
    first = f"990101{born}{tail}"
    return first + identity.check_digit(first)


def pupil(name: str, tail: str, unit_no: int = CLASS_11) -> str:
    """A pupil on the roll with a name and a number as people have; gives the number."""
    enter(BUILDER)
    born, found = dt.date(2017, 3, 1), number("20170301", tail)
    directory.enrol(
        BUILDER,
        directory.NewPupil(
            school_id=school_of(unit_no), unit_no=unit_no, number=f"9{tail}", name=name, sex="M",
            birth_date=born, id_number=found, seat=40 + int(tail[-1]), since=dt.date(2026, 8, 25),
            boarder=False, dormitory_no=None,
        ),
    )  # fmt: skip
    return found


def sheet(*rows: str) -> bytes:
    return "\n".join(["姓名,证件号码,出生日期,乡镇,村(社区),监护人,电话", *rows]).encode()


def new(unit_no: int = TOWN, kind: str = "household", **more: object) -> services.NewList:
    given: dict[str, object] = {
        "id": uuid7(), "unit_no": unit_no, "kind": kind, "source": "城关派出所", "paper": "教发〔2026〕8号",
        "as_of": DAY,
    }  # fmt: skip
    return services.NewList(**{**given, **more})  # type: ignore[arg-type]  # by name


def step(child: Child, kind: str, **given: object) -> services.NewChildStep:
    values: dict[str, object] = {"id": uuid7(), "child_id": child.pk, "kind": kind}
    return services.NewChildStep(**{**values, **given})  # type: ignore[arg-type]  # by name


def lost(actor: Actor, row: str = f"{LOST},{number()},,,东街村,周大,") -> Child:
    """One child of a list that is on no roll, on the ledger."""
    found = services.read_list(actor, new(), "a.csv", sheet(row))
    assert found.list_id is not None
    assert services.take_over(actor, found.list_id) == 1
    return Child.objects.get(list_id=found.list_id)


def test_of_whom_the_roll_has_nothing_is_kept(acting: Acting, universe: Universe) -> None:
    there = pupil("陈在校", "011")
    pupil("林同名", "012")
    liaison = acting("liaison")
    rows = [
        # On the roll by the number; on it by name and birth, without a number, of this township.
        f"陈在校,{there},,,东街村,,",
        "林同名,,2017-03-01,城关镇,东街村,,",
        f"{LOST},{number()},,,东街村,周大,",
        "小太小,,2024-01-01,,西街村,,",
    ]
    given = new()
    content = sheet(*rows)
    found = services.read_list(liaison, given, "a.csv", content)
    assert services.read_list(liaison, given, "a.csv", content).list_id == found.list_id
    row = OutsideList.objects.get()
    assert (row.state, row.counts) == (
        "read", {"rows": 4, "of_age": 3, "on_roll": 2, "doubt": 0, "missing": 1},
    )  # fmt: skip
    # Nobody is looked for before somebody has looked at the list.
    assert queries.lines(liaison, "open") == ([], 0)
    assert Duty.objects.filter(kind="dropout.child").count() == 0
    assert services.take_over(liaison, row.pk) == 1
    assert services.take_over(liaison, row.pk) == 0
    (line,), total = queries.lines(liaison, "open")
    assert (total, line.name, line.told["village"], line.owner) == (1, LOST, "东街村", "联络丙")
    assert LOST.encode() not in bytes(line.child.content or b"")
    duty = Duty.objects.get(kind="dropout.child")
    assert (duty.unit_no, duty.assignee_id, duty.about_id) == (
        TOWN, universe.users["liaison"].pk, line.child.pk,
    )  # fmt: skip
    # The same child of another list is the same line.
    again = services.read_list(liaison, new(kind="village"), "b.csv", sheet(rows[2]))
    assert again.list_id is not None
    assert services.take_over(liaison, again.list_id) == 0
    assert Child.objects.count() == 1


def test_doubt_is_parked_and_decided_by_a_person(acting: Acting, universe: Universe) -> None:
    pupil("陈在校", "011")
    there = pupil("林同名", "012")
    officer = acting("officer")
    # The number is of somebody of another name; a pupil of another township with name and birth alike.
    rows = [f"王某某,{there},,城关镇,,,", "陈在校,,2017-03-01,河口镇,,,"]
    found = services.read_list(officer, new(COUNTY), "a.csv", sheet(*rows))
    assert found.list_id is not None
    counts = OutsideList.objects.get().counts
    services.take_over(officer, found.list_id)
    assert (counts["on_roll"], counts["doubt"], counts["missing"]) == (0, 2, 0)
    doubts = [line.child for line in queries.lines(officer, "doubt")[0]]
    assert sorted(one.unit_no for one in doubts) == [TOWN, RIVER]
    assert queries.to_close(officer) == 2
    river = next(one for one in doubts if one.unit_no == RIVER)
    person = Candidate.objects.get(child_id=river.pk).person_id
    # The township of the list does not see the pupil of the other, and so may not decide.
    other = acting("other_liaison")
    assert [one.name for one in queries.detail(other, river.pk).likely] == [""]
    with pytest.raises(NotFound):
        services.act_child(other, step(river, "decide", person_id=person, answer="same"))
    officer = acting("officer")
    assert (
        services.act_child(officer, step(river, "decide", person_id=person, answer="other"))
        == "open"
    )
    town = next(one for one in doubts if one.unit_no == TOWN)
    pair = Candidate.objects.get(child_id=town.pk)
    state = services.act_child(
        officer, step(town, "decide", person_id=pair.person_id, answer="same")
    )
    town.refresh_from_db()
    assert (state, town.how) == ("closed", "on_roll")


def test_from_the_visit_to_school_closed_by_another(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    liaison = acting("liaison")
    child = lost(liaison)
    with pytest.raises(Invalid, match="两个人去"):
        services.act_child(liaison, step(child, "visit", outcome="met"))
    went = step(child, "visit", outcome="met", second="村主任", note="在家带弟弟,愿意上学")
    assert services.act_child(liaison, went) == "open"
    assert services.act_child(liaison, went) == "open"
    assert [one.state for one in Duty.objects.filter(kind="dropout.child").order_by("slot")] == [
        "done", "open",
    ]  # fmt: skip
    with pytest.raises(Invalid, match="凭据的编号"):
        services.act_child(liaison, step(child, "ask_close", how="enrolled", note="入学"))
    with pytest.raises(Invalid, match="一年以内"):
        services.act_child(
            liaison,
            step(child, "ask_close", how="deferred", proof="缓批1", note="病", until=DAY),
        )
    ask = step(child, "ask_close", how="enrolled", proof="回执 12", note="已到实验小学报到")
    assert services.act_child(liaison, ask) == "closing"
    with pytest.raises(Invalid, match="由另一个人核对"):
        services.act_child(liaison, step(child, "close"))
    officer = acting("officer")
    with pytest.raises(Invalid, match="为什么不同意"):
        services.act_child(officer, step(child, "refuse"))
    assert services.act_child(officer, step(child, "close", note="电话核过")) == "closed"
    with pytest.raises(Conflict):
        services.act_child(officer, step(child, "note", note="晚了"))
    assert [one.state for one in Duty.objects.filter(kind="dropout.child").order_by("slot")] == [
        "done", "done",
    ]  # fmt: skip
    total = reports.quarter(officer, dt.date(2026, 10, 1)).total
    assert (total.children, total.children_closed) == (0, 1)
    # After its days what was said of the child is gone, the line stays.
    morning.move_to(clock.at(DAY + dt.timedelta(days=rules.KEEP_DAYS + 1), dt.time(2)))
    enter(BUILDER)
    assert services.forget(BUILDER) == 1
    child.refresh_from_db()
    assert (child.content, child.id_index, ChildStep.objects.count(), child.state) == (
        None, None, 0, "closed",
    )  # fmt: skip


def test_put_off_until_a_day_is_looked_for_again(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    leader, officer = acting("liaison"), "officer"
    child = lost(leader)
    until = DAY + dt.timedelta(days=30)
    services.act_child(
        leader,
        step(child, "ask_close", how="deferred", proof="缓批1", note="重病", until=until),
    )
    services.act_child(acting(officer), step(child, "close"))
    morning.move_to(clock.at(until, dt.time(2)))
    enter(BUILDER)
    assert services.follow(BUILDER) == 1
    assert services.follow(BUILDER) == 0
    child.refresh_from_db()
    assert (child.state, child.until, child.closed_by_id) == ("open", None, None)


def test_a_number_that_appears_on_a_roll_is_proposed_to_be_closed(
    acting: Acting, universe: Universe
) -> None:
    liaison = acting("liaison")
    child = lost(liaison)
    enter(BUILDER)
    Child.objects.filter(pk=child.pk).update(
        id_index=ciphers.blind_index("990101201703010001", kind="id")
    )
    assert services.follow(BUILDER) == 1
    child.refresh_from_db()
    assert (child.state, child.how, child.person_id) == (
        "closing", "enrolled", universe.person(CLASS_11, 1),
    )  # fmt: skip
    assert services.act_child(acting("liaison"), step(child, "close", note="查过学籍")) == "closed"


@pytest.mark.parametrize("name", ["principal", "teacher", "other_principal", "guardian", "doctor"])
def test_nobody_below_the_township_reaches_a_row(
    name: str, acting: Acting, universe: Universe
) -> None:
    child = lost(acting("liaison"))
    actor = acting(name)
    assert (Child.objects.count(), OutsideList.objects.count(), ChildStep.objects.count()) == (
        0,
        0,
        0,
    )
    with pytest.raises(NotFound):
        queries.detail(actor, child.pk)
    with pytest.raises(NotFound):
        services.act_child(actor, step(child, "note", note="看看"))
    with pytest.raises((NotFound, Forbidden)):
        services.read_list(actor, new(), "a.csv", sheet("甲乙,,2018-01-01,,,,"))


def test_another_township_does_not_see_it(acting: Acting, universe: Universe) -> None:
    child = lost(acting("liaison"))
    other = acting("other_liaison")
    with pytest.raises(NotFound):
        queries.detail(other, child.pk)
    with pytest.raises(NotFound):
        services.take_over(other, child.list_id)
    with pytest.raises(NotFound):
        services.read_list(other, new(), "a.csv", sheet("甲乙,,2018-01-01,,,,"))


def test_wrong_rows_are_named_and_nothing_is_taken(acting: Acting, universe: Universe) -> None:
    liaison = acting("liaison")
    rows = [
        "甲乙,,,,,,", "丙丁,990101201803057779,,,,,", "戊己,,2018-01-01,河口镇,,,",
        "庚辛,,2018-02-02,,,,", "庚辛,,2018-02-02,,,,",
    ]  # fmt: skip
    found = services.read_list(liaison, new(), "a.csv", sheet(*rows))
    assert found.taken is not None
    assert [(one.row, one.column) for one in found.taken.faults] == [
        (2, "出生日期"), (3, "证件号码"), (4, "乡镇"), (6, "姓名"),
    ]  # fmt: skip
    assert (OutsideList.objects.count(), Child.objects.count()) == (0, 0)
    with pytest.raises(Invalid, match="谁给的"):
        services.read_list(liaison, new(source=" "), "a.csv", sheet(rows[3]))


def test_of_the_poverty_list_only_indexes_are_kept(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    found = services.read_list(
        officer, new(COUNTY, "poverty"), "a.csv", sheet(f"{LOST},{number()},,城关镇,,,")
    )
    assert (ListMark.objects.count(), Child.objects.count()) == (1, 0)
    assert [one.state for one in OutsideList.objects.all()] == ["taken"]
    assert found.taken is None


def test_a_dropped_list_leaves_nothing(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    liaison = acting("liaison")
    first = services.read_list(liaison, new(), "a.csv", sheet(f"{LOST},{number()},,,,,"))
    second = services.read_list(liaison, new(), "b.csv", sheet("李二,,2018-01-01,,,,"))
    assert first.list_id is not None
    assert second.list_id is not None
    services.drop(liaison, first.list_id)
    with pytest.raises(Conflict, match="重新上传"):
        services.take_over(liaison, first.list_id)
    morning.move_to(clock.at(DAY + dt.timedelta(days=8), dt.time(2)))
    enter(BUILDER)
    assert services.drop_forgotten(BUILDER) == 1
    assert Child.objects.count() == 0


def test_the_journal_has_no_word_of_it(acting: Acting, universe: Universe) -> None:
    liaison = acting("liaison")
    child = lost(liaison)
    services.act_child(liaison, step(child, "note", note="标记词在这里"))
    enter(BUILDER)
    record = "\n".join(fact.body for fact in journal.facts(BUILDER))
    assert [word for word in (LOST, "标记词在这里", number(), "东街村") if word in record] == []


def test_the_pages(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    leave()
    liaison = signed_in("liaison")
    form = {
        "submission_id": str(uuid7()), "unit": str(TOWN), "kind": "household", "source": "派出所",
        "paper": "8号", "as_of": DAY.isoformat(),
    }  # fmt: skip
    bare = liaison.post("/dropout/children/lists/", form)
    assert (bare.status_code, "请选一个" in bare.content.decode(), "派出所" in bare.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    file = SimpleUploadedFile("户籍.csv", sheet(f"{LOST},{number()},,,东街村,周大,"))
    sent = liaison.post("/dropout/children/lists/", {**form, "file": file})
    page = liaison.get(sent.headers["Location"]).content.decode()
    assert ("采用,列入台账" in page, LOST in page) == (True, True)
    liaison.post(sent.headers["Location"], {"act": "take"})
    home = liaison.get("/dropout/children/").content.decode()
    assert LOST in home
    assert "适龄儿童上门" in liaison.get("/duties/today/").content.decode()
    enter(BUILDER)
    child = Child.objects.get()
    leave()
    address = f"/dropout/children/{child.pk}/"
    wrong = {"submission_id": str(uuid7()), "kind": "visit", "outcome": "met", "note": "写过的话"}
    again = liaison.post(address, wrong)
    assert (again.status_code, "写过的话" in again.content.decode()) == (422, True)
    assert liaison.post(address, {**wrong, "second": "村主任"}).status_code == 302
    assert "村主任" in liaison.get(address).content.decode()
    assert liaison.get("/dropout/children/lists/?template=1").status_code == 200
    assert liaison.get("/dropout/children/sheet/").status_code == 200
    assert "不在任何学校的适龄儿童" in liaison.get("/dropout/review/").content.decode()
    for name in ("other_liaison", "principal", "guardian"):
        assert signed_in(name).get(address).status_code == 404
