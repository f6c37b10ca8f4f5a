"""Looking at materials again: owed before the day, done by confirming or by a new version; and out of use at
once where something in one is wrong."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.materials import queries, rules
from xiaoan.materials.events import Halted, Reviewed
from xiaoan.materials.models import Halt, Review, Version
from xiaoan.materials.queries import REVIEW
from xiaoan.materials.services import acting

# At the end of the working day (own choice).
BY = dt.time(17, 30)
# So many days before the day it is owed (duties-cn.toml).
AHEAD = f"{REVIEW}.ahead"


def keep(held: queries.Held) -> None:
    """What came with the product is kept once something refers to it: a later edition may say otherwise."""
    if held.is_pack and not Version.objects.filter(pk=held.id).exists():
        now = clock.now()
        row = Version(
            id=held.id, unit_no=directory.county().no, code=held.code, number=0, origin="pack",
            content=rules.said_of(held.material), state="approved", made_at=now, approved_at=now,
        )  # fmt: skip
        Version.objects.bulk_create([row], ignore_conflicts=True)


def before(code: str) -> UUID | None:
    """The version in force of a material, if there is one; its duty is locked before the chain of facts."""
    try:
        found = queries.newest_of(code).id
    except NotFound:
        return None
    duties.hold_about(found, REVIEW)
    return found


def discharge(actor: Actor, version_id: UUID) -> None:
    duties.discharge_about(actor, version_id, REVIEW, clock.now())


@transaction.atomic
def confirm(actor: Actor, act_id: UUID, version_id: UUID, until: dt.date, note: str) -> None:
    """The version in force was looked at again and still is right, until a day."""
    county = acting.county_for(actor)
    held = _in_force(version_id)
    words = acting.words_of(note, "note", required=_("请写核对了什么(哪些文件、有没有变)。"))
    if acting.begin(actor, act_id, county, "review", version_id, until, words):
        return
    _refuse_day(until)
    keep(held)
    row = Review.objects.create(
        id=act_id, unit_no=county, code=held.code, version_id=held.id, until=until, note=words,
        at=_after_the_last(held.id), by_id=actor.user_id,
    )  # fmt: skip
    discharge(actor, held.id)
    journal.record(
        actor,
        Reviewed(
            school_id=0, unit_no=county, review_id=row.pk, version_id=held.id, material=held.code,
            until=until,
        ),
    )  # fmt: skip


def _after_the_last(version_id: UUID) -> dt.datetime:
    """Now; of two looks of one instant the second counts as later."""
    last = Review.objects.filter(version_id=version_id).aggregate(last=Max("at"))["last"]
    return max(clock.now(), last + dt.timedelta(microseconds=1)) if last else clock.now()


def _in_force(version_id: UUID) -> queries.Held:
    """A version by its id, if it is the newest of its material; locked with it."""
    found = next((one for one in queries.newest().values() if one.id == version_id), None)
    if found is None:
        if Version.objects.filter(pk=version_id).exists():
            raise Conflict(_("已经有新的一版。请刷新后看那一版。"))
        raise NotFound
    acting.hold(f"material {found.code}")
    return found


def _refuse_day(until: dt.date) -> None:
    _least, most = rules.REVIEW_MONTHS
    last = rules.review_day(clock.today(), most)
    if not clock.today() < until <= last:
        raise Invalid(
            _("下次复核请写明天到 %(day)s 之间的一天。") % {"day": f"{last:%Y-%m-%d}"},
            {"until": "range"},
        )


@transaction.atomic
def halt(actor: Actor, act_id: UUID, version_id: UUID, reason: str) -> None:
    """The version in force is out of use at once: not shown, not to be assigned, its quizzes closed. A new
    version brings the material back."""
    county = acting.county_for(actor)
    held = _in_force(version_id)
    words = acting.words_of(reason, "reason", required=_("请写明为什么停用。"))
    if acting.begin(actor, act_id, county, "halt", version_id, words):
        return
    if held.halted:
        raise Conflict(_("这份材料已经停用。"))
    keep(held)
    duties.hold_about(held.id, REVIEW)
    Halt.objects.create(
        id=act_id, unit_no=county, code=held.code, version_id=held.id, reason=words,
        at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    discharge(actor, held.id)
    journal.record(
        actor,
        Halted(school_id=0, unit_no=county, halt_id=act_id, version_id=held.id, material=held.code),
    )


@transaction.atomic
def owe_reviews(actor: Actor) -> int:
    """Open what has to be looked at again soon; of the system, and twice opens nothing twice. Gives how many
    are new."""
    if not actor.is_system:
        raise Forbidden
    try:
        county = directory.county().no
    except NotFound:
        return 0
    ladders, today = duty_queries.ladders(), clock.today()
    ahead = dt.timedelta(days=ladders.value(AHEAD, county))
    due = [one for one in queries.all_in_force().values() if one.review_on - today <= ahead]
    if not due:
        return 0
    people = [one.user_id for one in accounts.holders(actor, ("bureau_officer",), [county], today)]
    count = 0
    for one in due:
        keep(one)
        due_at = clock.at(max(one.review_on, today), BY)
        new = duties.NewDuty(
            school_id=0, unit_no=county, people=0, due_at=due_at,
            assignee_id=people[0] if people else None,
            deputy_id=next((who for who in people if who != people[0]), None),
            next_step_at=ladders.first_step_at(county, due_at, REVIEW), about_id=one.id,
        )  # fmt: skip
        count += duties.open_duties(actor, REVIEW, one.review_on, "", [new])
    return count
