"""Lists, people with valid numbers and answers for the tests of verification."""

import csv
import datetime as dt
import io
from typing import Any
from uuid import UUID

from tests.builders import BUILDER, CLASS_11, PRIMARY
from tests.surveys.made import given, opened
from xiaoan.directory import services as directory
from xiaoan.directory.rules.identity import check_digit
from xiaoan.directory.services import guardians
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.surveys import services as surveys
from xiaoan.surveys.models import Round
from xiaoan.verification import services
from xiaoan.verification.models import Disagreement, OutsideList

HEADS = ("姓名", "证件号码", "手机", "出生日期", "到访地", "起", "止", "备注")
STAY = {"到访地": "某市某区", "起": "2026-11-10", "止": "2026-11-15"}
BASIS: dict[str, Any] = {
    "kind": "travel", "source": "县疾控中心 王某", "basis": "个人信息保护法第十三条第四项",
    "paper": "疾控函〔2026〕7号",
}  # fmt: skip


def id_number(serial: int, birth: str = "20170301") -> str:
    first = f"990101{birth}{serial:03d}"
    return first + check_digit(first)


def pupil(
    name: str, serial: int, *, unit_no: int = CLASS_11, birth: str = "20170301", phone: str = ""
) -> UUID:
    """A pupil with a valid number and, if asked, a guardian with a telephone."""
    enter(BUILDER)
    person, _enrolment = directory.enrol(
        BUILDER,
        directory.NewPupil(
            school_id=PRIMARY, unit_no=unit_no, number=f"V{serial}", name=name, sex="M",
            birth_date=dt.date.fromisoformat(birth), seat=100 + serial,
            id_number=id_number(serial, birth), since=dt.date(2026, 8, 25),
        ),
    )  # fmt: skip
    if phone:
        guardians.add_guardian(BUILDER, person.pk, guardians.NewGuardian("家长甲", "父亲", phone))
    return person.pk


def csv_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADS, restval="")
    writer.writeheader()
    writer.writerows({**STAY, **row} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def round_of(universe_actor: Actor) -> Round:
    """An open round of the county; the officer's scope is entered."""
    enter(universe_actor)
    return opened(universe_actor)


def said(actor: Actor, row: Round, person_id: UUID, *categories: str) -> UUID:
    """The class teacher answers for a pupil."""
    enter(actor)
    return surveys.answer(
        actor, given(row, person_id, reason="更正", categories=categories)
    ).answer_id


def matched(
    officer: Actor, row: Round, *rows: dict[str, str], category: str = "household"
) -> OutsideList:
    """A list handed in and matched, as the worker does."""
    enter(officer)
    new = services.NewList(round_id=row.pk, category=category, **BASIS)
    made = services.receive(officer, new, "名单.csv", csv_of(*rows))
    services.work(officer, made)
    enter(officer)
    return OutsideList.objects.get(pk=made)


def clearing(row: Disagreement, outcome: str, **told: str) -> services.Clearing:
    given = {"channel": "phone", "informant": "guardian", "reason": "问过家长,去过", **told}
    return services.Clearing(uuid7(), row.pk, outcome, **given)
