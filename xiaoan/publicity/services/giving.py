"""What other apps put on the public page: they have had their own second person."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.said import fingerprint
from xiaoan.publicity import rules
from xiaoan.publicity.models import Text, Version
from xiaoan.publicity.services.agreeing import shown, taken_down
from xiaoan.publicity.services.keeping import one_at_a_time, why_of
from xiaoan.publicity.services.writing import Draft, faults, keep_version


@dataclass(frozen=True)
class Given:
    """A text of another app. `source`: its kind of row ("notices.notice"), `source_id`: which one;
    `written_by`: who wrote it there, never the one who publishes. `words`: {language: {"title", "body"}}."""

    source: str
    source_id: UUID
    office_no: int
    kind: str
    words: Mapping[str, Mapping[str, str]]
    written_by: UUID
    reason: str = ""


def publish(actor: Actor, submission_id: UUID, given: Given) -> UUID:
    """Publish it, or what it says now; gives the text's id. The same words once more change nothing.

    The actor may approve public texts at the office (or is the system, for a second person who did).
    Forbidden: who wrote it publishes it. Invalid: as `write`.
    """
    _require(actor, given.office_no)
    if given.written_by == actor.user_id:
        raise Forbidden
    words = rules.cleaned(given.words)
    row = _row(given)
    said = fingerprint(given.source, given.source_id, words)
    last = Version.objects.filter(text_id=row.pk, no=row.shown_no or 0).first()
    if last and bytes(last.said) == said:
        return row.pk
    pk = uuid5(submission_id, f"{given.source}/{given.source_id}")
    draft = Draft(pk, given.office_no, row.pk, row.versions, given.kind, words, "", given.reason)
    found = faults(draft, words, is_public=False)
    if found:
        raise Invalid(next(iter(found.values())), found)
    keep_version(actor, row, pk, words, "", given.reason, said)
    shown(actor, row, row.versions, pk)
    return row.pk


def retract(actor: Actor, submission_id: UUID, source: str, source_id: UUID, why: str) -> None:
    """Take down what another app had published; nothing, where it is not public."""
    row = Text.objects.select_for_update().filter(source=source, source_id=source_id).first()
    if row is None:
        return
    _require(actor, row.unit_no)
    if row.state == "published":
        taken_down(actor, row, submission_id, why_of(why))


def _row(given: Given) -> Text:
    """The text of the other app's row, locked; two who publish it first at once make one."""
    one_at_a_time(given.source, given.source_id)
    row = (
        Text.objects.select_for_update()
        .filter(source=given.source, source_id=given.source_id)
        .first()
    )
    return row or Text.objects.create(
        unit_no=given.office_no, kind=given.kind, source=given.source, source_id=given.source_id,
        changed_at=clock.now(),
    )  # fmt: skip


def _require(actor: Actor, office_no: int) -> None:
    if not actor.may(Permission.APPROVE_PUBLIC, office_no):
        raise Forbidden
