"""返校: where each pupil stands on the way back, sums that add up, page and sheet, the paper handed in."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import CLASS_11, CLASS_71, COUNTY, DAY, MORNING, PRIMARY, TOWN, Universe
from tests.illness.ill import absent, open_day, report, step
from tests.keypersons.states import PAPER, SYSTEM, isolated, opened
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.models import Export
from xiaoan.keypersons.queries import returning as queries
from xiaoan.keypersons.rules.returning import PRESSING, Reason, Today, days_over, stand, together
from xiaoan.registry.models import Look

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
LIST = f"/keypersons/returns/{PRIMARY}/"
ONE = dt.timedelta(days=1)
NOW = Today(DAY, is_school_day=True, before=frozenset({DAY - 3 * ONE, DAY - 4 * ONE}))


@pytest.mark.parametrize(
    ("reason", "where"),
    [
        (Reason(DAY + ONE), "early"),
        (Reason(None), "early"),
        (Reason(DAY), "paper"),
        (Reason(DAY - ONE), "paper"),
        (Reason(DAY + ONE, is_handed=True), "check"),
        (Reason(DAY + ONE, is_let_in=True), "early"),
        (Reason(DAY, is_let_in=True), "today"),
        (Reason(None, is_let_in=True), "today"),
        # A weekend lies between: nobody could have come.
        (Reason(DAY - 2 * ONE, is_let_in=True), "today"),
        (Reason(DAY - 3 * ONE, is_let_in=True), "overdue"),
    ],
)
def test_where_one_reason_leaves_a_pupil(reason: Reason, where: str) -> None:
    assert stand(reason, NOW) == where


def test_a_day_without_school_is_nobodys_to_come() -> None:
    free = Today(DAY, is_school_day=False, before=NOW.before)
    assert stand(Reason(DAY, is_let_in=True), free) == "early"
    assert stand(Reason(DAY - 3 * ONE, is_let_in=True), free) == "overdue"


def test_of_two_reasons_the_one_that_keeps_decides() -> None:
    free, kept = Reason(DAY, is_let_in=True), Reason(DAY + ONE)
    assert together([free, kept], NOW) == "early"
    assert together([Reason(DAY), Reason(DAY, is_handed=True)], NOW) == "check"
    assert (days_over(DAY - ONE, DAY), days_over(DAY, DAY), days_over(None, DAY)) == (1, 0, 0)


def diagnosed(acting: Acting, universe: Universe, *given: tuple[int, str, dict[str, str]]) -> None:
    """Pupils of class 1 absent sick, and what the doctor heard of each."""
    report(*(absent(universe, seat) for seat, _disease, _facts in given))
    for seat, disease, facts in given:
        told: dict[str, Any] = {"diagnosis": disease, "certainty": "confirmed", **facts}
        step(acting("doctor"), of(universe, seat), "diagnose", **told)


def of(universe: Universe, seat: int) -> Illness:
    enter(SYSTEM)
    return Illness.objects.get(person_id=universe.person(CLASS_11, seat))


def let_in(acting: Acting, universe: Universe, seat: int, back_on: dt.date = DAY) -> None:
    doctor = acting("doctor")
    enter(doctor)
    paper = illness.Certificate(
        uuid7(), of(universe, seat).pk, "县医院", "王医生", DAY, back_on,
        {"symptom_free": DAY - 3 * ONE},
    )  # fmt: skip
    enter(doctor)
    assert illness.check_certificate(doctor, paper).is_cleared


ONSET = {"onset": (DAY - 20 * ONE).isoformat()}


def county(acting: Acting, universe: Universe) -> None:
    """One of each: paper, early, check, today, and two isolated (one of them let out)."""
    diagnosed(
        acting, universe, (1, "varicella", ONSET), (2, "norovirus", {}), (3, "varicella", ONSET),
        (4, "norovirus", {}),
    )  # fmt: skip
    step(acting("teacher"), of(universe, 3), "hand_in", issued_on=DAY.isoformat())
    let_in(acting, universe, 4)
    enter(SYSTEM)
    lines = [opened(SYSTEM, universe, seat) for seat in (5, 6)]
    far = opened(SYSTEM, universe, 1, unit=CLASS_71)
    for line in (*lines, far):
        isolated(SYSTEM, line)
    keypersons.end_isolation(SYSTEM, lines[1], PAPER, "疾控中心提前解除")


def stands(actor: Actor, unit_no: int) -> dict[UUID, tuple[str, dt.date | None, int]]:
    enter(actor)
    rows = queries.returning(actor, unit_no).rows
    return {one.person_id: (one.stand, one.day, one.over) for one in rows}


def test_each_stands_where_the_profile_the_paper_and_the_roll_call_have_them(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    county(acting, universe)
    who = [universe.person(CLASS_11, seat) for seat in range(1, 7)]
    assert stands(acting("principal"), PRIMARY) == {
        who[0]: ("paper", DAY - 6 * ONE, 6), who[1]: ("early", None, 0),
        who[2]: ("check", DAY - 6 * ONE, 6), who[3]: ("today", DAY, 0),
        who[4]: ("early", DAY + 14 * ONE, 0), who[5]: ("today", DAY, 0),
    }  # fmt: skip
    morning.move_to(MORNING + ONE)
    later = stands(acting("principal"), PRIMARY)
    assert [later[one][0] for one in who] == [
        "paper", "early", "check", "overdue", "early", "overdue",
    ]  # fmt: skip
    assert later[who[3]] == ("overdue", DAY, 1)
    open_day(DAY + ONE)
    report(*(absent(universe, seat) for seat in (1, 2, 3)), day=DAY + ONE)
    illness.settle(SYSTEM)
    assert set(stands(acting("principal"), PRIMARY)) == {*who[:3], who[4]}


@pytest.mark.parametrize("days", [0, 1, 5, 20])
def test_the_database_counts_by_the_rules(
    acting: Acting, universe: Universe, morning: time_machine.Traveller, days: int
) -> None:
    """What is counted there and what the rules say of each pupil are the same, page by page."""
    county(acting, universe)
    morning.move_to(MORNING + days * ONE)
    actor = acting("officer")
    enter(actor)
    kept = queries.kept_of(actor, (COUNTY, 2 * COUNTY))
    found = queries.returning(actor, COUNTY)
    assert {code: n for code, n in found.counts.items() if n} == Counter(one.stand for one in kept)
    assert sorted(found.rows, key=lambda one: one.person_id) == sorted(
        kept, key=lambda one: one.person_id
    )
    pages = [queries.returning(actor, COUNTY, "", at, 2).rows for at in range(0, len(kept), 2)]
    assert [one for page in pages for one in page] == found.rows
    pressing = [PRESSING.index(one.stand) for one in found.rows]
    assert pressing == sorted(pressing)
    for code in found.counts:
        rows = queries.returning(actor, COUNTY, code).rows
        assert rows == [one for one in found.rows if one.stand == code]


def test_the_sums_add_up_at_every_level(acting: Acting, universe: Universe) -> None:
    county(acting, universe)
    for login, unit_no, total in (
        ("officer", COUNTY, 7), ("liaison", TOWN, 6), ("principal", PRIMARY, 6),
        ("teacher", CLASS_11, 6),
    ):  # fmt: skip
        actor = acting(login)
        enter(actor)
        found = queries.returning(actor, unit_no)
        assert sum(found.counts.values()) == found.total == len(found.rows) == total
        below = [sum(counts.values()) for _place, counts in found.units]
        assert sum(below) == (0 if unit_no == CLASS_11 else total)
        shown = [queries.returning(actor, unit_no, code).total for code in found.counts]
        assert shown == list(found.counts.values())


def test_a_paper_that_is_handed_in_waits_for_the_doctor(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    diagnosed(acting, universe, (1, "varicella", ONSET))
    row = of(universe, 1)
    leave()
    teacher, doctor = signed_in("teacher"), signed_in("doctor")
    assert doctor.get("/waiting/").json() == {"count": 0}
    sent = {"hand_in-step_id": str(uuid7()), "hand_in-issued_on": DAY.isoformat()}
    for _ in range(2):
        assert teacher.post(f"/illness/{row.pk}/?act=hand_in", sent).status_code == 302
    assert of(universe, 1).certificate == "handed"
    leave()
    assert doctor.get("/waiting/").json() == {"count": 1}
    assert "复课证明待查验" in doctor.get("/duties/today/").content.decode()
    page = doctor.get(f"{LIST}?show=check").content.decode()
    assert ("测试生0001" in page, "校医查验复课证明" in page) == (True, True)
    child = doctor.get(f"/illness/{row.pk}/")
    assert [act["name"] for act in child.context["next"]] == ["certificate"]
    assert "复课证明已交,待查验" in child.content.decode()
    paper = {
        "certificate-step_id": str(uuid7()), "certificate-issuer": "县医院", "certificate-doctor": "王",
        "certificate-issued_on": DAY.isoformat(), "certificate-back_on": DAY.isoformat(),
    }  # fmt: skip
    doctor.post(f"/illness/{row.pk}/?act=certificate", paper)
    assert of(universe, 1).certificate == "refused"
    leave()
    assert doctor.get("/waiting/").json() == {"count": 0}
    assert "家长补证明" in doctor.get(LIST).content.decode()
    again = step(acting("doctor"), of(universe, 1), "diagnose", diagnosis="cold")
    assert (again.stage, of(universe, 1).certificate) == ("at_home", "")


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("name", "address"), [("principal", LIST), ("officer", f"/keypersons/returns/{COUNTY}/")]
)
def test_the_list_asks_as_often_for_three_as_for_one(
    acting: Acting, universe: Universe, signed_in: SignedIn, name: str, address: str
) -> None:
    diagnosed(acting, universe, (1, "norovirus", {}))
    let_in(acting, universe, 1)
    enter(SYSTEM)
    isolated(SYSTEM, opened(SYSTEM, universe, 4))
    leave()
    client = signed_in(name)
    assert asked(client, address) == 28
    report(*(absent(universe, seat) for seat in (1, 2, 3)), base=1)
    for seat in (2, 3):
        told: dict[str, Any] = {"diagnosis": "norovirus", "certainty": "confirmed"}
        step(acting("doctor"), of(universe, seat), "diagnose", **told)
    let_in(acting, universe, 2)
    enter(SYSTEM)
    for seat in (5, 6, 7):
        isolated(SYSTEM, opened(SYSTEM, universe, seat))
    leave()
    assert asked(client, address) == 28


def test_the_page_says_rule_source_paper_and_whose_turn_it_is(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    county(acting, universe)
    leave()
    page = signed_in("principal").get(LIST)
    rows = {row["name"]: row for row in page.context["rows"]}
    first, second = rows["测试生0001"], rows["测试生0002"]
    assert (first["rule"], first["missing"], first["next"], first["certificate"]) == (
        "疱疹全部结痂,并且发病满 14 天(通用)", "疱疹全部结痂", "家长交复课证明,班主任班主任壬收",
        "复课证明还没有交",
    )  # fmt: skip
    assert first["source"].startswith("江苏省学校传染病停课和复课标准(摘录)(出处待核)")
    assert (second["rule"], second["end"], second["missing"]) == (
        "症状全部消失满 3 天(通用)", "期限未定", "症状全部消失的日期",
    )  # fmt: skip
    fifth = rows["测试生0005"]
    assert (fifth["why"], fifth["certificate"], fifth["rule"]) == (
        "居家隔离", "等解除隔离证明", "隔离依据:密切接触者",
    )  # fmt: skip
    assert sorted(row["name"] for row in page.context["rows"][:2]) == ["测试生0004", "测试生0006"]
    only = signed_in("principal").get(f"{LIST}?show=paper")
    assert [row["name"] for row in only.context["rows"]] == ["测试生0001"]
    assert "没有符合条件" in signed_in("principal").get(f"{LIST}?show=overdue").content.decode()


def test_who_reads_the_list_leaves_a_look_and_the_sheet_its_reason(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    diagnosed(acting, universe, (1, "norovirus", {}))
    leave()
    signed_in("officer").get(f"/keypersons/returns/{COUNTY}/")
    client = signed_in("principal")
    address = f"{LIST}export/"
    assert client.post(address, {"reason": ""}).status_code == 422
    sheet = client.post(address, {"reason": "学校例会"})
    cells = list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)
    assert "测试生0001" in {cell for row in cells for cell in row}
    enter(SYSTEM)
    assert Export.objects.values_list("reason", "rows").get() == ("学校例会", 1)
    child = universe.person(CLASS_11, 1)
    pages = Look.objects.filter(person_id=child).order_by("at").values_list("page", flat=True)
    assert list(pages) == ["health_list", "form"]


def test_nobody_reads_it_who_does_not_see_illnesses(signed_in: SignedIn) -> None:
    for login in ("leader", "logistics", "deputy", "guardian"):
        assert signed_in(login).get("/keypersons/returns/").status_code == 404
    assert signed_in("other_principal").get(LIST).status_code == 404
