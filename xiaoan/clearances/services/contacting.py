"""Asking after a pupil who may not come yet (每日联系): what was heard is kept, the duty of the day done.

Locks: the duties about the pupil, then the journal.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.clearances import queries, rules
from xiaoan.clearances.events import KeptContacted
from xiaoan.clearances.models import Contact
from xiaoan.clearances.services.owing import FOLLOW
from xiaoan.directory.queries import moves as roll
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other

PLACE = "clearances_contact.words_cipher"


@dataclass(frozen=True)
class NewContact:
    """`id` is made by the form; `outcome` of rules.OUTCOMES; `online`: in online lessons, None: not asked."""

    id: UUID
    person_id: UUID
    outcome: str
    online: bool | None = None
    words: str = ""

    @property
    def said(self) -> bytes:
        return fingerprint(str(self.person_id), self.outcome, self.online, self.words.strip())


def contact(actor: Actor, given: NewContact) -> bool:
    """Keep what was heard today; gives whether that does for today (nobody reached does not). NotFound,
    Forbidden; Conflict: nothing keeps the pupil; Invalid at its field."""
    known = Contact.objects.filter(pk=given.id).first()
    if known is not None:
        if known.by_id != actor.user_id or is_other(known.said, given.said):
            raise taken()
        return known.outcome in rules.REACHED
    day = clock.today()
    where = _where(actor, given.person_id, day)
    words = _checked(given)
    if queries.standings({given.person_id: where[0]}, day)[given.person_id].state == rules.CLEARED:
        raise Conflict(_("这名学生今天可以到校,不用联系了。请刷新。"))
    is_done = given.outcome in rules.REACHED
    if is_done:
        _settle(actor, given.person_id, day)
    _keep(actor, given, where, words)
    return is_done


def _where(actor: Actor, person_id: UUID, day: dt.date) -> tuple[int, int]:
    """School and class of a pupil of whom the actor may say what was heard; NotFound, Forbidden."""
    where = roll.where_on_roll([person_id], day).get(person_id)
    if where is None or not actor.may(Permission.SEE_CLEARANCES, where[1]):
        raise NotFound
    if not actor.may(Permission.TRACE, where[1]):
        raise Forbidden
    return where


def _settle(actor: Actor, person_id: UUID, day: dt.date) -> None:
    """Today's duty is done; what nobody asked on a day before stays missed, whatever is heard today."""
    for held in duties.hold_about(person_id, FOLLOW):
        if held.due_at >= clock.at(day, dt.time.min):
            is_other_person = held.assignee_id not in (None, actor.user_id)
            duties.discharge(actor, held, clock.now(), on_behalf=is_other_person)


def _checked(given: NewContact) -> str:
    if given.outcome not in rules.OUTCOMES:
        raise Invalid(_("请选孩子现在怎样。"), {"outcome": "missing"})
    required = ""
    if given.outcome == "unreached":
        required = _("请写打了哪几个电话、几点打的。")
    elif given.outcome in ("ill", "care"):
        required = _("请写有什么症状、在哪里看病。")
    return acts.words("words", given.words, longest=rules.LONGEST, required=required)


def _keep(actor: Actor, given: NewContact, where: tuple[int, int], words: str) -> None:
    school, unit = where
    with new_id():
        Contact.objects.create(
            id=given.id, school_id=school, unit_no=unit, person_id=given.person_id, day=clock.today(),
            outcome=given.outcome, online=given.online if given.outcome in rules.REACHED else None,
            words_cipher=ciphers.seal(words, place=PLACE, row=given.id) if words else None,
            at=clock.now(), by_id=acts.user(actor), said=given.said,
        )  # fmt: skip
    journal.record(
        actor,
        KeptContacted(
            school_id=school, unit_no=unit, contact_id=given.id, person_id=given.person_id,
            day=clock.today(), reached=given.outcome in rules.REACHED,
        ),
    )  # fmt: skip
