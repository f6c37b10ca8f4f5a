"""Pages of counselling without a script: faults at the field, nothing lost; the cost of lists; and where what
was said stands nowhere."""

import datetime as dt
import io
import json
import sys
from collections.abc import Callable

import psycopg
import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import environment
from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, Universe
from tests.counselling.care import (
    MARKER,
    a_case,
    a_note,
    a_referral,
    as_actor,
    browser_of,
    counsellor,
)
from tests.outbreaks.looks import Acting
from xiaoan.counselling import services
from xiaoan.counselling.models import Case, Emergency, Note, Referral
from xiaoan.counselling.rules import instruments
from xiaoan.counselling.services import NewScreening
from xiaoan.duties.queries import kinds
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.web import logs

SignedIn = Callable[[str], Client]
NEXT = {"next_at": (DAY + dt.timedelta(days=2)).isoformat(), "next_time": "09:00", "how": "school"}


def ids(**other: object) -> dict[str, object]:
    return {"submission_id": str(uuid7()), **other}


def test_from_the_referral_to_the_closing(signed_in: SignedIn, universe: Universe) -> None:
    user = counsellor()
    leave()
    teacher = signed_in("teacher")
    assert "转介给心理教师" in teacher.get("/duties/today/").content.decode()
    child = str(universe.person(CLASS_11, 3))
    form = ids(person="", text=MARKER, urgency="normal")
    wrong = teacher.post("/counselling/refer/", form)
    text = wrong.content.decode()
    assert (wrong.status_code, "请选是哪个学生" in text, MARKER in text) == (422, True, True)
    sent = teacher.post("/counselling/refer/", form | {"person": child, "ticks": ["crying"]})
    assert (sent.status_code, sent["Location"]) == (302, "/counselling/")
    page = teacher.get("/counselling/").content.decode()
    assert ("等心理教师看" in page, MARKER in page, "12356" in page) == (True, False, True)
    office = browser_of(user)
    due = office.get("/duties/today/").content.decode()
    assert ("看一份心理转介" in due, "测试生0003" in due) == (True, False)
    enter(BUILDER)
    at = f"/counselling/referrals/{Referral.objects.get().pk}/"
    leave()
    assert MARKER in office.get(at).content.decode()
    late = office.post(f"{at}take/", ids(risk="high", text="", next_at="2026-12-30", how="school"))
    assert (late.status_code, "最迟 2026-11-26" in late.content.decode()) == (422, True)
    made = office.post(f"{at}take/", ids(risk="high", text="", **NEXT))["Location"]
    note = office.post(
        f"{made}note/", ids(kind="talk", text=f"第一次谈 {MARKER}", risk="", next_at="")
    )
    assert note["Location"] == made
    office.post(f"{made}plan/", ids(signs="一个人关在房间里", next_at=""))
    text = office.get(made).content.decode()
    assert ("第一次谈" in text, "一个人关在房间里" in text) == (True, True)
    principal = signed_in("principal").get("/counselling/").content.decode()
    assert ("测试生0003" in principal, "心理甲" in principal, MARKER in principal) == (
        True,
        True,
        False,
    )
    assert "已在辅导" in signed_in("teacher").get("/counselling/").content.decode()
    empty = office.post(f"{made}close/", ids(outcome="better", text=""))
    assert (empty.status_code, "请写结案小结" in empty.content.decode()) == (422, True)
    assert office.post(f"{made}close/", ids(outcome="better", text="好转")).status_code == 302
    assert "重新打开" in office.get(made).content.decode()
    again = office.post(f"{made}reopen/", ids(text="又不好了", risk="", **NEXT))
    assert again.status_code == 302
    assert office.get(f"{made}nothing/").status_code == 404


def test_danger_leads_to_the_path_at_once(signed_in: SignedIn, universe: Universe) -> None:
    child = str(universe.person(CLASS_11, 3))
    teacher = signed_in("teacher")
    sent = teacher.post("/counselling/refer/", ids(person=child, ticks=["harm_said"], text=""))
    at = sent["Location"]
    page = teacher.get(at).content.decode()
    assert ("先做再记" in page, "12356" in page, "校长戊" in page) == (True, True, True)
    assert teacher.post(at, ids(step="stay", text="")).status_code == 302
    assert teacher.post(at, ids(step="nothing")).status_code == 422
    closing = signed_in("principal").post(f"{at}?act=close", ids(text=""))
    assert (closing.status_code, "请写明为什么可以结束" in closing.content.decode()) == (422, True)
    # Whoever may not see the path is told what to do.
    subject = signed_in("deputy")
    sent = subject.post(
        "/counselling/refer/", ids(person=child, ticks=["harm_said"], text=""), follow=True
    )
    assert "请陪着孩子,不要离开" in sent.content.decode()


def test_a_family_agrees_answers_and_takes_back(signed_in: SignedIn, universe: Universe) -> None:
    user = counsellor()
    new = NewScreening(uuid7(), PRIMARY, [CLASS_11], DAY + dt.timedelta(days=7))
    found = services.open_screening(as_actor(user), new)
    leave()
    phone = signed_in("guardian")
    at = f"/counselling/family/{found}/{universe.person(CLASS_11, 1)}/"
    assert at in phone.get("/counselling/family/").content.decode()
    page = phone.get(at).content.decode()
    assert ("未经验证,不是诊断" in page, "只有学校的心理教师" in page) == (True, True)
    answers = dict.fromkeys(instruments.INSTRUMENTS["guardian"].asked, "1") | {"k_harm": "0"}
    left = phone.post(at, ids(agreed="1", **answers | {"k_sleep": ""}))
    assert (left.status_code, "还有没答的题" in left.content.decode()) == (422, True)
    assert phone.post(at, ids(agreed="1", **answers)).status_code == 302
    own = phone.get("/counselling/family/").content.decode()
    assert ("已答" in own, "多留意" in own) == (True, False)
    office = browser_of(user)
    assert "多留意" in office.get(f"/counselling/screenings/{found}/").content.decode()
    assert phone.post(f"{at}?act=withdraw").status_code == 302
    assert "多留意" not in office.get(f"/counselling/screenings/{found}/").content.decode()
    harm = phone.post(at, ids(agreed="1", k_harm="3"))
    page = phone.get(harm["Location"]).content.decode()
    assert ("请现在陪着孩子" in page, "12356" in page) == (True, True)


@pytest.mark.parametrize("n", [1, 3])
def test_one_and_three_cost_the_same(
    acting: Acting, signed_in: SignedIn, universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries, n: int,
) -> None:  # fmt: skip
    user = counsellor()
    for seat in range(2, 2 + n):
        a_case(universe, user, seat)
        services.refer(
            acting("teacher"), a_referral(universe, person_id=universe.person(CLASS_11, seat + 4))
        )
    leave()
    for browser, address, cost in (
        (signed_in("teacher"), "/counselling/", 19), (browser_of(user), "/counselling/desk/", 17),
        (signed_in("officer"), f"/counselling/figures/?unit={COUNTY}", 14),
    ):  # fmt: skip
        browser.get(address)
        with django_assert_num_queries(cost):
            assert browser.get(address).status_code == 200


def test_what_was_said_stands_nowhere_else(
    acting: Acting, signed_in: SignedIn, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the journal, in no duty's words, no log line, no other page; a value in no cleartext column."""
    lines = io.StringIO()
    monkeypatch.setattr(sys, "stderr", lines)
    logs.set_up()
    user = counsellor()
    receipt = services.refer(acting("teacher"), a_referral(universe))
    case_id = services.take(as_actor(user), receipt.id, a_note(text=MARKER))
    services.add(as_actor(user), a_note(case_id, kind="plan", plan={"signs": MARKER}))
    leave()
    child = universe.person(CLASS_11, 3)
    pages = (
        f"/registry/people/{child}/", f"/overview/search/?q={MARKER}", "/duties/today/", "/counselling/",
        f"/counselling/cases/{case_id}/", f"/accountability/units/{PRIMARY}/", "/duties/blind-spots/",
        f"/registry/people/{child}/access/",
    )  # fmt: skip
    for name in (
        "principal",
        "doctor",
        "teacher",
        "officer",
        "leader",
        "liaison",
        "grade_head",
        "deputy",
    ):
        browser = signed_in(name)
        for address in pages:
            text = browser.get(address).content.decode()
            assert MARKER not in text.replace(f'value="{MARKER}"', ""), (name, address)
    enter(BUILDER)
    assert Entry.objects.filter(kind__startswith="counselling.").count() == 4
    facts = [fact.body for fact in Entry.objects.all()]
    assert [
        body for body in facts if MARKER in body or MARKER in json.dumps(json.loads(body))
    ] == []
    assert MARKER not in lines.getvalue()
    monkeypatch.undo()
    logs.set_up()
    words = [str(kind.words) for kind in kinds.kinds() if kind.code.startswith("counselling.")]
    assert words == ["看一份心理转介", "心理辅导随访", "危机干预"]


def test_the_files_of_the_database_hold_ciphertext_only(
    own_database: str, universe: Universe
) -> None:
    """What a superuser reads, and with it every backup: each row of each table as text, committed."""
    with transaction.atomic():
        user = counsellor()
        enter(universe.cast["teacher"])
        receipt = services.refer(universe.cast["teacher"], a_referral(universe))
        case_id = services.take(as_actor(user), receipt.id, a_note(text=MARKER))
        services.add(as_actor(user), a_note(case_id, kind="risk", risk="high", text=MARKER))
        assert (Case.objects.count(), Note.objects.count(), Emergency.objects.count()) == (1, 2, 0)
        leave()
    name = psycopg.conninfo.conninfo_to_dict(own_database)["dbname"]
    address = psycopg.conninfo.make_conninfo(environment.PLACE.superuser, dbname=name)
    with psycopg.connect(address) as superuser:
        tables = superuser.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        ).fetchall()
        clear, raw = MARKER, MARKER.encode().hex()
        found = [
            table
            for (table,) in tables
            if superuser.execute(
                f'select 1 from "{table}" t where t::text like any (%s)',  # its own
                [[f"%{clear}%", f"%{raw}%"]],
            ).fetchone()
        ]
        counted = superuser.execute("select count(*) from counselling_note").fetchone()
    assert (found, counted) == ([], (2,))
