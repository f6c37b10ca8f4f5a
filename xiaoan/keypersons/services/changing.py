"""Changing what a line says: where the person is, until when, who looks after them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.keypersons import rules
from xiaoan.keypersons.events import CarersSet, KeyPersonChanged
from xiaoan.keypersons.models import KeyPerson
from xiaoan.keypersons.queries.sealed import PLACE_PLACE
from xiaoan.keypersons.services.due import FOLLOW
from xiaoan.keypersons.services.writing import (
    What,
    checked_code,
    checked_day,
    checked_note,
    hold_line,
    keep,
    require,
    seal,
)


def set_whereabouts(actor: Actor, line_id: UUID, whereabouts: str, place: str) -> None:
    """Where the person is now; the place in words is sealed."""
    line = hold_line(actor, line_id, Permission.KEEP_KEY_PERSONS)
    checked_code(whereabouts, rules.WHEREABOUTS, "whereabouts")
    words = checked_note(place, wanted=whereabouts == "other")
    before, line.whereabouts = line.whereabouts, whereabouts
    line.place_cipher = seal(words, PLACE_PLACE, line.pk)
    line.save(update_fields=["whereabouts", "place_cipher"])
    keep(actor, [line], What("whereabouts", {"from": before, "to": whereabouts}, words))
    _record(actor, line, "whereabouts")


def extend(actor: Actor, line_id: UUID, until: dt.date, reason: str) -> None:
    """Another planned end, with the reason: a shorter label is the same act."""
    line = hold_line(actor, line_id, Permission.KEEP_KEY_PERSONS)
    note = checked_note(reason, wanted=True)
    checked_day(until, "until")
    if until <= max(line.since, clock.today()):
        raise Invalid(_("预计结束日期应在今天以后。"), {"until": "before"})
    before = line.until
    line.until = until
    line.save(update_fields=["until"])
    detail = {"from": before.isoformat() if before else "", "to": until.isoformat()}
    keep(actor, [line], What("extended", detail, note))
    _record(actor, line, "until")


def assign(actor: Actor, line_ids: Sequence[UUID], carer_id: UUID) -> int:
    """One carer for many lines (up to 300), who is on the staff of their school or above; today's open
    duties name them at once. Gives how many lines."""
    wanted = set(line_ids)
    if not wanted or len(wanted) > rules.MOST_AT_ONCE:
        raise Invalid(
            _("请勾选 1 到 %(n)d 人。") % {"n": rules.MOST_AT_ONCE}, {"lines": "out_of_range"}
        )
    rows = KeyPerson.objects.select_for_update().filter(
        inside(actor.intervals), pk__in=wanted, state="open"
    )
    lines = list(rows.order_by("school_id", "id"))
    if len(lines) < len(wanted):
        raise NotFound
    for unit_no in {line.unit_no for line in lines}:
        require(actor, Permission.KEEP_KEY_PERSONS, unit_no)
    _refuse_stranger(lines, carer_id)
    KeyPerson.objects.filter(pk__in=wanted).update(carer_id=carer_id, carer_named=True)
    KeyPerson.objects.filter(pk__in=wanted, deputy_id=carer_id).update(deputy_id=None)
    duties.name_about(FOLLOW, wanted, carer_id)
    keep(actor, lines, What("carer", {"carer_id": str(carer_id)}))
    by_school: dict[int, list[UUID]] = defaultdict(list)
    for line in lines:
        by_school[line.school_id].append(line.pk)
    for school, found in sorted(by_school.items()):
        journal.record(
            actor,
            CarersSet(
                school_id=school, unit_no=school, line_ids=tuple(found), carer_id=carer_id
            ),
        )  # fmt: skip
    return len(lines)


def _refuse_stranger(lines: Sequence[KeyPerson], carer_id: UUID) -> None:
    """A carer holds a position that reaches each of these people."""
    with everywhere("keypersons"):
        actor = accounts.actors_of([carer_id]).get(carer_id)
    reaches = actor is not None and all(
        actor.sees(line.unit_no) and actor.may_anywhere(Permission.MY_DUTIES) for line in lines
    )
    if not reaches:
        raise Invalid(_("跟踪人应是能看到这些人的教职工,请另选。"), {"carer": "unknown"})


def _record(actor: Actor, line: KeyPerson, what: str) -> None:
    journal.record(
        actor,
        KeyPersonChanged(
            school_id=line.school_id, unit_no=line.unit_no, line_id=line.pk,
            person_id=line.person_id, what=what,
        ),
    )  # fmt: skip
