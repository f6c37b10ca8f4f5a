"""Spot checks: answers of a unit drawn at random, each to be checked by who answers for the person."""

import secrets
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.duties import queries as duty_queries
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.surveys.queries import ledger
from xiaoan.verification.events import SampleDrawn
from xiaoan.verification.models import Sample, SpotCheck
from xiaoan.verification.services.checking import SPOT_CHECK
from xiaoan.verification.services.disagreeing import Owed, owe

MOST = 200
# A drawn answer is to be checked by then.
_WITHIN = "verification.spot_check.within"


def draw(
    actor: Actor,
    sample_id: UUID,
    round_id: UUID,
    unit_no: int,
    wanted: int,
    seed: int | None = None,
) -> Sample:
    """Draw `wanted` answers of a round inside a unit. The same id once more: the same sample.

    The seed is kept and recorded: the same answers are drawn from it again, whoever asks.
    """
    place = directory.place(unit_no)
    if not actor.may(Permission.CHECK_ANSWERS, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    before = Sample.objects.filter(pk=sample_id).first()
    if before:
        if (before.round_id, before.unit_no, before.wanted) != (round_id, unit_no, wanted):
            raise taken()
        return before
    if not 1 <= wanted <= MOST:
        raise Invalid(_("请填 1 到 200 之间的人数。"), {"wanted": "range"})
    ledger.round_at(actor, round_id)
    standing = ledger.standing_in(actor, round_id, place.interval)
    if not standing:
        raise Conflict(_("这里还没有申报,没有可抽的。"))
    seed = secrets.randbits(48) if seed is None else seed
    chosen = drawn(seed, [answer for answer, *_rest in standing], wanted)
    row = _keep(actor, sample_id, round_id, place, (seed, len(standing), wanted), chosen)
    _open(actor, row, [one for one in standing if one[0] in set(chosen)])
    journal.record(
        actor,
        SampleDrawn(
            school_id=row.school_id, unit_no=unit_no, sample_id=row.pk, seed=seed,
            answers=len(standing), drawn=len(chosen),
        ),
    )  # fmt: skip
    return row


def drawn(seed: int, answers: list[UUID], wanted: int) -> list[UUID]:
    """The same for the same seed and answers, whatever order these come in."""
    return sorted(answers, key=lambda one: sha256(f"{seed} {one}".encode()).digest())[:wanted]


def _keep(
    actor: Actor, sample_id: UUID, round_id: UUID, place: directory.Place,
    figures: tuple[int, int, int], chosen: list[UUID],
) -> Sample:  # fmt: skip
    now, (seed, answers, wanted) = clock.now(), figures
    within = duty_queries.ladders().days(_WITHIN, place.no)
    with new_id():
        return Sample.objects.create(
            id=sample_id, school_id=place.school_id, unit_no=place.no, round_id=round_id, seed=seed,
            answers=answers, wanted=wanted, drawn_at=now, due_at=now + within, by_id=actor.user_id,
            answer_ids=chosen,
        )  # fmt: skip


def _open(actor: Actor, row: Sample, chosen: list[tuple[UUID, UUID, int, int]]) -> None:
    spots = [
        SpotCheck(
            id=uuid7(), school_id=school_id, unit_no=unit_no, sample_id=row.pk,
            person_id=person_id, answer_id=answer_id, due_at=row.due_at,
        )
        for answer_id, person_id, school_id, unit_no in chosen
    ]  # fmt: skip
    SpotCheck.objects.bulk_create(spots)
    people = {spot.person_id for spot in spots}
    teaching = Person.objects.filter(pk__in=people, kind="staff").values_list("id", flat=True)
    staff = set(teaching)
    wanted = [Owed(one.pk, one.school_id, one.unit_no, one.due_at) for one in spots]
    owe(actor, SPOT_CHECK, wanted, {one.pk for one in spots if one.person_id in staff})
