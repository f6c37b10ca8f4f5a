"""The 22 ways a programmer forgets the scope, each written as it would be written by mistake."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, OuterRef, Subquery

from tests.builders import CLASS_11, CLASS_12, CLASS_71, DAY, JUNIOR, MORNING, PRIMARY, Universe
from xiaoan.accounts.models import Grant, User
from xiaoan.directory.models import Enrolment, Person, Unit
from xiaoan.duties.models import Duty
from xiaoan.kernel.scope import leave
from xiaoan.screening.models import Mark, RollCall

# Marks in class 1(1) of the primary school, and in class 7(1) of the junior school.
OURS, THEIRS = 1, 3


def situation(universe: Universe) -> None:
    """What there is to leak: run as the system, in the test's transaction."""
    for unit_no, school_id, sick in ((CLASS_11, PRIMARY, OURS), (CLASS_71, JUNIOR, THEIRS)):
        call = roll_call(unit_no, school_id, sick=sick)
        call.save(force_insert=True)
        for seat in range(1, sick + 1):
            mark(universe, call, unit_no, seat).save(force_insert=True)
    # A teacher of the junior school stands in for class 1(1): our row points to their person.
    Grant.objects.create(
        user=universe.users["teacher_71"], role="subject_teacher", school_id=PRIMARY,
        unit_no=CLASS_11, unit_end=CLASS_11 + 1, since=DAY,
    )  # fmt: skip
    # A pupil of class 1(1) was in 1(2) last year: their row points to our person.
    Enrolment.objects.create(
        school_id=PRIMARY, unit_no=CLASS_12, person_id=universe.person(CLASS_11, 2), seat=40,
        name="转班生", sex="F", since=dt.date(2025, 9, 1), until=dt.date(2026, 8, 25),
    )  # fmt: skip


def roll_call(unit_no: int, school_id: int, *, sick: int = 0, slot: str = "morning") -> RollCall:
    return RollCall(
        school_id=school_id, unit_no=unit_no, day=DAY, slot=slot, version=1, base=0,
        state="current", enrolled=10, expected=10, present=10 - sick, absent_sick=sick,
        submitted_at=MORNING, body_hash=b"",
    )  # fmt: skip


def mark(universe: Universe, call: RollCall, unit_no: int, seat: int) -> Mark:
    """A sick child of `unit_no` in a roll-call (which may be another class's, by mistake)."""
    return Mark(
        roll_call_id=call.pk, school_id=call.school_id, unit_no=call.unit_no, day=DAY,
        slot=call.slot, enrolment_id=universe.enrolment(unit_no, seat),
        person_id=universe.person(unit_no, seat), kind="absent_sick", note="咳嗽",
    )  # fmt: skip


def outcome(do: Callable[[Universe], object], universe: Universe) -> object:
    """What came back, or the name and first line of the error (the database's own where there is one)."""
    try:
        with transaction.atomic():
            return do(universe)
    except (DatabaseError, ObjectDoesNotExist) as error:
        cause = error.__cause__ or error
        return f"{type(cause).__name__}: {str(cause).splitlines()[0]}"


def _forgotten_filter(_: Universe) -> object:
    return sorted({mark.unit_no for mark in Mark.objects.all()})


def _object_by_anothers_id(universe: Universe) -> object:
    return Person.objects.get(pk=universe.person(CLASS_71, 1)).name


def _count_and_exists(_: Universe) -> object:
    return Mark.objects.count(), Mark.objects.filter(unit_no=CLASS_71).exists()


def _reverse_relation(universe: Universe) -> object:
    user = User(pk=universe.users["other_principal"].pk)
    return [grant.role for grant in user.grants.all()]


def _forward_relation(universe: Universe) -> object:
    return Grant(user_id=universe.users["other_principal"].pk).user.name


def _stand_in() -> Any:
    return Grant.objects.filter(unit_no=CLASS_11, role="subject_teacher", since=DAY)


def _select_related_join(_: Universe) -> object:
    return [grant.user.name for grant in _stand_in().select_related("user")]


def _values_across_a_join(_: Universe) -> object:
    return list(_stand_in().values_list("user__name", "user__login"))


def _through_an_unscoped_model(_: Universe) -> object:
    first = Person.objects.filter(unit_no=OuterRef("no")).order_by("number").values("name")[:1]
    rows = Unit.objects.filter(kind="class").order_by("no").annotate(first=Subquery(first))
    return [name for name in rows.values_list("first", flat=True) if name]


def _filter_as_oracle(universe: Universe) -> object:
    return _stand_in().filter(user__name=universe.users["teacher_71"].name).exists()


def _aggregate_from_the_unit_table(_: Universe) -> object:
    sick = (
        Mark.objects.filter(unit_no=OuterRef("no")).values("unit_no").annotate(n=Count("id"))
    ).values("n")
    rows = Unit.objects.annotate(sick=Subquery(sick)).filter(sick__gt=0).order_by("no")
    return list(rows.values_list("no", "sick"))


def _raw_cursor(_: Universe) -> object:
    with connection.cursor() as cursor:
        cursor.execute("select unit_no, count(*) from screening_mark group by unit_no order by 1")
        return cursor.fetchall()


def _raw_manager(_: Universe) -> object:
    return sorted({row.unit_no for row in Mark.objects.raw("select * from screening_mark")})


def _base_manager(universe: Universe) -> object:
    person = Person(pk=universe.person(CLASS_71, 1))
    seen = Person._base_manager.filter(unit_no=CLASS_71).count()

    def refresh(_: Universe) -> object:
        person.refresh_from_db()
        return person.name

    return seen, outcome(refresh, universe)


def _update_without_filter(_: Universe) -> object:
    return Mark.objects.update(note="改")


def _delete_without_filter(_: Universe) -> object:
    return Mark.objects.all().delete()[0]


def _create_in_another_unit(_: Universe) -> object:
    roll_call(CLASS_71, JUNIOR, slot="noon").save(force_insert=True)
    return "stored"


def _move_to_another_unit(_: Universe) -> object:
    return Person.objects.filter(unit_no=CLASS_11).update(unit_no=CLASS_71)


def _bulk_create_in_another_unit(_: Universe) -> object:
    duties = [
        Duty(
            school_id=JUNIOR, unit_no=CLASS_71, kind="screening.rollcall", day=DAY, slot=slot,
            opened_at=MORNING, due_at=MORNING,
        )
        for slot in ("x", "y")
    ]  # fmt: skip
    return len(Duty.objects.bulk_create(duties))


def _cascade(universe: Universe) -> object:
    """Our pupil is removed; last year's rows of the other class must not go with them."""
    gone = universe.person(CLASS_11, 2)
    Enrolment.objects.filter(unit_no=CLASS_11, person_id=gone).delete()
    Person.objects.filter(pk=gone).delete()
    return "deleted"


def _uniqueness_as_oracle(universe: Universe) -> object:
    """Does a child with this ID number go to school somewhere in the county?"""
    return _same_id_number(universe.users["principal"].pk)


def _same_id_number(key: Any) -> object:
    # The blind index of a pupil of the junior school, as whoever knows the ID number computes it.
    Person.objects.create(
        pk=key, school_id=PRIMARY, unit_no=PRIMARY, kind="student", number="1", name="试探",
        pinyin="", sex="M", birth_date=DAY, id_cipher=b"", id_index=KNOWN_INDEX[0],
    )  # fmt: skip
    return "stored"


def _link_to_anothers_child(universe: Universe) -> object:
    ours = RollCall.objects.get(unit_no=CLASS_11)
    mark(universe, ours, CLASS_71, 5).save(force_insert=True)
    return "stored"


def _no_scope(_: Universe) -> object:
    """A job that never entered a scope, and a thread that nobody told whose request it is."""
    found: list[object] = []

    def work() -> None:
        found.append(outcome(lambda _: Person.objects.count(), _))
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    leave()
    return found[0], outcome(lambda _: Person.objects.count(), _)


KNOWN_INDEX: list[bytes] = [b""]


def refused(table: str) -> str:
    return f'InsufficientPrivilege: new row violates row-level security policy for table "{table}"'


NO_SCOPE = "InsufficientPrivilege: no scope is set"
NO_PERSON = "DoesNotExist: Person matching query does not exist."


@dataclass(frozen=True)
class Mistake:
    """`stopped`: what comes of it in the product. `control`: without row security (and after `undo`)."""

    name: str
    do: Callable[[Universe], object]
    stopped: object
    control: object
    actor: str = "teacher"
    undo: str = ""


_KEY = "directory_enrolment_school_id_person_id_fk"
_PEOPLE = tuple(f"测试生{index:02d}01" for index in range(6))
MISTAKES = (
    Mistake("forgotten filter", _forgotten_filter, [CLASS_11], [CLASS_11, CLASS_71]),
    Mistake("object by another's id", _object_by_anothers_id, NO_PERSON, "测试生0401", "principal"),
    Mistake("count and exists", _count_and_exists, (OURS, False), (OURS + THEIRS, True)),
    Mistake(
        "reverse relation from another unit", _reverse_relation, [], ["principal"], "principal"
    ),
    Mistake(
        "forward relation through the base manager",
        _forward_relation,
        "DoesNotExist: User matching query does not exist.",
        "校长庚",
        "principal",
    ),
    Mistake("select_related join", _select_related_join, [], ["班主任卯"]),
    Mistake("values across a join", _values_across_a_join, [], [("班主任卯", "teacher_71")]),
    Mistake(
        "through an unscoped model",
        _through_an_unscoped_model,
        list(_PEOPLE[:3]),
        list(_PEOPLE),
        "principal",
    ),
    Mistake("filter as oracle", _filter_as_oracle, False, True),
    Mistake(
        "aggregate from the unit table",
        _aggregate_from_the_unit_table,
        [(CLASS_11, OURS)],
        [(CLASS_11, OURS), (CLASS_71, THEIRS)],
        "principal",
    ),
    Mistake(
        "raw cursor SQL", _raw_cursor, [(CLASS_11, OURS)], [(CLASS_11, OURS), (CLASS_71, THEIRS)]
    ),
    Mistake("Model.objects.raw", _raw_manager, [CLASS_11], [CLASS_11, CLASS_71], "principal"),
    Mistake("base manager and refresh", _base_manager, (0, NO_PERSON), (10, "测试生0401")),
    Mistake("update without filter", _update_without_filter, OURS, OURS + THEIRS),
    Mistake("delete without filter", _delete_without_filter, OURS, OURS + THEIRS),
    Mistake(
        "create a row in another unit",
        _create_in_another_unit,
        refused("screening_roll_call"),
        "stored",
    ),
    Mistake(
        "move an own row to another unit", _move_to_another_unit, refused("directory_person"), 10
    ),
    Mistake(
        "bulk_create into another unit",
        _bulk_create_in_another_unit,
        refused("duties_duty"),
        2,
        "principal",
    ),
    Mistake(
        "cascade from another unit",
        _cascade,
        'ForeignKeyViolation: update or delete on table "directory_person" violates foreign key '
        f'constraint "{_KEY}" on table "directory_enrolment"',
        "deleted",
        undo=f"""
        alter table directory_enrolment drop constraint {_KEY};
        alter table directory_enrolment add constraint {_KEY} foreign key (school_id, person_id)
          references directory_person (school_id, id) on delete cascade""",
    ),
    Mistake(
        "uniqueness as oracle",
        _uniqueness_as_oracle,
        "stored",
        'UniqueViolation: duplicate key value violates unique constraint "id_once"',
        "principal",
        undo="create unique index id_once on directory_person (id_index)",
    ),
    Mistake(
        "link to another unit's child by foreign key",
        _link_to_anothers_child,
        'ForeignKeyViolation: insert or update on table "screening_mark" violates foreign key '
        'constraint "screening_mark_school_id_unit_no_enrolment_id_person_id_fk"',
        "stored",
        undo="alter table screening_mark "
        "drop constraint screening_mark_school_id_unit_no_enrolment_id_person_id_fk",
    ),
    Mistake("no scope set at all", _no_scope, (NO_SCOPE, NO_SCOPE), (60, 60)),
)
