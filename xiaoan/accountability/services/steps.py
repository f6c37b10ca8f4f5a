"""Taking a step of a case file: under its lock, sealed, with its digest in the journal."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accountability import rules
from xiaoan.accountability.events import FileStepTaken
from xiaoan.accountability.models import CaseFile, FileStep
from xiaoan.accountability.queries.files import PLACE
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other


def digest_of(no: int, kind: str, text: str, facts: dict[str, Any], before: str) -> str:
    """SHA-256 over the canonical JSON of what a step says and the digest of the step before it ("" for the
    first); the exported file's verifier does the same. Steps older than that cover themselves alone."""
    told = {"no": no, "kind": kind, "text": text, "facts": facts, "before": before}
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def words(text: str, field: str = "text", longest: int = rules.LONGEST) -> str:
    """What was written, without blanks around it; Invalid if it is empty, too long or unreadable."""
    told = text.strip()
    if not told:
        raise Invalid(_("请填写。"), {field: "empty"})
    if len(told) > longest or "\0" in told:
        raise Invalid(_("最多 %(n)d 个字,不能有特殊符号。") % {"n": longest}, {field: "too_long"})
    return told


def known(actor: Actor, step_id: UUID, said: bytes) -> bool:
    """Whether this form was stored before; other content or another person under its id is refused."""
    row = FileStep.objects.filter(pk=step_id).values_list("said", "by_id").first()
    if row is None:
        return False
    if is_other(row[0], said) or row[1] != actor.user_id:
        raise taken()
    return True


def refuse_overtaken(row: CaseFile, base: int, kind: str) -> None:
    """A step is taken upon what its person has seen."""
    if row.steps != base:
        raise Conflict(_("案卷在您填写期间有了新的步骤。您的内容没有保存,请看过最新情况再提交。"))
    if not rules.may_follow(kind, row.state):
        raise Conflict(_("案卷现在的状态不能做这一步。"))


def take(
    actor: Actor, row: CaseFile, step_id: UUID, kind: str, text: str, facts: dict[str, Any]
) -> FileStep:
    """Store the step, move the file's state on, and record the fact. The caller holds the row's lock."""
    before = _last_digest(row)
    row.steps += 1
    row.state = rules.state_after(kind, row.state)
    row.save()
    body = json.dumps({"text": text}, ensure_ascii=False)
    step = FileStep(
        id=step_id, file_id=row.pk, school_id=row.school_id, unit_no=row.unit_no, no=row.steps,
        kind=kind, at=clock.now(), by_id=actor.user_id,
        body=ciphers.seal(body, place=PLACE, row=step_id),
        digest=digest_of(row.steps, kind, text, facts, before), facts=facts,
        said=said_of(row.pk, kind, text, facts),
    )  # fmt: skip
    with new_id():
        step.save(force_insert=True)
    journal.record(
        actor,
        FileStepTaken(
            school_id=row.school_id, unit_no=row.unit_no, file_id=row.pk, step_id=step.pk,
            no=step.no, step=kind, digest=step.digest, before=before,
        ),
    )  # fmt: skip
    return step


def _last_digest(row: CaseFile) -> str:
    if not row.steps:
        return ""
    rows = FileStep.objects.filter(school_id=row.school_id, file_id=row.pk, no=row.steps)
    return rows.values_list("digest", flat=True).get()


def said_of(file_id: UUID, kind: str, text: str, facts: dict[str, Any]) -> bytes:
    return fingerprint(file_id, kind, text, facts)
