"""Who can see a pupil, and why: by the actors that the gate would make and the checks it would ask."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import seeing
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Guardian, Person
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.registry.models import Transfer
from xiaoan.registry.queries import lives

# What of a pupil a permission opens. What is not named here shows nothing about a single pupil.
OPENS = {
    Permission.SEARCH_PEOPLE: _l("学生主页和班级名单"),
    Permission.SEE_CHECKS: _l("晨午检记录"),
    Permission.SEE_SIGNALS: _l("异常信号"),
    Permission.TAKE_ROLL_CALL: _l("点名"),
    Permission.TAKE_EVENING: _l("晚检点名"),
    Permission.ENTER_FOR_OTHERS: _l("代填点名"),
    Permission.KEEP_ROLL: _l("修改学籍"),
    Permission.IMPORT_ROSTER: _l("导入花名册"),
    Permission.EXPORT: _l("导出名单"),
    Permission.EXPORT_ROSTER: _l("导出花名册"),
    Permission.INVITE_GUARDIANS: _l("家长邀请码"),
    Permission.SEE_LESSONS: _l("网课和谁没听课"),
    Permission.KEEP_LESSONS: _l("网课免听和设备登记"),
    Permission.TEACH: _l("网课点名"),
    Permission.LEND_DEVICES: _l("借出的设备"),
    Permission.SEE_ACCESS: _l("本页"),
    Permission.SEE_CHILD: _l("自己孩子的情况"),
    Permission.SEE_ILLNESS: _l("病情记录"),
    Permission.TRACE: _l("因病缺勤追踪"),
    Permission.CARE: _l("发热处置"),
    Permission.CLEAR: _l("复课查验"),
    Permission.SEE_KEY_PERSONS: _l("重点人员"),
    Permission.KEEP_KEY_PERSONS: _l("登记重点人员"),
    Permission.RELEASE: _l("解除隔离和随访"),
    Permission.SEE_SURVEYS: _l("摸排"),
    Permission.ANSWER_SURVEY: _l("填摸排表"),
    Permission.ANSWER_FOR_OTHERS: _l("代填摸排表"),
    Permission.ANSWER_FOR_CHILD: _l("替自己孩子回答摸排"),
    Permission.SEE_VERIFICATION: _l("核实台账"),
    Permission.CHECK_ANSWERS: _l("核实申报"),
    Permission.MATCH_LISTS: _l("外部名单"),
    Permission.OBSERVE: _l("健康观察"),
    Permission.TAKE_ROUNDS: _l("查寝"),
    Permission.SEE_EVENTS: _l("疫情事件的病例一览"),
    Permission.INVESTIGATE: _l("病例的个案调查"),
    Permission.FOLLOW_CONTACTS: _l("接触者的医学观察"),
    Permission.SEE_REPORTS: _l("法定报告里的病例"),
    Permission.SEE_RECORD: _l("倒查里那一刻的班级名单"),
    Permission.SEE_CARE: _l("包联名单"),
    Permission.KEEP_CARE: _l("安排包联"),
    Permission.CARE_FOR_OWN: _l("自己包联的学生"),
    Permission.SEE_OUTREACH: _l("联系家庭的经过"),
    Permission.CALL_OUT: _l("联系家庭和家访"),
    Permission.SEE_DROPOUT: _l("控辍保学台账和需要留意的学生"),
    Permission.SUBMIT_STORIES: _l("写到这个学生的好人好事"),
    Permission.APPROVE_STORIES: _l("审核写到这个学生的好人好事"),
    Permission.ANSWER_ENQUIRIES: _l("家长提问,由本岗位答复的"),
    Permission.SEE_IN_CARE: _l("是不是在心理辅导(看不到内容)"),
    Permission.SEE_ARRIVALS: _l("到校时段和到校情况"),
    Permission.RECEIVE_ARRIVALS: _l("到校登记"),
    Permission.COUNSEL: _l("心理转介;自己辅导的个案"),
    Permission.CALL_FAMILIES: _l("没有确认通知的家庭"),
    Permission.SEE_DELIVERIES: _l("发给家长的消息送没送到"),
    Permission.SEE_HOMEWORK: _l("作业和批改"),
    Permission.SET_HOMEWORK: _l("布置和批改作业"),
    Permission.HAND_IN: _l("替自己孩子交作业"),
    Permission.SEE_CLEARANCES: _l("能否到校、为什么,查验过的证明"),
    Permission.CHECK_PAPERS: _l("查验证明,决定破例放行"),
}
# What is left of a class that the pupil is no longer in.
OPENS_PAST = {
    Permission.SEARCH_PEOPLE: _l("那时的班级名单"),
    Permission.SEE_CHECKS: _l("那时的晨午检记录"),
}


@dataclass(frozen=True)
class Row:
    """One person through one position. `opens` and `in_full` are what their whole account may."""

    user_id: UUID
    name: str
    role: str
    place: str
    since: dt.date | None
    until: dt.date | None
    deputy: bool
    permissions: tuple[Permission, ...]
    opens: bool
    in_full: bool


@dataclass(frozen=True)
class Moving:
    """A transfer under way: what the other school sees of it, and until when (`agreed`: from which day the
    pupil is theirs)."""

    school: str
    agreed: bool
    asked: dt.date
    day: dt.date


@dataclass(frozen=True)
class Access:
    """The answer: who sees the pupil now, and who still sees only a past class of theirs; the school that
    a transfer waits for; which of today's guardians have an account that opens."""

    life: lives.Life
    unit_no: int
    rows: list[Row]
    past: list[Row]
    moving: Moving | None
    with_account: frozenset[UUID]


def asked_about(actor: Actor, person_id: UUID) -> lives.Life:
    """The pupil, for whoever may ask who sees them."""
    rows = Person.objects.filter(inside(actor.intervals), pk=person_id, kind="student")
    unit_no = rows.values_list("unit_no", flat=True).first()
    if unit_no is None:
        raise NotFound
    if not actor.may(Permission.SEE_ACCESS, unit_no):
        raise Forbidden
    return lives.life(actor, person_id)


def unit_of(person_id: UUID) -> int:
    """The class that a pupil of the running scope stands under; also of one who has left."""
    return Person.objects.values_list("unit_no", flat=True).get(pk=person_id)


def who_sees(life: lives.Life) -> Access:
    """Computed in a scope that holds everybody: names and positions, nothing else of them."""
    person = Person.objects.get(pk=life.id)
    classes = set(
        Enrolment.objects.filter(school_id=person.school_id, person_id=person.pk).values_list(
            "unit_no", flat=True
        )
    )
    found = seeing.seers({person.unit_no, *classes})
    places = directory.places({r.unit_no for seer in found for r in seer.reasons})
    now, past = [], []
    for seer in found:
        opens = lives.may_open(seer.actor, person.unit_no)
        rows = list(_rows(seer, places, {person.unit_no}, opens=opens))
        now += rows
        past += [] if rows else list(_rows(seer, places, classes, opens=False))
    kin = seeing.answering_for(person.pk)
    now += [_guardian(one, life.in_full) for one, _bound in kin]
    bound = {guardian_id for _one, guardian_id in kin if guardian_id}
    return Access(
        life, person.unit_no, now, past, _moving(person), _with_account(life, person, bound)
    )


def _moving(person: Person) -> Moving | None:
    """What waits for an answer, or was agreed for a day to come."""
    today = clock.today()
    row = (
        Transfer.objects.filter(school_id=person.school_id, person_id=person.pk)
        .filter(Q(state="asked", lapses_on__gt=today) | Q(state="accepted", since__gt=today))
        .order_by("-asked_at")
        .first()
    )
    if row is None:
        return None
    agreed = row.state == "accepted"
    asked = row.asked_at.astimezone(clock.ZONE).date()
    name = directory.place(row.to_school_id).name
    return Moving(name, agreed, asked, row.since if agreed else row.lapses_on)


def _with_account(life: lives.Life, person: Person, bound: set[UUID]) -> frozenset[UUID]:
    """A change on the roster gives a guardian a row of a new id; the name stays."""
    rows = Guardian.objects.filter(school_id=person.school_id, person_id=person.pk)
    names = dict(rows.values_list("id", "name"))
    held = {names[one] for one in bound if one in names}
    return frozenset(one.id for one in life.guardians if names.get(one.id) in held)


def _rows(
    seer: seeing.Seer, places: dict[int, directory.Place], unit_nos: set[int], *, opens: bool
) -> Iterator[Row]:
    """One row for each position that opens something of one of the units."""
    in_full = accounts.sees_family_phones(seer.actor)
    for one in seer.reasons:
        if not any(one.scope.covers(no) for no in unit_nos):
            continue
        permissions = tuple(p for p in OPENS if p in one.scope.permissions)
        if permissions:
            place = places[one.unit_no].name if one.unit_no in places else ""
            yield Row(
                seer.actor.user_id or UUID(int=0), seer.actor.name, one.role, place, one.since,
                one.until, one.deputy, permissions, opens, in_full and opens,
            )  # fmt: skip


def _guardian(actor: Actor, in_full: bool) -> Row:
    name = actor.name if in_full else f"{actor.name[:1]}**"
    return Row(
        accounts.user_id(actor), name, "guardian", "", None, None, False,
        (Permission.SEE_CHILD,), False, False,
    )  # fmt: skip
