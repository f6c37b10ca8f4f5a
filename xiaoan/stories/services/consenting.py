"""Agreeing to be shown: by the person, or a guardian of a child; taken back at any time, and then the story
is down at once."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import taken
from xiaoan.kernel.scope import everywhere
from xiaoan.stories import rules
from xiaoan.stories.events import Consented
from xiaoan.stories.models import Shown, Story, Word
from xiaoan.stories.queries import seen
from xiaoan.stories.services import acting


@dataclass(frozen=True)
class Said:
    """`said`: given, refused or withdrawn; `child_asked`: the child agrees too; `edition`: which was read."""

    id: UUID
    shown_id: UUID
    said: str
    edition: int
    child_asked: bool = False


@transaction.atomic
def consent(actor: Actor, given: Said) -> None:
    """Say yes or no for oneself or one's child. A no to a published story takes it down in the same moment.

    NotFound: it is not asked of the actor. Conflict: the story was changed since it was read, or is over.
    """
    who = user_id(actor)
    shown = _asked(actor, given.shown_id)
    if given.said not in rules.SAID:
        raise Invalid(_("请选同意或不同意。"), {"said": "invalid"})
    if given.said == "given" and shown.person_id and not given.child_asked:
        raise Invalid(_("请先问孩子本人,孩子也愿意的,勾选后再同意。"), {"child_asked": "empty"})
    known = Word.objects.filter(pk=given.id).first()
    if known is not None:
        if (known.by_id, known.shown_id, known.said) != (who, shown.pk, given.said):
            raise taken()
        return
    # The story is its class's or school's: who is shown there changes nothing in it but that it is down.
    with everywhere("stories") as system:
        row = acting.held(shown.story_id)
        _refuse(row, shown, given)
        if Word.objects.filter(pk=given.id).exists():
            raise taken()
        Word.objects.create(
            id=given.id, school_id=row.school_id, unit_no=row.unit_no, story_id=row.pk,
            shown_id=shown.pk, person_id=shown.person_id, said=given.said,
            number=1 + Word.objects.filter(shown_id=shown.pk).count(),
            child_asked=given.child_asked and given.said == "given", at=clock.now(), by_id=who,
        )  # fmt: skip
        if given.said != "given" and row.state == "published":
            _take_down(system, row)
    journal.record(
        actor,
        Consented(
            school_id=row.school_id, unit_no=row.unit_no, story_id=row.pk, shown_id=shown.pk,
            said=given.said,
        ),
    )  # fmt: skip


def _asked(actor: Actor, shown_id: UUID) -> Shown:
    row = Shown.objects.filter(pk=shown_id).first()
    if row is None or (row.person_id not in actor.people and row.user_id != actor.user_id):
        raise NotFound
    return row


def _refuse(row: Story, shown: Shown, given: Said) -> None:
    if row.state not in ("submitted", "published", "returned"):
        raise Conflict(_("这一篇已经撤下,不用再表态。"))
    # A no holds of whatever was read; a yes only of what is there now.
    if given.said == "given" and not given.edition == row.edition == shown.edition:
        raise Conflict(_("这一篇刚刚改过。请刷新,看过再决定。"))


@transaction.atomic
def lapse(person_id: UUID) -> int:
    """Who answers for a child has changed: published stories that show it come down where nobody who answers
    for it now agrees. Consent does not outlive the right to give it. Gives how many came down."""
    with everywhere("stories") as system:
        shown = Shown.objects.filter(person_id=person_id).values("story_id")
        return _lapse(system, Story.objects.filter(pk__in=shown, state="published"))


@transaction.atomic
def lapse_all(actor: Actor) -> int:
    """The same of every published story: a right may end by a date, or with an account. Of the system."""
    if not actor.is_system:
        raise Forbidden
    return _lapse(actor, Story.objects.filter(state="published"))


def _lapse(system: Actor, rows: QuerySet[Story]) -> int:
    gone = seen.lapsed(list(rows.only("id", "edition")))
    held = rows.select_for_update().filter(pk__in=gone).order_by("id")
    found = [row for row in held if row.pk in seen.lapsed([row])]
    for row in found:
        _take_down(system, row, rules.LAPSED)
    return len(found)


def _take_down(system: Actor, row: Story, reason: str = "") -> None:
    row.state, row.reason, row.decided_at, row.decided_by_id = (
        "withdrawn",
        reason,
        clock.now(),
        None,
    )
    row.save(update_fields=["state", "reason", "decided_at", "decided_by_id"])
    acting.record(system, row, "withdraw")
