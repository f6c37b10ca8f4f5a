"""四查三比对: registers held against each other, by whoever keeps them or by the county each month; what
differs is answered by the school or the township. Locks: the unit's comparison, duties, the journal.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import moves as roll
from xiaoan.dropout.events import DifferenceAnswered, RegistersCompared
from xiaoan.dropout.models import Check, Child, Difference
from xiaoan.dropout.queries import checks as queries
from xiaoan.dropout.queries import names_shown
from xiaoan.dropout.rules import checks as rules
from xiaoan.dropout.services import entries, lists, owing
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other, second_id
from xiaoan.kernel.scope import everywhere

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('dropout.compare'), hashtext(%s))"


@dataclass(frozen=True)
class NewAnswer:
    """What a difference turned out to be; `id` is made by the form."""

    id: UUID
    difference_id: UUID
    answer: str
    note: str


@transaction.atomic
def compare(actor: Actor, given_id: UUID, unit_no: int, code: str) -> UUID:
    """Hold two registers of the county or a township against each other now. Whoever differed before and is
    not answered for yet stays with the comparison of then. Invalid: a register is not there."""
    if not actor.is_system:
        lists.require(actor, unit_no)
    if code not in rules.COMPARISONS:
        raise Invalid(_("请选一项比对。"), {"code": "missing"})
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [f"{unit_no} {code}"])
    known = Check.objects.filter(pk=given_id).first()
    if known is not None:
        if (known.by_id, known.unit_no, known.code) != (actor.user_id, unit_no, code):
            raise taken()
        return known.pk
    place, asked = directory.place(unit_no), rules.COMPARISONS[code]
    with everywhere("dropout") as system:
        sides = queries.COMPARE[code](system, place.interval, clock.today())
        if sides is None:
            raise Invalid(_("比对的另一边还没有:先导入名单,或等班级报晨检。"), {"code": "nothing"})
        now = clock.now()
        with new_id():
            row = Check.objects.create(
                id=given_id, unit_no=unit_no, code=code, version=rules.VERSION, at=now,
                by_id=actor.user_id, left=sides.left, right=sides.right, found=sides.found,
                left_as_of=sides.left_as_of, right_as_of=sides.right_as_of, due_at=asked.due(now),
            )  # fmt: skip
        schools = _differ(row, sides)
    owing.owe_answers(row, schools, row.due_at)
    journal.record(
        actor,
        RegistersCompared(
            school_id=0, unit_no=unit_no, check_id=row.pk, code=code, left=row.left, right=row.right,
            found=row.found,
        ),
    )  # fmt: skip
    return row.pk


def _differ(row: Check, sides: queries.Sides) -> set[int]:
    """A row for whoever is not still being asked about; gives the schools that are to answer."""
    waits = Difference.objects.filter(code=row.code, answer="")
    asked = set(waits.values_list("person_id", flat=True)) | set(
        waits.values_list("child_id", flat=True)
    )
    where = roll.where_on_roll([one for one in sides.people if one not in asked], clock.today())
    made = [
        Difference(
            school_id=school, unit_no=unit, check_id=row.pk, code=row.code, person_id=person,
            days=sides.people[person], due_at=row.due_at,
        )
        for person, (school, unit) in sorted(where.items())
    ]  # fmt: skip
    units = dict(Child.objects.filter(pk__in=sides.children).values_list("pk", "unit_no"))
    made += [
        Difference(
            school_id=0,
            unit_no=unit,
            check_id=row.pk,
            code=row.code,
            child_id=child,
            due_at=row.due_at,
        )
        for child, unit in sorted(units.items())
        if child not in asked
    ]
    Difference.objects.bulk_create(made, batch_size=1000)
    return {one.school_id for one in made if one.school_id}


@transaction.atomic
def answer(actor: Actor, given: NewAnswer) -> None:
    """Say what a difference is, once. “Put on the ledger” does so; the same form again changes nothing."""
    row = Difference.objects.select_for_update().filter(pk=given.difference_id).first()
    if row is None or not names_shown(actor, row.unit_no):
        raise NotFound
    body = fingerprint(str(row.pk), given.answer, given.note.strip())
    if row.act_id == given.id:
        if row.answered_by_id != actor.user_id or is_other(row.said, body):
            raise taken()
        return
    if not queries.may_answer(actor, row):
        raise NotFound if row.child_id else Forbidden
    if row.answer:
        raise Conflict(_("这一条已经有人答了。请刷新看结果。"))
    if given.answer not in rules.ANSWERS_OF[row.code]:
        raise Invalid(_("请选是什么情况。"), {"answer": "missing"})
    note = acts.words(
        "note", given.note, longest=rules.LONGEST, required=_("请写明怎么核的、现在在哪里。")
    )
    row.answer, row.answered_at, row.answered_by_id = given.answer, clock.now(), acts.user(actor)
    row.act_id, row.said = given.id, body
    row.note_cipher = ciphers.seal(note, place=queries.NOTE_PLACE, row=row.pk)
    row.save()
    if given.answer == "ledger" and row.person_id:
        _put_on_ledger(actor, row.person_id, second_id(given.id, body), note)
    journal.record(
        actor,
        DifferenceAnswered(
            school_id=row.school_id, unit_no=row.unit_no, difference_id=row.pk, code=row.code,
            answer=row.answer,
        ),
    )  # fmt: skip
    _discharge(actor, row)


def _put_on_ledger(actor: Actor, person_id: UUID, given_id: UUID, note: str) -> None:
    if not entries.is_open(person_id):
        entries.open_entry(actor, entries.NewEntry(given_id, person_id, note))


def _discharge(actor: Actor, row: Difference) -> None:
    school = queries.school_no(row)
    with everywhere("dropout"):
        left = Difference.objects.filter(
            check_id=row.check_id,
            answer="",
            unit_no__gte=school,
            unit_no__lt=school + numbering.SCHOOL,
        )
        is_done = bool(row.school_id) and not left.exists()
    if is_done:
        owing.answered(actor, row.check_id, school)


def compare_all(actor: Actor) -> int:
    """Of the system, once a month: every comparison of the county whose registers are there; how many."""
    if not actor.is_system:
        raise Forbidden
    today, count = clock.today(), 0
    if today.day != rules.ON_DAY:
        return 0
    for code in rules.CODES:
        if Check.objects.filter(code=code, by_id=None, at__date=today).exists():
            continue
        try:
            with transaction.atomic():
                compare(actor, uuid7(), numbering.COUNTY, code)
                count += 1
        except Invalid:
            continue
    return count
