"""Saved lists: pupils (their families) and members of staff by their numbers, to be written to again."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.races import new_id
from xiaoan.notices import queries, rules
from xiaoan.notices.events import ListChanged
from xiaoan.notices.models import SavedList, SavedMember
from xiaoan.notices.queries import lists
from xiaoan.notices.services import acting

_APART = re.compile(r"[\s,,、;;]+")
_SHOWN = 5


@dataclass(frozen=True)
class NewList:
    """A list to keep for a unit; `numbers`: pupil numbers or logins of staff, as they were typed."""

    id: UUID
    unit_no: int
    name: str
    numbers: str


@transaction.atomic
def make_list(actor: Actor, new: NewList) -> int:
    """Keep a list; gives how many are on it. Invalid names the numbers that are nobody's in the unit."""
    office = queries.require_office(actor, new.unit_no)
    name = acting.words(new.name, "name", 30, required=_("请写名单名称。"))
    typed = list(dict.fromkeys(one for one in _APART.split(new.numbers.replace("\0", "")) if one))
    if not typed:
        raise Invalid(_("请填学号或教职工登录名,一行一个。"), {"numbers": "empty"})
    if len(typed) > rules.LIMITS["list_people"]:
        raise Invalid(
            _("一个名单最多 %(n)s 人。") % {"n": rules.LIMITS["list_people"]}, {"numbers": "many"}
        )
    at = (office.school_id, office.no)
    if acting.begin(actor, new.id, at, "list", new.unit_no, name, typed):
        return SavedMember.objects.filter(list_id=new.id).count()
    found = lists.found(actor, (office.no, office.end), typed)
    if unknown := [one for one in typed if one not in found]:
        raise Invalid(
            _("有 %(n)s 个号码不是本单位的人:%(which)s。请核对后再存。")
            % {"n": len(unknown), "which": _("、").join(unknown[:_SHOWN])},
            {"numbers": "unknown"},
        )
    with new_id():
        SavedList.objects.create(
            id=new.id, school_id=office.school_id, unit_no=office.no, name=name, at=clock.now(),
            by_id=actor.user_id,
        )  # fmt: skip
    people = {one.person_id: one for one in found.values()}
    SavedMember.objects.bulk_create(
        SavedMember(
            school_id=one.school_id, unit_no=one.unit_no, list_id=new.id, person_id=one.person_id
        )
        for one in people.values()
    )
    _record(actor, new.id, at, len(people), retired=False)
    return len(people)


@transaction.atomic
def retire_list(actor: Actor, act_id: UUID, list_id: UUID) -> None:
    """A list is offered no more; what was sent by it stays as it was."""
    row = SavedList.objects.select_for_update().filter(pk=list_id).first()
    if row is None:
        raise NotFound
    queries.require_office(actor, row.unit_no)
    if acting.begin(actor, act_id, (row.school_id, row.unit_no), "list", list_id, "retire"):
        return
    if row.retired:
        return
    row.retired = True
    row.save(update_fields=["retired"])
    _record(actor, row.pk, (row.school_id, row.unit_no), 0, retired=True)


def _record(
    actor: Actor, list_id: UUID, at: tuple[int, int], people: int, *, retired: bool
) -> None:
    journal.record(
        actor,
        ListChanged(
            school_id=at[0], unit_no=at[1], list_id=list_id, people=people, retired=retired
        ),
    )
