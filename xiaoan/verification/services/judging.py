"""Adding checks, and writing what the answers are by now."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id
from xiaoan.surveys.queries import ledger
from xiaoan.verification.models import Check, Verdict
from xiaoan.verification.queries.sealed import DETAILS_PLACE
from xiaoan.verification.rules import sources
from xiaoan.verification.services.declarations import Declaration

# How people declare: on the form of the round, whoever fills it in.
FORM = "form"


@dataclass(frozen=True, kw_only=True)
class Given:
    """A check as it is sent; `id` is made by who sends it. `details`: place, paper, number, note."""

    id: UUID
    channel: str
    result: str
    happened_at: datetime
    informant: str = ""
    details: dict[str, str] = field(default_factory=dict)
    list_id: UUID | None = None

    def digest(self, answer_id: UUID) -> bytes:
        """Equal for equal checks: a press repeated is the same press."""
        said = [
            str(answer_id), self.channel, self.result, self.happened_at.isoformat(),
            self.informant, sorted(self.details.items()),
        ]  # fmt: skip
        return sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def add_checks(actor: Actor, wanted: Sequence[tuple[Declaration, Given]]) -> dict[UUID, str]:
    """Add checks and write the status of each answer anew; gives it by answer."""
    now = clock.now()
    rows = [_row(actor, answer, given, now) for answer, given in wanted]
    with new_id():
        Check.objects.bulk_create(rows, batch_size=2000)
    return _judge(actor, {answer.answer_id: answer for answer, _given in wanted}, now)


def _row(actor: Actor, answer: Declaration, given: Given, now: datetime) -> Check:
    text = json.dumps(given.details, ensure_ascii=False)
    sealed = ciphers.seal(text, place=DETAILS_PLACE, row=given.id) if given.details else None
    return Check(
        id=given.id, school_id=answer.school_id, unit_no=answer.unit_no,
        person_id=answer.person_id, answer_id=answer.answer_id, round_id=answer.round_id,
        channel=given.channel, informant=given.informant, result=given.result,
        happened_at=given.happened_at, details=sealed, list_id=given.list_id, made_at=now,
        by_id=actor.user_id, body_hash=given.digest(answer.answer_id),
    )  # fmt: skip


def _judge(actor: Actor, answers: dict[UUID, Declaration], now: datetime) -> dict[UUID, str]:
    """All checks of each answer, in their order, under the rule of two sources."""
    checks: dict[UUID, list[sources.Source]] = defaultdict(list)
    rows = Check.objects.filter(answer_id__in=answers).order_by("made_at", "id")
    for answer_id, channel, informant, result, by_id in rows.values_list(
        "answer_id", "channel", "informant", "result", "by_id"
    ):
        checks[answer_id].append(sources.Source(channel, informant, result, by_id))
    wrote = ledger.authors(actor, answers)
    found = {
        pk: sources.status(FORM, answer.by, checks[pk], wrote.get(pk))
        for pk, answer in answers.items()
    }
    Verdict.objects.bulk_create(
        [
            Verdict(
                id=uuid7(), school_id=answer.school_id, unit_no=answer.unit_no,
                person_id=answer.person_id, answer_id=pk, round_id=answer.round_id,
                status=found[pk], untrue=found[pk] == sources.CONTRADICTED, changed_at=now,
            )
            for pk, answer in answers.items()
        ],
        update_conflicts=True, unique_fields=["school_id", "answer_id"],
        update_fields=["status", "untrue", "changed_at"], batch_size=2000,
    )  # fmt: skip
    return found
