"""Reading what was assigned, and answering: once for each child whoever of the family does it, once for each
in office. That a material was opened is counted without anybody."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import altered
from xiaoan.kernel.scope import everywhere
from xiaoan.materials import queries, rules
from xiaoan.materials.events import MaterialRead, QuizAnswered
from xiaoan.materials.models import Reading
from xiaoan.materials.queries import assigned, quizzes
from xiaoan.materials.services import acting

# So many open a material at once without waiting for each other.
_SHARDS = 16
_VIEWED = """
insert into materials_view (code, audience, day, shard, views)
values (%(code)s, %(audience)s, %(day)s, %(shard)s, 1)
on conflict (code, audience, day, shard) do update set views = materials_view.views + 1
"""
_TALLY = """
insert into materials_tally (school_id, unit_no, assignment_id, question, asked, "right")
select %(school)s, %(unit)s, %(id)s, q.key, 1, q.is_right::int
from unnest(%(keys)s::text[], %(right)s::bool[]) q (key, is_right) order by q.key
on conflict (assignment_id, unit_no, question) do update
set asked = materials_tally.asked + 1, "right" = materials_tally."right" + excluded."right"
"""


def viewed(actor: Actor, code: str, audience: str) -> None:
    """A material in force was opened, by whoever it was: nothing of the actor is kept."""
    held = queries.open_material(code)
    if audience not in held.material.audiences:
        raise NotFound
    values: dict[str, Any] = {
        "code": code, "audience": audience, "day": clock.today(),
        "shard": secrets.randbelow(_SHARDS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_VIEWED, values)


def _open(one: assigned.Assigned) -> queries.Held:
    """The version of an assignment that runs today."""
    if one.cancelled_at is not None:
        raise Conflict(_("这次阅读已经取消,不用再读。"))
    if not one.is_open_on(clock.today()):
        raise Conflict(_("这次阅读已经截止,没有再记。材料仍可以在“防疫知识”里看。"))
    held = queries.version(one.version_id)
    if held.halted:
        raise Conflict(_("这份材料已经停用,不用再读。"))
    return held


@transaction.atomic
def read(actor: Actor, assignment_id: UUID, whom: UUID) -> None:
    """It was read, for a child of the actor or by themselves. The same once more changes nothing."""
    one = assigned.assignment(assignment_id)
    place = assigned.place_for(actor, one, whom)
    acting.hold(f"reading {assignment_id} {whom}")
    if _row(one, place, whom) is not None:
        return
    held = _open(one)
    now, key = clock.now(), uuid7()
    asked = [question.key for question in held.material.questions_for(one.audience)]
    row = Reading.objects.create(
        id=key, school_id=place.school_id, unit_no=place.unit_no, assignment_id=one.id,
        person_id=place.person_id, user_id=user_id(actor), day=now.date(), read_at=now,
        questions=list(rules.draw(key, asked, one.questions)),
    )  # fmt: skip
    journal.record(
        actor,
        MaterialRead(
            school_id=row.school_id, unit_no=row.unit_no, assignment_id=one.id, reading_id=row.pk
        ),
    )


def _row(one: assigned.Assigned, place: assigned.Place, whom: UUID) -> Reading | None:
    rows = Reading.objects.select_for_update().filter(assignment_id=one.id)
    if place.person_id is None:
        return rows.filter(person_id=None, user_id=whom).first()
    return rows.filter(person_id=whom).first()


@transaction.atomic
def answer(
    actor: Actor, assignment_id: UUID, whom: UUID, answers: Mapping[int, Sequence[int]]
) -> None:
    """Hand in the quiz of a reading: of each question (from 0) the places that were chosen, as they stood on
    the page. The first answer of a family counts; practising is free and counts nowhere.

    Invalid at `q-<n>`: a question without an answer, or more than one where one is asked for. Conflict: it
    was answered already, by another of the family or otherwise; it is over.
    """
    one = assigned.assignment(assignment_id)
    place = assigned.place_for(actor, one, whom)
    acting.hold(f"reading {assignment_id} {whom}")
    row = _row(one, place, whom)
    if row is None or not row.questions:
        raise NotFound
    material = queries.version(one.version_id).material
    asked = [found for key in row.questions if (found := material.question(key))]
    said = quizzes.places_of(row.pk, asked, answers)
    if row.handed_at is not None:
        _refuse_again(actor, row, said)
        return
    _open(one)
    if wrong := quizzes.gaps(asked, answers):
        raise Invalid(_("还有 %(n)s 题没有答好,答完再交。") % {"n": len(wrong)}, wrong)
    score = rules.score(asked, said)
    row.answers, row.right = said, score.right
    row.handed_at, row.handed_by_id = clock.now(), actor.user_id
    row.save(update_fields=["answers", "right", "handed_at", "handed_by_id"])
    _count(row, score)
    journal.record(
        actor,
        QuizAnswered(
            school_id=row.school_id, unit_no=row.unit_no, assignment_id=one.id, reading_id=row.pk,
            questions=score.total,
        ),
    )  # fmt: skip


def _refuse_again(actor: Actor, row: Reading, said: Mapping[str, Sequence[int]]) -> None:
    if row.handed_by_id != actor.user_id:
        raise Conflict(_("家里已有人替这个孩子答过,一个孩子记一次。您可以在材料页自己练习。"))
    if dict(said) != row.answers:
        raise altered()


def _count(row: Reading, score: rules.Score) -> None:
    keys = sorted(score.by_key)
    values: dict[str, Any] = {
        "school": row.school_id, "unit": row.unit_no, "id": row.assignment_id, "keys": keys,
        "right": [score.by_key[key] for key in keys],
    }  # fmt: skip
    # A guardian's scope holds no class: the figures of it are the system's.
    with everywhere("materials"), connection.cursor() as cursor:
        cursor.execute(_TALLY, values)
