"""What an actor sees: the filter, and the same intervals in the transaction."""

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from tests import builders
from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_71, GRADE_1, Universe
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import NOBODY, Actor, Scope
from xiaoan.kernel.permission import Permission as P  # noqa: N817  # as in the policy table
from xiaoan.kernel.scope import acting_as, enter, inside, leave, visible

CLASS_21, CLASS_72 = builders.CLASS_21, builders.CLASS_72
USER = UUID("0190b2d0-0000-7000-8000-000000000001")


def actor(*intervals: tuple[int, int], permission: P = P.SEE_CHECKS) -> Actor:
    scopes = tuple(Scope("class_teacher", lo, hi, frozenset({permission})) for lo, hi in intervals)
    return Actor(user_id=USER, name="", scopes=scopes)


def units_under_policy() -> list[int]:
    """What row security alone lets through: no filter of ours."""
    return sorted(set(Person.objects.values_list("unit_no", flat=True)))


def units_by_filter(who: Actor, permission: P) -> list[int]:
    rows = visible(Person.objects.all(), who, permission)
    return sorted(set(rows.values_list("unit_no", flat=True)))


@pytest.mark.parametrize(
    ("intervals", "seen"),
    [
        ((), []),
        (((CLASS_11, CLASS_11 + 1),), [CLASS_11]),
        (((GRADE_1, GRADE_1 + 64),), [CLASS_11, CLASS_12]),
        # Two grants with a gap: the hull covers class 1(2) and 2(1), the multirange cuts them.
        (((CLASS_11, CLASS_11 + 1), (CLASS_71, CLASS_71 + 1)), [CLASS_11, CLASS_71]),
        (
            ((CLASS_21, CLASS_21 + 1), (GRADE_1, GRADE_1 + 64)),
            [CLASS_11, CLASS_12, CLASS_21],
        ),
        # One inside the other, and two that touch.
        (((GRADE_1, GRADE_1 + 64), (CLASS_12, CLASS_12 + 1)), [CLASS_11, CLASS_12]),
        (
            ((CLASS_71, CLASS_71 + 1), (CLASS_72, CLASS_72 + 1)),
            [CLASS_71, CLASS_72],
        ),
        (((CLASS_11 + 1, CLASS_11 + 1),), []),
    ],
)
def test_filter_and_policy_say_the_same(
    db: None, universe: Universe, intervals: tuple[tuple[int, int], ...], seen: list[int]
) -> None:
    who = actor(*intervals)
    enter(who)
    assert units_under_policy() == seen
    enter(BUILDER)
    assert units_by_filter(who, P.SEE_CHECKS) == seen
    leave()


def test_without_the_permission_the_filter_gives_nothing(db: None, universe: Universe) -> None:
    enter(BUILDER)
    assert units_by_filter(actor((GRADE_1, GRADE_1 + 64)), P.VERIFY) == []
    assert Person.objects.filter(inside(())).count() == 0


def test_nobody_sees_nothing_and_no_scope_raises(db: None, universe: Universe) -> None:
    enter(NOBODY)
    assert units_under_policy() == []
    leave()
    with pytest.raises(DatabaseError, match="no scope is set"), transaction.atomic():
        units_under_policy()


def test_the_people_of_a_guardian_are_read_and_not_written(db: None, universe: Universe) -> None:
    child = universe.person(CLASS_11, 1)
    enter(Actor(user_id=USER, name="", people=(child,)))
    assert list(Person.objects.values_list("id", flat=True)) == [child]
    assert Person.objects.update(name="改") == 0
    assert Person.objects.filter(pk=child).delete()[0] == 0
    leave()


def test_a_scope_lives_in_a_transaction(universe: Universe, own_database: str) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        enter(BUILDER)
    with acting_as(BUILDER) as who:
        assert who is BUILDER
        assert Person.objects.count() == 60
    # The connection is the same, the scope is gone with its transaction.
    with pytest.raises(DatabaseError, match="no scope is set"):
        Person.objects.count()
    assert _setting("xiaoan.lo") == ""


def test_a_rolled_back_transaction_leaves_no_scope(universe: Universe, own_database: str) -> None:
    with pytest.raises(ZeroDivisionError), acting_as(universe.cast["teacher"]):
        raise ZeroDivisionError
    with transaction.atomic(), pytest.raises(DatabaseError, match="no scope is set"):
        Person.objects.count()


def test_leaving_takes_every_part_of_the_scope(db: None, universe: Universe) -> None:
    parts = ("user", "lo", "hi", "ranges", "people", "classes")
    enter(
        Actor(
            user_id=USER, name="", people=(USER,), classes=(CLASS_11,),
            scopes=actor((1, 2), (3, 4)).scopes,
        )
    )  # fmt: skip
    values = [str(USER), "1", "4", "{[1,2),[3,4)}", f"{{{USER}}}", f"{{{CLASS_11}}}"]
    assert [_setting(f"xiaoan.{part}") for part in parts] == values
    leave()
    assert [_setting(f"xiaoan.{part}") for part in parts] == [""] * len(parts)


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])
