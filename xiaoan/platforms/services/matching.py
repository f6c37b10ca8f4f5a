"""Whose an account is: by the pupil number where that is equal; else a person is asked, the right one."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL, is_office
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.platforms.models import Account, Activity, Platform, Statement
from xiaoan.platforms.rules.statements import Said
from xiaoan.platforms.services import acting, touching

_MOST = 2000


def settle_numbers(
    actor: Actor, platform: Platform, accounts: Sequence[Account], classes: Mapping[UUID, int]
) -> None:
    """Accounts whose name is a pupil number, settled in place. `classes`: account → class it was heard in.
    Of an office's platform, whoever was heard in no known class is looked for by `settle_waiting`, for all at
    once: in the county that reads everybody."""
    waiting = [one for one in accounts if not one.settled_at]
    for no in sorted({classes[one.pk] for one in waiting if one.pk in classes}):
        here = [one for one in waiting if classes.get(one.pk) == no]
        _settle(actor, here, (no, no + 1))
        _move([one for one in here if not one.settled_at and one.unit_no == platform.unit_no], no)
    if not is_office(platform.unit_no):
        rest = [one for one in waiting if not one.settled_at]
        _settle(actor, rest, (platform.unit_no, platform.unit_end))


def _settle(actor: Actor, accounts: Sequence[Account], interval: tuple[int, int]) -> list[Account]:
    """Those of which one pupil in the interval has just that number."""
    numbers = {one.name for one in accounts if one.name}
    if not numbers:
        return []
    found = directory.pupils_by_number(actor, interval, numbers, clock.today())
    settled = []
    for one in accounts:
        fits = found.get(one.name, [])
        if len(fits) == 1:
            one.person_id, one.unit_no = fits[0]
            one.school_id, one.settled_at = one.unit_no - one.unit_no % SCHOOL, clock.now()
            settled.append(one)
    Account.objects.bulk_update(
        settled, ["person_id", "unit_no", "school_id", "settled_at"], batch_size=_MOST
    )
    return settled


def _move(accounts: Collection[Account], unit_no: int) -> None:
    """Who was heard in a class is asked about there."""
    if not accounts:
        return
    school_id = acting.school(unit_no)
    for one in accounts:
        one.unit_no, one.school_id = unit_no, school_id
    Account.objects.bulk_update(accounts, ["unit_no", "school_id"])


def ask_teachers(
    activities: Iterable[Activity], accounts: Mapping[str, Account], heard: Iterable[Said]
) -> None:
    """An activity that nobody has settled goes to the class that most of its known accounts are of, where
    somebody can say which lesson it is."""
    waiting = {one.iri: one for one in activities if not one.settled_at}
    votes: dict[str, Counter[int]] = {iri: Counter() for iri in waiting}
    for one in heard:
        account = accounts[one.account]
        if one.activity in votes and account.person_id:
            votes[one.activity][account.unit_no] += 1
    moved = []
    for iri, classes in votes.items():
        if not classes:
            continue
        no, _n = min(classes.items(), key=lambda item: (-item[1], item[0]))
        row = waiting[iri]
        if row.unit_no != no and row.unit_no % SCHOOL == 0:
            row.unit_no, row.school_id = no, acting.school(no)
            moved.append(row)
    Activity.objects.bulk_update(moved, ["unit_no", "school_id"])


@transaction.atomic
def settle_waiting(actor: Actor) -> int:
    """Each minute: accounts of offices' platforms that nobody has been found for, by number, once for all
    that are new since; gives how many were settled."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    rows = Account.objects.select_for_update(skip_locked=True).filter(
        school_id=0, settled_at=None, looked_at=None
    )
    found = list(rows.order_by("platform_id", "key")[:_MOST])
    settled: list[Account] = []
    platforms = {
        row.pk: row for row in Platform.objects.filter(pk__in={one.platform_id for one in found})
    }
    for pk, platform in sorted(platforms.items()):
        own = [one for one in found if one.platform_id == pk]
        settled += _settle(actor, own, (platform.unit_no, platform.unit_end))
    Account.objects.filter(pk__in=[one.pk for one in found]).update(looked_at=now)
    if settled:
        heard = Statement.objects.filter(account_id__in=[one.pk for one in settled], void=False)
        _ask_about(list(heard), {one.pk: one for one in settled})
        touching.touch_all(heard, now)
    return len(settled)


def _ask_about(heard: Sequence[Statement], accounts: Mapping[UUID, Account]) -> None:
    votes: dict[UUID, Counter[int]] = {}
    for one in heard:
        votes.setdefault(one.activity_id, Counter())[accounts[one.account_id].unit_no] += 1
    rows = list(Activity.objects.filter(pk__in=list(votes), settled_at=None, school_id=0))
    for row in rows:
        no, _n = min(votes[row.pk].items(), key=lambda item: (-item[1], item[0]))
        row.unit_no, row.school_id = no, acting.school(no)
    Activity.objects.bulk_update(rows, ["unit_no", "school_id"])
