"""The policy table against a hand-written one; sessions, passwords, devices."""

import datetime as dt

import pytest

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.accounts.rules import (
    ROLES,
    Days,
    days_fault,
    device_words,
    is_whole,
    may_give,
    needs_second_factor,
    password_fault,
    runs,
    session_limit,
)
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Scope
from xiaoan.kernel.permission import Permission

# One row per permission, one column per role, written by hand from the requirements and never
# derived from the code: + may, . may not.
COLUMNS = (
    "leader officer liaison head principal doctor grade teacher subject logistics canteen keeper "
    "counsellor guardian"
)
TABLE = """
duties.mine                 +  +  +  +  +  +  +  +  +  +  +  +  +  .
duties.see                  +  +  +  +  +  +  +  .  .  .  .  .  .  .
duties.urge                 +  +  +  +  +  +  +  .  .  .  .  .  .  .
duties.set_escalation       .  +  .  .  .  .  .  .  .  .  .  .  .  .
duties.switch_level         +  .  .  .  .  .  .  .  .  .  .  .  .  .
duties.confirm_level        +  +  .  .  .  .  .  .  .  .  .  .  .  .
duties.decide               +  +  +  +  +  .  .  .  .  .  .  .  .  .
screening.see               +  +  +  +  +  +  +  +  +  .  .  +  .  .
screening.take_roll_call    .  .  .  .  .  .  .  +  +  .  .  .  .  .
screening.take_evening      .  .  .  .  .  .  .  .  .  .  .  +  .  .
screening.enter_for_others  .  .  .  .  +  +  .  .  .  .  .  .  .  .
screening.excuse            .  .  .  .  +  +  .  .  .  .  .  .  .  .
screening.resolve           .  .  .  .  +  +  .  .  .  .  .  .  .  .
screening.see_child         .  .  .  .  .  .  .  .  .  .  .  .  .  +
screening.observe           .  .  .  .  +  +  +  +  +  .  .  +  .  .
screening.take_rounds       .  .  .  .  +  +  .  .  .  .  .  +  .  .
screening.keep_devices      .  +  .  .  +  +  .  .  .  +  .  .  .  .
equipment.use               +  +  +  +  +  +  +  +  +  +  +  +  +  .
illness.see                 .  +  +  +  +  +  +  +  .  .  .  .  .  .
illness.trace               .  .  .  .  +  +  +  +  .  .  .  .  .  .
illness.care                .  .  .  .  +  +  .  .  .  .  .  .  .  .
illness.clear               .  .  .  .  +  +  .  .  .  .  .  .  .  .
keypersons.see              .  +  +  +  +  +  +  +  .  .  .  .  .  .
keypersons.keep             .  +  .  .  +  +  .  +  .  .  .  .  .  .
keypersons.release          .  +  .  .  +  +  .  .  .  .  .  .  .  .
surveys.see                 +  +  +  +  +  +  +  +  .  .  .  .  .  .
surveys.open                .  +  .  .  +  .  .  .  .  .  .  .  .  .
surveys.answer              .  .  .  .  .  .  .  +  .  .  .  .  .  .
surveys.answer_for_others   .  .  .  .  +  +  +  .  .  .  .  .  .  .
surveys.answer_for_child    .  .  .  .  .  .  .  .  .  .  .  .  .  +
verification.see            .  +  +  +  +  +  +  +  .  .  .  .  .  .
verification.check          .  +  +  .  +  +  .  +  .  .  .  .  .  .
verification.match          .  +  .  .  .  .  .  .  .  .  .  .  .  .
directory.set_calendar      .  +  .  .  +  .  .  .  .  .  .  .  .  .
directory.import_roster     .  +  .  .  +  .  .  .  .  .  .  .  .  .
directory.export_roster     .  +  .  .  +  .  .  .  .  .  .  .  .  .
directory.approve_export    +  +  .  .  +  .  .  .  .  .  .  .  .  .
directory.keep_roll         .  .  .  .  +  .  .  .  .  .  .  .  .  .
directory.keep_units        .  +  .  .  +  .  .  .  .  .  .  .  .  .
directory.keep_schools      .  +  .  .  .  .  .  .  .  .  .  .  .  .
outbreaks.see               +  +  +  +  +  +  +  .  .  .  .  .  .  .
outbreaks.acknowledge       .  +  .  .  +  +  .  .  .  .  .  .  .  .
investigations.see          +  +  +  +  +  +  +  .  .  .  .  .  .  .
investigations.investigate  .  +  .  .  +  +  .  .  .  .  .  .  .  .
investigations.assign       .  +  .  .  +  +  .  .  .  .  .  .  .  .
investigations.decide       .  +  .  .  +  +  .  .  .  .  .  .  .  .
investigations.follow       .  .  .  .  +  +  +  +  .  .  .  +  .  .
measures.see                +  +  +  +  +  +  +  .  .  .  .  .  .  .
measures.order              .  +  .  .  +  +  .  .  .  .  .  .  .  .
measures.carry_out          .  .  .  .  +  +  .  +  .  +  +  +  .  .
measures.decide_suspension  .  +  .  .  .  .  .  .  .  .  .  .  .  .
statutory.see               +  +  +  +  +  +  .  .  .  .  .  .  .  .
statutory.send              .  +  .  .  +  +  .  .  .  .  .  .  .  .
statutory.receive           .  +  .  .  .  .  .  .  .  .  .  .  .  .
statutory.enter_warnings    .  +  .  .  .  .  .  .  .  .  .  .  .  .
statutory.answer_warnings   .  +  .  .  +  +  .  .  .  .  .  .  .  .
directives.see              +  +  +  +  +  +  .  .  .  .  .  .  .  .
directives.issue            .  +  +  .  .  .  .  .  .  .  .  .  .  .
directives.answer           .  .  +  +  +  +  .  .  .  .  .  .  .  .
careteams.see               +  +  +  +  +  +  +  +  .  .  .  .  .  .
careteams.keep              .  +  .  .  +  .  .  .  .  .  .  .  .  .
careteams.mine              +  +  +  +  +  +  +  +  +  .  .  +  .  .
careteams.set_scheme        .  +  .  .  .  .  .  .  .  .  .  .  .  .
command.see                 +  +  +  +  +  +  +  +  +  +  +  +  +  .
command.keep                .  +  +  .  +  .  .  .  .  .  .  .  .  .
command.call                +  +  +  +  +  .  .  .  .  .  .  .  .  .
command.stand               +  +  +  +  +  +  +  +  +  +  +  +  +  .
accountability.see          +  +  +  +  +  .  .  .  .  .  .  .  .  .
accountability.keep_files   +  +  .  .  .  .  .  .  .  .  .  .  .  .
accountability.reply        .  .  .  .  +  .  .  .  .  .  .  .  .  .
supplies.see                +  +  +  +  +  +  .  .  .  +  .  .  .  .
supplies.keep               .  +  +  .  +  +  .  .  .  +  .  .  .  .
supplies.set_standard       +  +  .  .  .  .  .  .  .  .  .  .  .  .
procurement.approve         +  .  +  +  +  .  .  .  .  .  .  .  .  .
procurement.buy             .  +  +  .  .  .  .  .  .  .  .  .  .  .
supplies.decide_allocation  +  +  +  +  .  .  .  .  .  .  .  .  .  .
training.see                +  +  +  +  +  +  +  .  .  .  .  .  .  .
training.learn              +  +  +  +  +  +  +  +  +  +  +  +  +  .
training.keep               .  +  .  .  .  .  .  .  .  .  .  .  .  .
training.certify            .  +  .  .  +  +  .  .  .  .  .  .  .  .
hygiene.see                 +  +  +  +  +  +  +  +  .  +  +  +  .  .
hygiene.disinfect           .  .  .  .  +  +  .  +  .  +  +  +  .  .
hygiene.plan                .  .  .  .  +  +  .  .  .  +  .  .  .  .
hygiene.approve             .  .  .  .  +  .  .  .  .  .  .  .  .  .
hygiene.check               .  +  +  .  +  +  .  .  .  .  .  .  .  .
inspections.see             +  +  +  +  +  +  +  .  .  +  .  .  .  .
inspections.inspect         +  +  +  .  +  +  .  .  .  +  .  .  .  .
inspections.rectify         .  .  .  .  +  +  .  +  .  +  +  +  .  .
inspections.set_checklists  .  +  .  .  .  .  .  .  .  .  .  .  .  .
reopening.see               +  +  +  +  +  +  +  .  .  .  .  .  .  .
reopening.propose           .  +  .  .  .  .  .  .  .  .  .  .  .  .
reopening.decide            +  .  .  .  .  .  .  .  .  .  .  .  .  .
publicity.write             .  +  .  .  .  .  .  .  .  .  .  .  .  .
publicity.approve           +  +  .  .  .  .  .  .  .  .  .  .  .  .
enquiries.ask               .  .  .  .  .  .  .  .  .  .  .  .  .  +
enquiries.answer            .  +  .  .  +  +  .  +  .  .  .  .  .  .
enquiries.see               +  +  +  +  +  .  .  .  .  .  .  .  .  .
rumours.report              +  +  +  +  +  +  +  +  +  +  +  +  +  +
rumours.check               .  +  .  .  .  .  .  .  .  .  .  .  .  .
rumours.approve             +  +  .  .  .  .  .  .  .  .  .  .  .  .
delivery.keep               .  +  .  .  .  .  .  .  .  .  .  .  .  .
delivery.keep_groups        .  +  .  .  +  +  .  +  .  .  .  .  .  .
delivery.see                +  +  +  +  +  +  +  +  .  .  .  .  .  .
notices.read                +  +  +  +  +  +  +  +  +  +  +  +  +  +
notices.write               +  +  +  .  +  +  +  +  .  .  .  .  .  .
notices.approve             +  +  +  .  +  +  .  .  .  .  .  .  .  .
notices.urgent              +  +  +  .  +  .  .  .  .  .  .  .  .  .
notices.call                .  .  .  .  +  +  +  +  .  .  .  .  .  .
notices.keep_templates      .  +  .  .  .  .  .  .  .  .  .  .  .  .
materials.read              +  +  +  +  +  +  +  +  +  +  +  +  +  +
materials.see               +  +  +  +  +  +  +  +  .  .  .  .  .  .
materials.assign            .  +  +  .  +  +  +  +  .  .  .  .  .  .
materials.keep              .  +  .  .  .  .  .  .  .  .  .  .  .  .
materials.approve           +  +  .  .  .  .  .  .  .  .  .  .  .  .
stories.read                +  +  +  +  +  +  +  +  +  +  +  +  +  +
stories.submit              .  .  .  .  +  +  .  +  .  .  .  .  .  .
stories.approve             +  +  .  .  +  .  .  .  .  .  .  .  .  .
outreach.see                .  +  +  +  +  +  +  +  +  .  .  .  .  .
outreach.call               .  .  .  .  +  +  +  +  .  .  .  .  .  .
lessons.see                 +  +  +  +  +  +  +  +  +  +  .  .  .  .
lessons.attend              .  .  .  .  .  .  .  .  .  .  .  .  .  +
lessons.keep                .  .  .  .  +  .  +  +  .  .  .  .  .  .
lessons.teach               .  .  .  .  +  .  +  +  +  .  .  .  .  .
lessons.lend                .  .  .  .  +  .  .  +  .  +  .  .  .  .
lessons.set_platforms       .  +  .  .  +  .  .  .  .  .  .  .  .  .
homework.see                +  +  +  +  +  .  +  +  +  .  .  .  .  .
homework.set                .  .  .  .  +  .  +  +  +  .  .  .  .  .
homework.hand_in            .  .  .  .  .  .  .  .  .  .  .  .  .  +
learning.see                +  +  +  +  +  .  +  +  +  .  .  .  .  .
learning.set_workload       .  +  .  .  .  .  .  .  .  .  .  .  .  .
learning.ask_collection     .  +  +  .  +  .  +  +  +  .  .  .  .  .
counselling.refer           .  .  .  .  +  +  +  +  +  .  .  +  +  .
counselling.see_in_care     .  .  .  .  +  +  +  +  .  .  .  .  +  .
counselling.counsel         .  .  .  .  .  .  .  .  .  .  .  .  +  .
counselling.see_figures     +  +  +  .  +  .  .  .  .  .  .  .  +  .
counselling.set             .  +  .  .  .  .  .  .  .  .  .  .  .  .
counselling.answer          .  .  .  .  .  .  .  .  .  .  .  .  .  +
dropout.see                 +  +  +  +  +  .  +  +  .  .  .  .  .  .
dropout.keep                .  .  .  .  +  .  +  +  .  .  .  .  .  .
dropout.report              .  .  .  .  +  .  .  .  .  .  .  .  .  .
dropout.review              .  +  .  .  .  .  .  .  .  .  .  .  .  .
campus.see                  +  +  +  +  +  +  +  +  .  +  +  +  .  .
campus.keep                 .  .  .  .  +  +  .  .  .  +  +  +  .  .
schoolplans.see             +  +  +  +  +  +  +  .  .  .  .  .  .  .
schoolplans.write           .  .  .  .  +  +  .  .  .  .  .  .  .  .
schoolplans.approve         .  +  .  .  .  .  .  .  .  .  .  .  .  .
schoolplans.set_templates   .  +  .  .  .  .  .  .  .  .  .  .  .  .
clearances.see              .  +  +  +  +  +  +  +  .  .  .  .  .  .
clearances.check            .  .  .  .  +  +  .  .  .  .  .  .  .  .
drills.see                  +  +  +  +  +  +  +  .  .  .  .  .  .  .
drills.keep                 .  +  .  .  +  +  .  .  .  .  .  .  .  .
simulations.see             +  +  +  +  +  .  .  .  .  .  .  .  .  .
simulations.run             +  +  .  .  .  .  .  .  .  .  .  .  .  .
arrivals.see                +  +  +  +  +  +  +  +  .  +  .  .  .  .
arrivals.plan               .  .  .  .  +  +  .  .  .  .  .  .  .  .
arrivals.receive            .  .  .  .  +  +  +  +  .  +  .  +  .  .
readiness.see               +  +  +  +  +  +  +  .  .  .  .  .  .  .
readiness.self_check        .  .  .  .  +  +  .  .  .  .  .  .  .  .
readiness.inspect           .  +  +  +  .  .  .  .  .  .  .  .  .  .
readiness.decide            +  +  .  .  .  .  .  .  .  .  .  .  .  .
readiness.set               .  +  .  .  .  .  .  .  .  .  .  .  .  .
dropout.children            .  +  +  +  .  .  .  .  .  .  .  .  .  .
situation.set_map           .  +  .  .  .  .  .  .  .  .  .  .  .  .
dailyreports.see            +  +  +  +  +  +  .  .  .  .  .  .  .  .
dailyreports.write          .  +  +  .  +  +  .  .  .  .  .  .  .  .
dailyreports.sign           +  +  +  +  +  .  .  .  .  .  .  .  .  .
returns.see                 +  +  +  +  +  +  .  .  .  .  .  .  .  .
returns.fill                .  +  +  .  +  +  .  .  .  .  .  .  .  .
returns.keep                .  +  .  .  .  .  .  .  .  .  .  .  .  .
analysis.use                +  +  +  +  +  +  .  .  .  .  .  .  .  .
briefings.see               +  +  +  +  .  .  .  .  .  .  .  .  .  .
briefings.write             .  +  +  .  .  .  .  .  .  .  .  .  .  .
overview.see                +  +  +  +  +  +  .  .  .  .  .  .  .  .
overview.search             +  +  +  +  +  +  +  +  .  .  .  .  .  .
overview.export             +  +  +  +  +  +  .  .  .  .  .  .  .  .
journal.verify              .  +  .  .  .  .  .  .  .  .  .  .  .  .
accounts.see_positions      .  +  +  +  +  .  .  .  .  .  .  .  .  .
accounts.keep_positions     .  +  .  .  +  .  .  .  .  .  .  .  .  .
accounts.confirm_positions  +  +  .  .  .  .  .  .  .  .  .  .  .  .
accounts.see_access         .  +  .  .  +  .  .  +  .  .  .  .  .  .
accounts.invite_guardians   .  .  .  .  +  .  .  +  .  .  .  .  .  .
accounts.invite_staff       .  +  .  .  +  .  .  .  .  .  .  .  .  .
accounts.recover_accounts   .  +  .  .  +  .  .  +  .  .  .  .  .  .
"""
CODES = {
    "leader": "county_leader", "officer": "bureau_officer", "liaison": "township_liaison",
    "head": "township_leader", "principal": "principal", "doctor": "school_doctor", "grade": "grade_head",
    "teacher": "class_teacher", "subject": "subject_teacher", "logistics": "logistics",
    "canteen": "canteen", "keeper": "dormitory_keeper", "counsellor": "counsellor",
    "guardian": "guardian",
}  # fmt: skip
ORACLE = {
    CODES[column]: {
        line.split()[0]
        for line in TABLE.strip().splitlines()
        if line.split()[1:][index] == "+"
    }
    for index, column in enumerate(COLUMNS.split())
}  # fmt: skip
PHONES = {
    "families": {"principal", "school_doctor", "grade_head", "class_teacher", "dormitory_keeper"},
    "staff": {
        "county_leader",
        "bureau_officer",
        "township_liaison",
        "township_leader",
        "subject_teacher",
    },
    "none": {"logistics", "canteen", "counsellor", "guardian"},
}
ID_NUMBERS_IN_FULL = {"bureau_officer", "principal"}
HELD_AT = {
    "county": {"county_leader", "bureau_officer"},
    "township": {"township_liaison", "township_leader"},
    "school": {
        "principal",
        "school_doctor",
        "logistics",
        "canteen",
        "dormitory_keeper",
        "counsellor",
    },
    "grade": {"grade_head"},
    "class": {"class_teacher", "subject_teacher"},
    "child": {"guardian"},
}


@pytest.mark.parametrize("role", sorted(ORACLE))
def test_each_role_may_what_the_table_says(role: str) -> None:
    assert {str(permission) for permission in ROLES[role].permissions} == ORACLE[role]


def test_the_table_is_whole() -> None:
    assert {line.split()[0] for line in TABLE.strip().splitlines()} == {str(p) for p in Permission}
    assert [len(line.split()) for line in TABLE.strip().splitlines()] == [15] * len(Permission)
    assert set(ROLES) == set(ORACLE) == set(ROLE_NAMES)


def test_every_permission_is_held_by_somebody() -> None:
    assert set().union(*(role.permissions for role in ROLES.values())) == set(Permission)


def test_whose_phones_and_held_where() -> None:
    assert {role.code: role.phones for role in ROLES.values()} == {
        code: kind for kind, codes in PHONES.items() for code in codes
    }
    assert {r.code for r in ROLES.values() if r.id_numbers == "full"} == ID_NUMBERS_IN_FULL
    assert {role.code: role.held_at for role in ROLES.values()} == {
        code: kind for kind, codes in HELD_AT.items() for code in codes
    }


NEED = {"county_leader", "bureau_officer", "principal", "counsellor"}


def test_who_needs_a_second_factor() -> None:
    assert {role.code for role in ROLES.values() if role.second_factor} == NEED
    for role in ROLES:
        assert needs_second_factor([role]) is (role in NEED)
        assert is_whole("password", [role]) is (role not in NEED)
        assert [is_whole(proof, [role]) for proof in ("second", "demo", "half", "")] == [
            True, True, False, False,
        ]  # fmt: skip
    assert needs_second_factor(["class_teacher", "principal"])
    assert not needs_second_factor([])


@pytest.mark.parametrize(
    ("roles", "idle", "age", "alive"),
    [
        (["class_teacher"], 29.99, 29.99, True), (["class_teacher"], 30, 30, False),
        (["class_teacher"], 1, 12 * 60 - 0.1, True), (["class_teacher"], 1, 12 * 60, False),
        ([], 30, 30, False), (["class_teacher", "guardian"], 30, 30, False),
        (["guardian"], 30 * 1440 - 1, 30 * 1440, True), (["guardian"], 30 * 1440, 30 * 1440, False),
        (["guardian"], 1, 180 * 1440, False),
    ],
)  # fmt: skip
def test_how_long_a_session_runs(roles: list[str], idle: float, age: float, alive: bool) -> None:
    now = clock.now()
    seen, started = (now - dt.timedelta(minutes=minutes) for minutes in (idle, age))
    assert runs(started, seen, now, session_limit(roles)) is alive


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("123456789", "short"), ("x" * 129, "long"), ("aaaaaaaaaaaa", "plain"),
        ("abababABAB12", "plain"), ("Teacher-of-class", "own"), ("张三丰的密码很长很长", "own"),
        ("13800000001x", "own"), ("马鞍桥上的绿苹果派", "short"), ("马鞍桥上有绿苹果派对", ""),
        ("correct horse", ""), ("lowercaseonly", ""),
    ],
)  # fmt: skip
def test_which_passwords_will_do(password: str, fault: str) -> None:
    assert password_fault(password, ["teacher", "张三丰", "13800000001", ""]) == fault


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 14; V2309A) Chrome/116.0 MicroMessenger/8.0", "WeChat · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""), ("", ""),
    ],
)  # fmt: skip
def test_devices_are_told_in_two_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


# Who gives what: written by hand, as the table above.
_SCHOOL_POSTS = {
    "school_doctor", "grade_head", "class_teacher", "subject_teacher", "logistics", "canteen",
    "dormitory_keeper", "counsellor",
}  # fmt: skip
GIVES = {
    "principal": _SCHOOL_POSTS,
    "bureau_officer": _SCHOOL_POSTS
    | {"principal", "township_liaison", "township_leader", "county_leader", "bureau_officer"},
}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_gives_what_is_below_it_and_nothing_else(role: str) -> None:
    scope = Scope(role, 100, 200, ROLES[role].permissions)
    assert {code for code in ROLES if may_give([scope], code, 100, 200)} == GIVES.get(role, set())


@pytest.mark.parametrize(
    ("lo", "hi", "inside"),
    [(100, 200, True), (150, 151, True), (99, 150, False), (150, 201, False)],
)
def test_a_position_lies_wholly_inside_the_givers_unit(lo: int, hi: int, inside: bool) -> None:
    scope = Scope("principal", 100, 200, ROLES["principal"].permissions)
    assert may_give([scope], "class_teacher", lo, hi) is inside
    # Two units side by side do not add up to one that holds both.
    halves = [
        Scope("principal", 100, 150, ROLES["principal"].permissions),
        Scope("principal", 150, 200, ROLES["principal"].permissions),
    ]
    assert may_give(halves, "school_doctor", 100, 200) is False


@pytest.mark.parametrize(
    ("since", "until", "fault"),
    [
        (0, None, ""), (1, 2, ""), (-1, None, "past"), (366, None, ""), (367, None, "too_far"),
        (5, 5, "no_day"), (5, 4, "no_day"),
    ],
)  # fmt: skip
def test_from_when_a_position_may_run(since: int, until: int | None, fault: str) -> None:
    today = dt.date(2026, 11, 23)
    days = Days(
        today + dt.timedelta(days=since),
        None if until is None else today + dt.timedelta(days=until),
    )
    assert days_fault(days, today) == fault
