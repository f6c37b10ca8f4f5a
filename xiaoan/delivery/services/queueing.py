"""Queueing: what is to be said is stored with what it is about, in the caller's transaction.

Locks: the batch; messages in the order of their keys; then the chain of facts.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import reach
from xiaoan.delivery import models, rules
from xiaoan.delivery.events import BatchQueued
from xiaoan.delivery.queries.ways import Set, channels_set, usual
from xiaoan.delivery.services import planning
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import taken
from xiaoan.kernel.scope import everywhere

CHUNK = 5000
LONGEST_SUBJECT, LONGEST_TEXT = 60, 500
_SIZES = (numbering.GRADE, numbering.SCHOOL, numbering.TOWNSHIP, numbering.COUNTY)


@dataclass(frozen=True)
class Message:
    """To one person. `key`: a second queueing of the same key is the same message; `person_id`: of a user, of
    staff on the roster, or of a guardian's entry; `link`: a path of the product that opens under the reader's
    own rights; `variables` fill the batch's text and hold nothing personal."""

    key: str
    person_id: UUID
    school_id: int
    unit_no: int
    link: str
    variables: Mapping[str, str]


@dataclass(frozen=True)
class Batch:
    """What is said. `source`: who asks ("notices.notice"); `channels` in order, the next one where somebody
    has not settled after `patience` minutes (0: all at once); `urgent` passes quiet hours. No names and no
    diagnoses in `subject` and `text`."""

    source: str
    source_id: UUID
    subject: str
    text: str
    channels: tuple[str, ...]
    patience: int
    not_before: dt.datetime | None
    expires: dt.datetime
    urgent: bool
    # Language → (subject, text), for whoever chose that language; `subject` and `text` for all others.
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Queued:
    """How many people were queued, how many keys were known before, whom no channel reaches (of those
    queued)."""

    batch_id: UUID
    queued: int
    doubles: int
    without: int


@transaction.atomic
def queue(actor: Actor, submission_id: UUID, batch: Batch, messages: Iterable[Message]) -> Queued:
    """Queue a batch; the same submission once more is the same batch. Whether the actor may address these
    people is the caller's matter; who does not see one of their units gets NotFound. Faults of the batch are
    Invalid at its field."""
    _checked(batch)
    told = sorted(messages, key=lambda one: one.key)
    units = {one.unit_no for one in told}
    if not all(actor.sees(no) for no in units):
        raise NotFound
    with everywhere("delivery") as system:
        row = _row(actor, submission_id, batch, told, units)
        if not _begun(row):
            return _again(row)
        channels = {code: usual(code) for code in batch.channels} | channels_set(batch.channels)
        rest = iter(told)
        while chunk := list(islice(rest, CHUNK)):
            _store(system, row, channels, chunk)
        models.Batch.objects.filter(pk=row.pk).update(
            people=row.people, doubles=row.doubles, without=row.without
        )
    journal.record(
        actor,
        BatchQueued(
            school_id=row.school_id, unit_no=row.unit_no, batch_id=row.pk, source=row.source,
            source_id=row.source_id, people=row.people, doubles=row.doubles, without=row.without,
            urgent=row.urgent,
        ),
    )  # fmt: skip
    return Queued(row.pk, row.people, row.doubles, row.without)


def _checked(batch: Batch) -> None:
    """Faults at the field that has to be mended."""
    for subject, text in ((batch.subject, batch.text), *batch.texts.values()):
        _measured("subject", subject, LONGEST_SUBJECT)
        _measured("text", text, LONGEST_TEXT)
    if not batch.channels or set(batch.channels) - rules.KINDS.keys():
        raise Invalid(_("请至少选一个已有的发送渠道。"), {"channels": "unknown"})
    if batch.patience < 0:
        raise Invalid(_("等多少分钟换渠道,请写 0 或更大的整数。"), {"patience": "negative"})
    if batch.expires <= max(clock.now(), batch.not_before or clock.now()):
        raise Invalid(_("有效期要晚于发送时间。请改有效期。"), {"expires": "past"})


def _measured(name: str, text: str, longest: int) -> None:
    if not text.strip() or len(text) > longest or "\0" in text:
        raise Invalid(
            _("消息写了 %(found)s 个字,要有内容,最多 %(most)s 个字。请修改。")
            % {"found": len(text), "most": longest},
            {name: "length"},
        )


def _row(
    actor: Actor, pk: UUID, batch: Batch, told: Sequence[Message], units: set[int]
) -> models.Batch:
    unit = rules.unit_of(sorted(units), _SIZES) if units else _home(actor)
    sent = said.fingerprint(
        batch.source, batch.source_id, batch.subject, batch.text, batch.channels, batch.patience,
        batch.urgent, len(told), {code: list(words) for code, words in batch.texts.items()},
    )  # fmt: skip
    return models.Batch(
        id=pk, school_id=numbering.chain_of(unit), unit_no=unit, source=batch.source,
        source_id=batch.source_id, subject=batch.subject, text=batch.text,
        texts={code: {"subject": words[0], "text": words[1]} for code, words in batch.texts.items()},
        channels=list(dict.fromkeys(batch.channels)), patience=batch.patience,
        not_before=batch.not_before, expires=batch.expires, urgent=batch.urgent, body_hash=sent,
        at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip


def _home(actor: Actor) -> int:
    """Where a batch without people lies."""
    lo = min((lo for lo, _hi in actor.intervals), default=0)
    return lo or numbering.COUNTY


_BEGIN = """
insert into delivery_batch (id, school_id, unit_no, source, source_id, subject, text, texts, channels,
  patience, not_before, expires, urgent, body_hash, people, doubles, without, at, by_id, reason)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, 0, 0, %s, %s, '')
on conflict (id) do nothing
"""


def _begun(row: models.Batch) -> bool:
    """Put the batch down; False if the same submission did so before."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BEGIN,
            [
                row.pk, row.school_id, row.unit_no, row.source, row.source_id, row.subject, row.text,
                json.dumps(row.texts, ensure_ascii=False), row.channels,
                row.patience, row.not_before, row.expires, row.urgent, bytes(row.body_hash),
                row.at, row.by_id,
            ],
        )  # fmt: skip
        return bool(cursor.rowcount == 1)


def _again(row: models.Batch) -> Queued:
    known = models.Batch.objects.get(pk=row.pk)
    if known.by_id != row.by_id or said.is_other(known.body_hash, bytes(row.body_hash)):
        raise taken()
    return Queued(known.pk, known.people, known.doubles, known.without)


_STORE = """
insert into delivery_message (id, batch_id, school_id, unit_no, person_id, key, link, variables,
  language, step, next_at)
select id, %s, school_id, unit_no, person_id, key, link, variables::jsonb, language, step, next_at
from unnest(%s::uuid[], %s::int[], %s::int[], %s::uuid[], %s::text[], %s::text[], %s::text[],
  %s::text[], %s::smallint[], %s::timestamptz[])
  as given (id, school_id, unit_no, person_id, key, link, variables, language, step, next_at)
on conflict (key) do nothing returning id
"""


def _store(
    system: Actor, row: models.Batch, channels: dict[str, Set], chunk: Sequence[Message]
) -> None:
    """Messages and their first sendings; what is known already is counted and left alone."""
    texts = [json.dumps(dict(one.variables), ensure_ascii=False, sort_keys=True) for one in chunk]
    languages = _languages(system, row, chunk)
    told = [
        planning.Told(
            uuid7(), one.person_id, one.unit_no, one.school_id,
            content_of(one.link, one.variables, languages.get(one.person_id, "")),
        )
        for one in chunk
    ]  # fmt: skip
    made = planning.plan(system, row, channels, told, row.at)
    standing = [made.standing.get(one.id, (0, None)) for one in told]
    columns = (
        [one.id for one in told], [one.school_id for one in chunk], [one.unit_no for one in chunk],
        [one.person_id for one in chunk], [one.key for one in chunk], [one.link for one in chunk],
        texts, [languages.get(one.person_id, "") for one in chunk],
        [step for step, _at in standing], [at for _step, at in standing],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [row.pk, *columns])
        new = {pk for (pk,) in cursor.fetchall()}
    made.sendings = [one for one in made.sendings if one[1] in new]
    planning.add(made)
    row.people += len(new)
    row.doubles += len(chunk) - len(new)
    row.without += len(made.without & new)


def _languages(system: Actor, row: models.Batch, chunk: Sequence[Message]) -> dict[UUID, str]:
    """Of these people the language that they chose, where the batch has it."""
    if not row.texts:
        return {}
    users = reach.accounts_of(system, [one.person_id for one in chunk])
    chosen = reach.languages(system, users.values())
    found = {who: chosen.get(user, "").lower() for who, user in users.items()}
    return {who: code for who, code in found.items() if code in row.texts}


def content_of(link: str, variables: Mapping[str, str], language: str) -> bytes:
    """Equal where what is said is equal."""
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError(f"{link!r} is no path of the product")
    text = json.dumps(dict(variables), ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(f"{link}\0{text}\0{language}".encode(), digest_size=8).digest()
