"""Who acts, and where they may do what."""

from uuid import UUID

from xiaoan.kernel.actor import EVERYWHERE, NOBODY, Actor, Scope, system
from xiaoan.kernel.permission import Permission as P  # noqa: N817  # as in the policy table

USER = UUID("0190b2d0-0000-7000-8000-000000000001")
TEACHER = Scope("class_teacher", 10, 11, frozenset({P.MY_DUTIES, P.SEE_CHECKS}))
HEAD = Scope("grade_head", 20, 30, frozenset({P.SEE_CHECKS, P.SEE_DUTIES}))
BOTH = Actor(user_id=USER, name="甲", scopes=(HEAD, TEACHER))


def test_a_scope_is_half_open() -> None:
    assert [HEAD.covers(no) for no in (19, 20, 29, 30)] == [False, True, True, False]


def test_reach_is_by_permission() -> None:
    assert BOTH.intervals == ((10, 11), (20, 30))
    assert BOTH.reach(P.SEE_CHECKS) == ((10, 11), (20, 30))
    assert BOTH.reach(P.SEE_DUTIES) == ((20, 30),)
    assert BOTH.reach(P.VERIFY) == ()


def test_one_role_does_not_lend_its_permission_to_another_roles_unit() -> None:
    assert BOTH.may(P.SEE_DUTIES, 25)
    assert not BOTH.may(P.SEE_DUTIES, 10)
    assert BOTH.sees(10)
    assert not BOTH.sees(15)
    assert BOTH.may_anywhere(P.MY_DUTIES)
    assert not BOTH.may_anywhere(P.VERIFY)


def test_the_same_role_twice_at_one_unit_is_one_interval() -> None:
    assert Actor(user_id=USER, name="甲", scopes=(HEAD, HEAD)).intervals == ((20, 30),)


def test_nobody_reaches_nothing() -> None:
    assert NOBODY.intervals == ()
    assert [p for p in P if NOBODY.may_anywhere(p)] == []
    assert NOBODY.label == "system:nobody"


def test_the_system_reaches_everywhere() -> None:
    robot = system("escalate")
    assert robot.intervals == (EVERYWHERE,)
    assert [p for p in P if not robot.may(p, 123)] == []


def test_the_label_is_an_id_never_a_name() -> None:
    assert BOTH.label == str(USER)
    assert system("escalate").label == "system:escalate"
    assert BOTH.roles == {"class_teacher", "grade_head"}
