"""The policy table: role → what it may do, and how much of phones and ID numbers it is shown.

Roles are data; nothing else decides by role. The unit a role is held at decides where.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.kernel.permission import Permission as P  # noqa: N817  # a table wants short cells

# Whoever works here may be on the duty roster, and may read who is in command.
_STAFF = frozenset({
    P.MY_DUTIES, P.SEE_COMMAND, P.STAND_DUTY, P.USE_DEVICES, P.LEARN, P.READ_MATERIALS, P.READ_STORIES,
    P.REPORT_RUMOURS, P.READ_NOTICES,
})  # fmt: skip
# Whoever keeps places clean: does it, and mends what an inspection found.
_CLEANS = frozenset({P.SEE_HYGIENE, P.DISINFECT, P.RECTIFY})
_CLASS = _STAFF | {P.SEE_CHECKS, P.TAKE_ROLL_CALL, P.CARE_FOR_OWN}
_SCHOOL = _STAFF | {
    P.SEE_CHECKS, P.SEE_DUTIES, P.URGE, P.SEE_SIGNALS, P.SEARCH_PEOPLE, P.SEE_EVENTS, P.SEE_MEASURES,
    P.SEE_CARE, P.CARE_FOR_OWN, P.SEE_TRAINING, P.SEE_HYGIENE, P.SEE_INSPECTIONS, P.SEE_READING,
    P.SEE_DELIVERIES,
    P.SEE_OPENINGS, P.SEE_CAMPUS, P.SEE_SCHOOL_PLANS, P.SEE_DRILLS, P.SEE_ARRIVALS, P.SEE_READINESS,
}  # fmt: skip
# Who looks after the people of a unit by name: each child's illness and risk, and what was answered.
_CARING = frozenset({
    P.SEE_ILLNESS, P.SEE_KEY_PERSONS, P.SEE_SURVEYS, P.SEE_VERIFICATION, P.SEE_CLEARANCES,
})  # fmt: skip
_HEALTH = _CARING | {
    P.TRACE, P.CARE, P.CLEAR, P.KEEP_KEY_PERSONS, P.RELEASE, P.ANSWER_FOR_OTHERS, P.CHECK_ANSWERS,
    P.OBSERVE, P.TAKE_ROUNDS, P.KEEP_DEVICES,
}  # fmt: skip
# Whoever reads the figures of a unit also asks them, and reads the reports made of them (M8.1, M8.3).
_READS_FIGURES = frozenset({P.SEE_BOARD, P.EXPORT, P.SEE_DAILY, P.SEE_RETURNS, P.ANALYSE})
_REPORTS = frozenset({P.WRITE_DAILY, P.FILL_RETURNS})
_LEAD = _SCHOOL | _HEALTH | _CLEANS | _READS_FIGURES | _REPORTS | {
    P.ENTER_FOR_OTHERS, P.EXCUSE, P.RESOLVE, P.ACKNOWLEDGE,
    P.INVESTIGATE, P.ASSIGN_EVENT, P.DECIDE_EVENT, P.FOLLOW_CONTACTS, P.ORDER_MEASURES, P.CARRY_OUT,
    P.SEE_REPORTS, P.SEND_REPORTS, P.ANSWER_WARNINGS, P.SEE_DIRECTIVES, P.ANSWER_DIRECTIVES,
    P.SEE_SUPPLIES, P.KEEP_SUPPLIES, P.CERTIFY, P.PLAN_HYGIENE, P.CHECK_HYGIENE, P.INSPECT,
    P.ASSIGN_READING, P.SUBMIT_STORIES, P.ANSWER_ENQUIRIES, P.KEEP_GROUPS,
    P.KEEP_CAMPUS, P.WRITE_SCHOOL_PLAN, P.CHECK_PAPERS, P.KEEP_DRILLS, P.PLAN_ARRIVALS, P.RECEIVE_ARRIVALS,
    P.SELF_CHECK,
}  # fmt: skip
# Whoever answers for people tells them; who leads also agrees to what others write, and hurries.
_TELLS = frozenset({P.WRITE_NOTICES, P.CALL_FAMILIES})
_AGREES = frozenset({P.WRITE_NOTICES, P.APPROVE_NOTICES, P.URGENT_NOTICES})
# Learning while a school is shut: who reads its figures; who teaches; who looks after the class.
_READS_LEARNING = frozenset({P.SEE_OUTREACH, P.SEE_LESSONS, P.SEE_HOMEWORK, P.SEE_LEARNING})
_TEACHES = _READS_LEARNING | {P.TEACH, P.SET_HOMEWORK, P.ASK_COLLECTION, P.REFER}
_KEEPS_LEARNING = _TEACHES | {
    P.CALL_OUT, P.KEEP_LESSONS, P.SEE_IN_CARE, P.SEE_DROPOUT, P.KEEP_DROPOUT,
}  # fmt: skip
_ABOVE = _SCHOOL | _READS_FIGURES | {
    P.SEE_ENQUIRIES, P.SEE_BRIEFINGS, P.SEE_REPORTS, P.SEE_DIRECTIVES, P.SEE_SUPPLIES,
    P.SEE_SIMULATIONS,
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A role at the unit [lo, hi)."""

    role: str
    lo: int
    hi: int


@dataclass(frozen=True)
class Role:
    """A position in which a person acts. `phones`: whose numbers it is shown in full.

    `id_numbers`: whether a roster it takes away may hold them in full, of one school at a time; the
    rest of the world, and a sheet of several schools, has the middle of each hidden.
    `second_factor`: nothing opens before a second factor has been given.
    """

    code: str
    held_at: str
    permissions: frozenset[P]
    phones: str = "none"  # "families": staff and guardians; "staff": staff only; "none"
    id_numbers: str = "masked"  # or "full"
    second_factor: bool = False


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "county_leader",
            "county",
            _ABOVE
            | _AGREES
            | {P.CONFIRM_POSITIONS, P.APPROVE_EXPORT, P.SEE_SURVEYS}
            | {P.SEE_LESSONS, P.SEE_HOMEWORK, P.SEE_LEARNING, P.SEE_COUNSELLING, P.SEE_DROPOUT}
            | {P.SWITCH_LEVEL, P.CONFIRM_LEVEL, P.DECIDE_DUTIES, P.CALL_DUTY}
            | {P.RUN_SIMULATIONS, P.DECIDE_READINESS, P.SIGN_DAILY}
            | {
                P.SEE_RECORD,
                P.KEEP_FILES,
                P.SET_STANDARD,
                P.APPROVE_REQUISITION,
                P.DECIDE_ALLOCATION,
                P.INSPECT,
                P.DECIDE_OPENING,
                P.APPROVE_PUBLIC,
                P.APPROVE_MATERIALS,
                P.APPROVE_STORIES,
                P.APPROVE_RUMOURS,
            },
            "staff",
            second_factor=True,
        ),
        Role(
            "bureau_officer",
            "county",
            _ABOVE
            | _AGREES
            | {P.KEEP_TEMPLATES}
            | _READS_LEARNING
            | {
                P.SET_PLATFORMS,
                P.SET_WORKLOAD,
                P.ASK_COLLECTION,
                P.SEE_COUNSELLING,
                P.SET_COUNSELLING,
            }
            | {P.SEE_DROPOUT, P.REVIEW_DROPOUT, P.KEEP_CHILDREN}
            | {P.APPROVE_SCHOOL_PLAN, P.SET_PLAN_TEMPLATES, P.KEEP_DRILLS, P.RUN_SIMULATIONS}
            | {P.INSPECT_READINESS, P.DECIDE_READINESS, P.SET_READINESS}
            | _REPORTS
            | {P.SET_MAP, P.SIGN_DAILY, P.KEEP_RETURNS, P.WRITE_BRIEFINGS}
            | {P.CONFIRM_LEVEL, P.DECIDE_DUTIES}
            | {P.ACKNOWLEDGE, P.SET_ESCALATION, P.SET_CALENDAR, P.VERIFY, P.IMPORT_ROSTER}
            | {P.EXPORT_ROSTER, P.APPROVE_EXPORT, P.KEEP_UNITS, P.KEEP_SCHOOLS, P.INVITE_STAFF}
            | {P.SEE_POSITIONS, P.KEEP_POSITIONS, P.CONFIRM_POSITIONS, P.SEE_ACCESS}
            | {P.RECOVER_ACCOUNTS, P.KEEP_KEY_PERSONS, P.RELEASE, P.OPEN_SURVEY, P.CHECK_ANSWERS}
            | {P.MATCH_LISTS, P.KEEP_DEVICES, P.KEEP_CARE, P.SET_CARE, P.ISSUE_DIRECTIVES}
            | {
                P.KEEP_COMMAND,
                P.CALL_DUTY,
                P.KEEP_SUPPLIES,
                P.SET_STANDARD,
                P.BUY,
                P.DECIDE_ALLOCATION,
            }
            | {P.INVESTIGATE, P.ASSIGN_EVENT, P.DECIDE_EVENT, P.ORDER_MEASURES, P.DECIDE_SUSPENSION}
            | {P.KEEP_CHANNELS, P.KEEP_GROUPS}
            | {P.KEEP_COURSES, P.CERTIFY, P.CHECK_HYGIENE, P.INSPECT, P.SET_CHECKLISTS}
            | {P.PROPOSE_OPENING, P.WRITE_PUBLIC, P.APPROVE_PUBLIC}
            | {P.KEEP_MATERIALS, P.APPROVE_MATERIALS, P.ASSIGN_READING, P.APPROVE_STORIES}
            | {P.SEND_REPORTS, P.RECEIVE_REPORTS, P.ENTER_WARNINGS, P.ANSWER_WARNINGS}
            | {P.SEE_RECORD, P.KEEP_FILES, P.ANSWER_ENQUIRIES, P.CHECK_RUMOURS, P.APPROVE_RUMOURS}
            | _CARING,
            "staff",
            "full",
            second_factor=True,
        ),
        Role(
            "township_liaison",
            "township",
            _ABOVE
            | _CARING
            | _AGREES
            | {P.SEE_POSITIONS, P.CHECK_ANSWERS, P.DECIDE_DUTIES, P.KEEP_COMMAND, P.CALL_DUTY}
            | {P.ISSUE_DIRECTIVES, P.ANSWER_DIRECTIVES, P.SEE_RECORD, P.KEEP_SUPPLIES}
            | {P.APPROVE_REQUISITION, P.BUY, P.DECIDE_ALLOCATION, P.CHECK_HYGIENE, P.INSPECT}
            | {P.ASSIGN_READING}
            | _READS_LEARNING
            | _REPORTS
            | {P.SIGN_DAILY, P.WRITE_BRIEFINGS}
            | {
                P.ASK_COLLECTION,
                P.SEE_COUNSELLING,
                P.SEE_DROPOUT,
                P.INSPECT_READINESS,
                P.KEEP_CHILDREN,
            },
            "staff",
        ),
        # In charge of education in a township (分管领导): reads as the liaison does, answers when the liaison
        # can not, and decides; a township may do without.
        Role(
            "township_leader",
            "township",
            _ABOVE
            | _CARING
            | {P.SEE_POSITIONS, P.DECIDE_DUTIES, P.CALL_DUTY, P.ANSWER_DIRECTIVES, P.SEE_RECORD}
            | {P.APPROVE_REQUISITION, P.DECIDE_ALLOCATION}
            | _READS_LEARNING
            | {P.SEE_DROPOUT, P.INSPECT_READINESS, P.KEEP_CHILDREN, P.SIGN_DAILY},
            "staff",
        ),
        Role(
            "principal",
            "school",
            _LEAD
            | _TELLS
            | _AGREES
            | {P.DECIDE_DUTIES, P.IMPORT_ROSTER, P.EXPORT_ROSTER, P.APPROVE_EXPORT}
            | {P.SET_CALENDAR, P.KEEP_ROLL, P.KEEP_UNITS}
            | {P.SEE_POSITIONS, P.KEEP_POSITIONS, P.SEE_ACCESS}
            | {P.INVITE_GUARDIANS, P.INVITE_STAFF, P.RECOVER_ACCOUNTS, P.OPEN_SURVEY, P.KEEP_CARE}
            | {P.KEEP_COMMAND, P.CALL_DUTY}
            | {P.SEE_RECORD, P.REPLY, P.APPROVE_REQUISITION, P.APPROVE_HYGIENE}
            | {P.APPROVE_STORIES, P.SEE_ENQUIRIES}
            | _KEEPS_LEARNING
            | {
                P.LEND_DEVICES,
                P.SEE_COUNSELLING,
                P.REPORT_DROPOUT,
                P.SEE_SIMULATIONS,
                P.SIGN_DAILY,
            }
            | {P.SET_PLATFORMS},
            "families",
            "full",
            second_factor=True,
        ),
        Role(
            "school_doctor",
            "school",
            _LEAD
            | _TELLS
            | {
                P.APPROVE_NOTICES,
                P.SEE_OUTREACH,
                P.CALL_OUT,
                P.SEE_LESSONS,
                P.REFER,
                P.SEE_IN_CARE,
            },
            "families",
        ),
        Role(
            "grade_head",
            "grade",
            _SCHOOL
            | _CARING
            | _TELLS
            | {P.OBSERVE, P.TRACE, P.ANSWER_FOR_OTHERS, P.FOLLOW_CONTACTS, P.ASSIGN_READING}
            | {P.RECEIVE_ARRIVALS}
            | _KEEPS_LEARNING,
            "families",
        ),
        Role(
            "class_teacher",
            "class",
            _CLASS
            | _CARING
            | _CLEANS
            | _TELLS
            | {P.SEARCH_PEOPLE, P.SEE_ACCESS, P.INVITE_GUARDIANS, P.RECOVER_ACCOUNTS}
            | {P.OBSERVE, P.TRACE, P.KEEP_KEY_PERSONS, P.ANSWER_SURVEY, P.CHECK_ANSWERS}
            | {P.FOLLOW_CONTACTS, P.CARRY_OUT, P.SEE_CARE, P.ANSWER_ENQUIRIES}
            | {P.SEE_READING, P.ASSIGN_READING, P.SUBMIT_STORIES, P.SEE_DELIVERIES, P.KEEP_GROUPS}
            | _KEEPS_LEARNING
            | {P.LEND_DEVICES, P.SEE_CAMPUS, P.SEE_ARRIVALS, P.RECEIVE_ARRIVALS},
            "families",
        ),
        Role("subject_teacher", "class", _CLASS | _TEACHES | {P.OBSERVE}, "staff"),
        # Of a school also the keeper of its stores (保管员).
        Role(
            "logistics",
            "school",
            _STAFF
            | _CLEANS
            | {P.CARRY_OUT, P.SEE_SUPPLIES, P.KEEP_SUPPLIES, P.KEEP_DEVICES}
            | {P.PLAN_HYGIENE, P.SEE_INSPECTIONS, P.INSPECT, P.SEE_LESSONS, P.LEND_DEVICES}
            | {P.SEE_CAMPUS, P.KEEP_CAMPUS, P.SEE_ARRIVALS, P.RECEIVE_ARRIVALS},
        ),
        Role(
            "canteen",
            "school",
            _STAFF | _CLEANS | {P.CARRY_OUT, P.SEE_CAMPUS, P.KEEP_CAMPUS},
        ),
        Role(
            "dormitory_keeper",
            "school",
            _STAFF
            | _CLEANS
            | {P.SEE_CHECKS, P.TAKE_EVENING, P.OBSERVE, P.TAKE_ROUNDS}
            | {P.FOLLOW_CONTACTS, P.CARRY_OUT, P.CARE_FOR_OWN, P.REFER}
            | {P.SEE_CAMPUS, P.KEEP_CAMPUS, P.RECEIVE_ARRIVALS},
            "families",
        ),
        # 心理教师: alone reads what is said in counselling; of a school's children sees
        # no more than who they are.
        Role(
            "counsellor",
            "school",
            _STAFF | {P.REFER, P.SEE_IN_CARE, P.COUNSEL, P.SEE_COUNSELLING},
            second_factor=True,
        ),
        Role(
            "guardian",
            "child",
            frozenset({P.SEE_CHILD, P.ANSWER_FOR_CHILD, P.READ_MATERIALS, P.READ_STORIES})
            | {P.ASK, P.REPORT_RUMOURS, P.READ_NOTICES}
            | {P.ATTEND, P.HAND_IN, P.ANSWER_SCREENING},
        ),
    )
}


def needs_second_factor(roles: Iterable[str]) -> bool:
    """One of these roles opens nothing without a second factor (ASVS 5.0 6.3.3)."""
    return any(ROLES[role].second_factor for role in roles if role in ROLES)
