"""The pages of command: who is in command read up and down, the week planned, the code on the wall."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.builders import COUNTY, DAY, JUNIOR, PRIMARY, TOWN, Universe
from tests.command import states
from tests.command.states import begun, of, planned, room, seat
from xiaoan.command import services
from xiaoan.command.models import Seat, ShiftKind
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
At = Callable[[str], None]
UNIT = f"/command/unit/{PRIMARY}/"


@pytest.fixture
def shift(acting: Acting, universe: Universe) -> str:
    """The doctor leads, the class teacher watches today; gives the address of the code on the wall."""
    principal = acting("principal")
    day = begun(principal)["白班"]
    planned(principal, seat(universe, day, "doctor", "lead"), seat(universe, day, "teacher"))
    room_id, code = room(principal)
    return f"/command/here/{room_id}/{code}/"


def test_who_is_in_command(signed_in: SignedIn, universe: Universe, shift: str, at: At) -> None:
    at("08:05")
    page = signed_in("teacher").get("/command/", follow=True)
    assert page.redirect_chain[0][0] == UNIT
    row = page.context["row"]
    assert (row["command"]["name"], row["command"]["basis"]) == ("校医己", "当班的带班领导")
    assert [one["name"] for one in page.context["above"]] == ["城关镇", "青禾县"]
    assert page.context["below_total"] == 0
    officer = signed_in("officer").get(f"/command/unit/{COUNTY}/")
    assert [one["name"] for one in officer.context["below"]] == ["城关镇", "河口镇"]
    town = signed_in("officer").get(f"/command/unit/{TOWN}/")
    assert [(one["name"], one["command"]["name"]) for one in town.context["below"]] == [
        ("实验小学", "校医己"), ("城关幼儿园", "联络丙"),
    ]  # fmt: skip


def test_phones_by_role(signed_in: SignedIn, universe: Universe, shift: str, at: At) -> None:
    at("08:05")
    liaison = signed_in("liaison")
    number = "199" + f"{list(universe.users).index('doctor'):08d}"
    page = liaison.get(UNIT)
    assert number not in page.content.decode()
    assert f"199****{number[-4:]}" in page.content.decode()
    shown = liaison.post(UNIT, {"user_id": str(universe.users["doctor"].pk)})
    assert number in shown.content.decode()
    assert states.facts()[-1] == "phone_shown"
    logistics = signed_in("logistics")
    assert "199****" not in logistics.get(UNIT).content.decode()
    sent = {"user_id": str(universe.users["doctor"].pk)}
    assert logistics.post(UNIT, sent).status_code == 403
    assert liaison.post(UNIT, {"user_id": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("at_", "status"), [("2026-11-23T07:00", 200), ("x", 422), ("2026-11-24T07:00", 422)]
)
def test_at_a_past_moment(at_: str, status: int, signed_in: SignedIn) -> None:
    page = signed_in("principal").get(f"{UNIT}?at={at_}")
    assert (page.status_code, page.context["is_past"]) == (status, status == 200)


def test_a_group_is_named_on_its_page(signed_in: SignedIn, universe: Universe) -> None:
    principal = signed_in("principal")
    here = f"{UNIT}group/"
    sent = {
        "id": str(uuid7()), "rank": "first", "user_id": str(universe.users["principal"].pk),
        "fields": ["supplies", "teaching"], "since": DAY.isoformat(),
    }  # fmt: skip
    page = principal.post(f"{here}?act=name", sent, follow=True)
    assert "分管物资保障、教学安排" in page.content.decode()
    paper = {"id": str(uuid7()), "document_no": "", "set_up_on": "2026-02-30"}
    page = principal.post(f"{here}?act=found", paper)
    assert (page.status_code, page.context["errors"]) == (422, ["日期请写成 2026-11-24 这样。"])
    paper |= {"document_no": "实小〔2026〕3号", "set_up_on": "2026-02-03"}
    assert (
        "2月3日(周二) 成立"
        in principal.post(f"{here}?act=found", paper, follow=True).content.decode()
    )
    assert principal.post(f"{here}?act=x", paper).status_code == 404
    # Whoever may only read sees no form, and is refused one they make up.
    doctor = signed_in("doctor")
    assert "?act=name" not in doctor.get(here).content.decode()
    assert doctor.post(f"{here}?act=name", sent).status_code == 403
    for bad in (
        {"id": "x"},
        {"user_id": "x"},
        {"user_id": str(uuid7())},
        {"since": ""},
        {"rank": "\0"},
    ):
        page = principal.post(f"{here}?act=name", sent | {"id": str(uuid7())} | bad)
        assert page.status_code == 422, bad


def test_a_week_is_planned_on_its_page(signed_in: SignedIn, universe: Universe) -> None:
    principal = signed_in("principal")
    done = principal.post(f"{UNIT}shifts/?act=adopt", {"id": str(uuid7())}, follow=True)
    assert sorted(one["name"] for one in done.context["kinds"]) == ["夜班", "白班", "节假日班"]
    here = f"{UNIT}roster/"
    page = principal.get(here)
    assert (page.context["shifts"], page.context["missing"]) == (7, 14)
    fields = [
        field
        for one in page.context["days"]
        for shift in one["shifts"]
        for field in shift["fields"]
    ]
    assert len(fields) == 14
    sent = {"id": str(uuid7())}
    for field, login in zip(fields[:2], ("doctor", "teacher"), strict=True):
        sent |= {field["name"]: str(universe.users[login].pk), f"was-{field['name']}": ""}
    page = principal.post(f"{here}?act=plan&week={DAY}", sent, follow=True)
    assert "已保存:新排 2 人次,撤下 0 人次。" in page.content.decode()
    assert page.context["missing"] == 12
    stale = sent | {"id": str(uuid7()), fields[0]["name"]: str(universe.users["logistics"].pk)}
    stale |= {f"was-{fields[0]['name']}": str(universe.users["canteen"].pk)}
    page = principal.post(f"{here}?act=plan&week={DAY}", stale)
    assert page.status_code == 409
    # What was typed stays on the page.
    kept = page.context["days"][0]["shifts"][0]["fields"][0]
    assert kept["value"] == str(universe.users["logistics"].pk)
    page = principal.post(f"{here}?act=copy&week=2026-11-30", {"id": str(uuid7())}, follow=True)
    assert "新排 2 人次" in page.content.decode()
    month = principal.get(f"{here}?weeks=4").context
    assert (len(month["days"]), month["shifts"], month["last"].isoformat()) == (
        28,
        28,
        "2026-12-20",
    )
    for bad in (
        {"s-abc": "y"},
        {"s-": "y"},
        {"s-a-b": "y"},
        {"s-x-watch-0": "y"},
        {f"{fields[0]['name']}": "y"},
        {"id": "x"},
    ):
        assert principal.post(f"{here}?act=plan", sent | bad).status_code == 422, bad
    assert signed_in("teacher").get(here).status_code == 200
    assert signed_in("teacher").post(f"{here}?act=plan", sent).status_code == 403
    assert signed_in("other_principal").get(here).status_code == 404


def test_shifts_and_codes(signed_in: SignedIn) -> None:
    principal, here = signed_in("principal"), f"{UNIT}shifts/"
    sent = {
        "id": str(uuid7()), "name": "护校", "starts": "06:00", "ends": "08:00", "days": "school",
        "due": "always", "watch": "2",
    }  # fmt: skip
    for bad in ({"starts": "25:00"}, {"watch": "x"}, {"watch": "0"}, {"days": "x"}, {"name": ""}):
        assert principal.post(f"{here}?act=add", sent | bad).status_code == 422, bad
    page = principal.post(f"{here}?act=add", sent, follow=True)
    (kind,) = page.context["kinds"]
    end = {"id": str(uuid7()), "kind_id": str(kind["id"])}
    assert "已撤下 0 人次" in principal.post(f"{here}?act=end", end, follow=True).content.decode()
    page = principal.post(f"{here}?act=room", {"id": str(uuid7()), "room": "门卫室"}, follow=True)
    (one,) = page.context["rooms"]
    wall = principal.get(one["url"])
    assert "data:image/svg" in wall.content.decode()
    # Whoever had the code shown can be told by it later.
    assert states.facts()[-1] == "code_shown"
    link = re.search(r"/command/here/[^<\s]+", wall.content.decode())
    assert link is not None
    renew = {"id": str(uuid7()), "room_id": str(one["id"])}
    assert "第 2 版码" in principal.post(f"{here}?act=renew", renew, follow=True).content.decode()
    assert signed_in("teacher").get(link.group()).status_code == 404
    assert signed_in("teacher").get(here).status_code == 404


def test_checked_in_by_the_code(signed_in: SignedIn, universe: Universe, shift: str) -> None:
    teacher = signed_in("teacher")
    assert "到岗签到" in teacher.get("/duties/today/").content.decode()
    page = teacher.get(shift)
    (row,) = page.context["rows"]
    sent = {"submission_id": str(row["submission_id"]), "seat_id": str(row["id"])}
    assert teacher.post(shift, {**sent, "seat_id": "x"}).status_code == 422
    done = teacher.post(shift, sent, follow=True)
    assert "已签到:提前到岗。" in done.content.decode()
    assert teacher.post(shift, sent).status_code == 302
    assert teacher.get(shift).context["rows"][0]["may_come"] is False
    # Somebody who has no shift here is told so.
    assert "您现在在这里没有班。" in signed_in("canteen").get(shift).content.decode()


def test_swap_note_and_call_on_the_phone(
    signed_in: SignedIn, universe: Universe, shift: str, at: At
) -> None:
    teacher, mine = signed_in("teacher"), "/command/mine/"
    swap = {
        "id": str(uuid7()), "seat_id": str(of(universe, "teacher")), "note": "发烧",
        "to": str(universe.users["canteen"].pk),
    }  # fmt: skip
    assert teacher.post(f"{mine}?act=swap", swap | {"to": ""}).status_code == 422
    assert "班还是您的" in teacher.post(f"{mine}?act=swap", swap, follow=True).content.decode()
    canteen = signed_in("canteen")
    (asked,) = canteen.get(mine).context["asked"]
    assert (asked["from"], asked["note"], asked["may_answer"]) == ("班主任壬", "发烧", True)
    answer = {"id": str(asked["id"]), "what": "agreed"}
    assert "值班表已换" in canteen.post(f"{mine}?act=answer", answer, follow=True).content.decode()
    at("12:00")
    (row,) = canteen.get(mine).context["rows"]
    note = {
        "id": str(row["note_id"]), "kind_id": str(row["kind_id"]), "day": DAY.isoformat(),
        "happened": "无", "open": "",
    }  # fmt: skip
    page = canteen.post(f"{mine}?act=note", note)
    assert (page.status_code, page.context["errors"]) == (422, ["请填写。"])
    assert "无</textarea>" in page.content.decode()
    note["open"] = "南门灯未修"
    assert canteen.post(f"{mine}?act=note", note).status_code == 302
    notes = signed_in("principal").get(f"{UNIT}notes/")
    assert (notes.context["unread"], notes.context["rows"][0]["kind"]) == (1, "白班")
    liaison, here = signed_in("liaison"), f"/command/unit/{TOWN}/calls/"
    page = liaison.post(f"{here}?act=draw", {"id": str(uuid7()), "count": "2"}, follow=True)
    assert len(page.context["open"]) == 2
    one = next(each for each in page.context["open"] if each["name"] == "食堂午")
    call = {
        "id": str(one["call_id"]), "seat_id": str(one["id"]), "result": "not_reached", "note": "",
        "draw_id": str(page.context["drawn"].id),
    }  # fmt: skip
    page = liaison.post(f"{here}?act=record", call, follow=True)
    assert ([each["name"] for each in page.context["rows"]], len(page.context["open"])) == (
        ["食堂午"], 1,
    )  # fmt: skip
    (told,) = canteen.get(mine).context["calls"]
    page = canteen.post(told["url"], {"answer": "在后厨,没听见"}, follow=True)
    assert "在后厨,没听见" in page.content.decode()
    assert signed_in("teacher").get(told["url"]).status_code == 404
    assert signed_in("other_principal").get(told["url"]).status_code == 404
    assert signed_in("doctor").get(f"{UNIT}calls/").status_code == 404


def test_a_month_to_print_and_to_take(signed_in: SignedIn, shift: str) -> None:
    principal, here = signed_in("principal"), f"{UNIT}month/?month=2026-11"
    page = principal.get(here)
    assert len(page.context["rows"]) == 8
    book = load_workbook(io.BytesIO(principal.get(f"{here}&sheet=1").content))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["11月23日(周一)", "白班", "08:00–18:00", "校医己", "班主任壬"] in [
        row[:5] for row in cells
    ]
    assert states.facts()[-1] == "roster_taken"
    assert signed_in("logistics").get(f"{here}&sheet=1").status_code == 403
    for text in ("x", "2026-13", "9999-12", ""):
        assert principal.get(f"{UNIT}month/?month={text}").status_code == 200


def test_nothing_yet(signed_in: SignedIn) -> None:
    page = signed_in("other_principal").get(f"/command/unit/{JUNIOR}/roster/")
    assert "本单位还没有设班次。" in page.content.decode()
    page = signed_in("officer").get(f"/command/unit/{COUNTY}/coverage/")
    assert (page.context["total"].held, page.context["total"].units) == (5, 6)
    with everywhere("tests"):
        assert (ShiftKind.objects.count(), Seat.objects.count()) == (0, 0)


def test_nobody_is_replaced_in_one_click(signed_in: SignedIn, universe: Universe) -> None:
    principal, here = signed_in("principal"), f"{UNIT}group/"
    sent = {
        "id": str(uuid7()), "rank": "first", "user_id": str(universe.users["doctor"].pk),
        "since": DAY.isoformat(),
    }  # fmt: skip
    page = principal.post(f"{here}?act=name", sent)
    assert (page.status_code, page.context["asks"]["name"]) == (409, "校长戊")
    assert states.facts() == []
    sure = sent | {"sure": str(page.context["asks"]["user_id"])}
    page = principal.post(f"{here}?act=name", sure, follow=True)
    assert "已任命。原来的人从今天起不再担任,记录保留。" in page.content.decode()
    # Beside others nobody ends, and nothing of the kind is said.
    sent |= {"id": str(uuid7()), "rank": "deputy", "since": "2027-01-01"}
    page = principal.post(f"{here}?act=name", sent, follow=True)
    assert "已任命。原来的人" not in page.content.decode()
    assert [one["name"] for one in page.context["coming"]] == ["校医己"]
    assert "将任" in page.content.decode()
    # To end a place takes two steps.
    assert page.content.decode().count("确认免去") == 2


def test_a_swap_waits_for_the_other(signed_in: SignedIn, universe: Universe, shift: str) -> None:
    teacher, mine = signed_in("teacher"), "/command/mine/"
    seat_id = str(of(universe, "teacher"))
    swap = {"id": str(uuid7()), "seat_id": seat_id, "note": "发烧", "to": ""}
    page = teacher.post(f"{mine}?act=swap", swap)
    # Refused: the fold stays open, with what is wrong in it.
    (row,) = page.context["rows"]
    assert (page.status_code, row["failed"]) == (422, "swap")
    assert page.content.decode().count('role="alert"') == 1
    assert '<details class="act-more" open>' in page.content.decode()
    swap["to"] = str(universe.users["canteen"].pk)
    assert teacher.post(f"{mine}?act=swap", swap).status_code == 302
    canteen = signed_in("canteen")
    today = canteen.get("/duties/today/").content.decode()
    assert ("请我换班" in today, mine in today) == (True, True)
    assert "请您答复" in canteen.get(mine).content.decode()
    assert "等对方答复" in teacher.get(mine).content.decode()
    assert "请我换班" not in teacher.get("/duties/today/").content.decode()


def test_a_past_moment_stays_past(signed_in: SignedIn) -> None:
    page = signed_in("officer").get(f"/command/unit/{TOWN}/?at=2026-11-23T07:00")
    text = page.content.decode()
    assert (">当时负责</th>" in text, ">现在负责</th>" in text) == (True, False)
    links = [page.context[name][0]["url"] for name in ("above", "below", "crumbs")]
    assert all(url.endswith("?at=2026-11-23T07:00") for url in links), links


def test_a_week_without_shifts(signed_in: SignedIn, acting: Acting) -> None:
    begun(acting("principal"))
    principal, here = signed_in("principal"), f"{UNIT}roster/"
    text = principal.get(f"{here}?week=2026-11-16").content.decode()
    assert ("照搬上一周" in text, "从表格导入" in text) == (False, False)
    assert "照搬上一周" in principal.get(here).content.decode()
    other = acting("other_principal")
    night = services.NewKind(
        uuid7(), JUNIOR, "夜班", dt.time(18), dt.time(8), "every", "level", lead=False, watch=1
    )
    services.add_kind(other, night)
    # The word of a list that says what comes next is not the week that comes next.
    for path in ("roster/", "month/"):
        text = signed_in("other_principal").get(f"/command/unit/{JUNIOR}/{path}").content.decode()
        blank = text[text.index('<div class="blank"') :]
        assert blank[: blank.index("</div>")].count("<p>") == 1, path
