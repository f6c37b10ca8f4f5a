"""The claims of a list beside what was declared: who agrees is verified, of all others a duty is opened."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from xiaoan.directory.services import copy_in
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.keypersons import services as keypersons
from xiaoan.verification.events import AnswersConfirmed, DisagreementsOpened
from xiaoan.verification.models import Disagreement, OutsideList
from xiaoan.verification.queries.sealed import CLAIM_PLACE
from xiaoan.verification.rules import claims, sources
from xiaoan.verification.rules.claims import Stay
from xiaoan.verification.services import declarations
from xiaoan.verification.services.judging import Given, add_checks

CLEAR = "verification.clear"
# More of one person than these says nothing new.
MOST_STAYS = 10
_COLUMNS = tuple(field.attname for field in Disagreement._meta.concrete_fields)


@dataclass(slots=True)
class Claim:
    """What a list says of one person, and by which rule the person was found."""

    person_id: UUID
    school_id: int
    unit_no: int
    kind: str
    rule: str
    stays: list[Stay]


def hold_claims(actor: Actor, found: OutsideList, wanted: Sequence[Claim]) -> dict[str, int]:
    """Hold claims against the answers that stand; gives how many agree, are denied, are met by silence.

    Who has a disagreement of this list already keeps it.
    """
    known = set(Disagreement.objects.filter(list_id=found.pk).values_list("person_id", flat=True))
    fresh = [claim for claim in wanted if claim.person_id not in known]
    places = [(claim.person_id, claim.school_id, claim.unit_no) for claim in fresh]
    said = declarations.declared(actor, found.category, places)
    groups: dict[str, list[Claim]] = {claims.AGREES: [], claims.DENIED: [], claims.SILENT: []}
    for claim in fresh:
        answer = said.get(claim.person_id)
        groups[claims.beside(answer.says if answer else None)].append(claim)
    _confirm(actor, found, [said[claim.person_id] for claim in groups[claims.AGREES]])
    ladders = duty_queries.ladders()
    opened = [
        _disagreement(found, claim, stands, said.get(claim.person_id), ladders)
        for stands in (claims.DENIED, claims.SILENT)
        for claim in groups[stands]
    ]
    _open(actor, found, opened, {claim.person_id: claim.kind for claim in fresh})
    return {stands: len(them) for stands, them in groups.items()}


def _confirm(actor: Actor, found: OutsideList, answers: Sequence[declarations.Declaration]) -> None:
    """A list that says the same is a source of its own."""
    now = clock.now()
    add_checks(
        actor,
        [
            (
                answer,
                Given(
                    id=uuid7(), channel=sources.OUTSIDE, result=sources.CONFIRMS,
                    happened_at=now, list_id=found.pk,
                ),
            )
            for answer in answers
        ],
    )  # fmt: skip
    for school_id, count in sorted(_by_school(answers).items()):
        journal.record(
            actor,
            AnswersConfirmed(
                school_id=school_id, unit_no=school_id, list_id=found.pk, answers=count
            ),
        )


def _by_school(answers: Iterable[declarations.Declaration]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for answer in answers:
        counts[answer.school_id] += 1
    return counts


def _disagreement(
    found: OutsideList, claim: Claim, stands: str, answer: declarations.Declaration | None,
    ladders: duty_queries.Ladders,
) -> Disagreement:  # fmt: skip
    key, now = uuid7(), clock.now()
    stays = [asdict(stay) for stay in claim.stays[:MOST_STAYS]]
    text = json.dumps(stays, ensure_ascii=False, default=str)
    return Disagreement(
        id=key, school_id=claim.school_id, unit_no=claim.unit_no, class_then=claim.unit_no,
        person_id=claim.person_id, list_id=found.pk, round_id=found.round_id,
        answer_id=answer.answer_id if answer else None, category=found.category, rule=claim.rule,
        stands=stands, claim=ciphers.seal(text, place=CLAIM_PLACE, row=key), opened_at=now,
        due_at=now + ladders.within(f"{CLEAR}.within", claim.unit_no),
    )  # fmt: skip


def _open(
    actor: Actor, found: OutsideList, rows: Sequence[Disagreement], kinds: dict[UUID, str]
) -> None:
    # Thousands at once: COPY takes a tenth of the time.
    told = ([getattr(row, name) for name in _COLUMNS] for row in rows)
    copy_in("verification_disagreement", _COLUMNS, told)
    open_duties(actor, rows, {row.pk: kinds.get(row.person_id, "") for row in rows})
    by_school: dict[int, list[UUID]] = defaultdict(list)
    for row in rows:
        by_school[row.school_id].append(row.pk)
    for school_id, ids in sorted(by_school.items()):
        journal.record(
            actor,
            DisagreementsOpened(
                school_id=school_id, unit_no=school_id, list_id=found.pk,
                disagreement_ids=tuple(ids),
            ),
        )  # fmt: skip


def open_duties(actor: Actor, rows: Sequence[Disagreement], kinds: dict[UUID, str]) -> None:
    """A duty for each disagreement: the class teacher's for a pupil, the principal's for staff."""
    wanted = [Owed(row.pk, row.school_id, row.unit_no, row.due_at) for row in rows]
    staff = {pk for pk, kind in kinds.items() if kind == "staff"}
    owe(actor, CLEAR, wanted, staff)


@dataclass(frozen=True, slots=True)
class Owed:
    """A row of this app that somebody answers for."""

    about_id: UUID
    school_id: int
    unit_no: int
    due_at: datetime
    slot: str = ""


def owe(actor: Actor, kind: str, wanted: Sequence[Owed], staff: set[UUID]) -> None:
    """Open the duties, each with a named person and a deputy: those of the class, of staff the principal."""
    places = {one: one.school_id if one.about_id in staff else one.unit_no for one in wanted}
    day = clock.today()
    carers = keypersons.default_carers(actor, set(places.values()), day)
    ladders = duty_queries.ladders()
    groups: dict[str, list[duties.NewDuty]] = defaultdict(list)
    for one in wanted:
        groups[one.slot].append(
            duties.NewDuty(
                one.school_id, one.unit_no, 1, one.due_at, *carers[places[one]],
                ladders.first_step_at(one.unit_no, one.due_at), None, one.about_id,
            )
        )  # fmt: skip
    for slot, found in sorted(groups.items()):
        duties.open_duties(actor, kind, day, slot, found)
