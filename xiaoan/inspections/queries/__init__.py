"""Who sees which round and finding; what services ask before they write."""

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.directory import rules as numbering
from xiaoan.inspections import rules
from xiaoan.inspections.models import Finding, Round, Step
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

ROUND, OFFICE_ROUND = "inspections.round", "inspections.office_round"
RECTIFY, RECHECK = "inspections.rectify", "inspections.recheck"
WITHIN = f"{RECHECK}.within"
MOST_PHOTOS = 3


def sees(actor: Actor, unit_no: int) -> bool:
    """Whether the actor sees rounds of a unit."""
    return actor.may(Permission.SEE_INSPECTIONS, unit_no)


def sees_finding(actor: Actor, row: Finding) -> bool:
    """Whoever sees inspections there; whoever may be named to mend there."""
    return sees(actor, row.unit_no) or actor.may(Permission.RECTIFY, row.unit_no)


def seen_rounds(actor: Actor) -> QuerySet[Round]:
    return Round.objects.filter(inside(actor.reach(Permission.SEE_INSPECTIONS)))


def seen_findings(actor: Actor) -> QuerySet[Finding]:
    reach = inside(actor.reach(Permission.SEE_INSPECTIONS)) | inside(
        actor.reach(Permission.RECTIFY)
    )
    return Finding.objects.filter(reach)


def may_check(actor: Actor, row: Finding) -> bool:
    """Whether the actor may see again what was mended: was never named for it and never mended it; a grave
    one that an office found, only from above the school."""
    if not actor.may(Permission.INSPECT, row.unit_no):
        return False
    if actor.user_id in (row.owner_id, row.mended_by_id) or _had_a_part(actor, row):
        return False
    from_above = row.office_no % numbering.TOWNSHIP == 0
    if row.severity != "grave" or not from_above:
        return True
    return any(
        s.hi - s.lo > numbering.SCHOOL
        and s.covers(row.unit_no)
        and Permission.INSPECT in s.permissions
        for s in actor.scopes
    )


def _had_a_part(actor: Actor, row: Finding) -> bool:
    """Whether the actor mended it at any time or was named for it, also if somebody else was after that."""
    mended = Q(kind="answer", by_id=actor.user_id)
    steps = Step.objects.filter(mended | Q(owner_id=actor.user_id), finding_id=row.pk)
    return actor.user_id is not None and steps.exists()


def may_void(actor: Actor, row: Finding) -> bool:
    """Whether the actor may say it was found by mistake: that is the finding office's or school's to say."""
    return may_check(actor, row) and actor.may(Permission.INSPECT, row.office_no)


def sheets_of(row: Round) -> list[rules.Checklist]:
    """The checklists a round was begun with."""
    return [rules.from_json(told) for told in row.sheets]


def sheet_of(row: Round, code: str) -> rules.Checklist:
    return next(one for one in sheets_of(row) if one.code == code)


def has_findings(round_id: UUID) -> bool:
    return Finding.objects.filter(round_id=round_id).exists()


def repeats_of(school_no: int, list_code: str, item: str, now: dt.datetime) -> int:
    """How often the same item failed at a school within `rules.REPEAT_DAYS` before."""
    since = now - dt.timedelta(days=rules.REPEAT_DAYS)
    rows = Finding.objects.filter(
        ~Q(state="void"), school_id=school_no, list_code=list_code, item=item,
        found_at__gte=since, found_at__lte=now,
    )  # fmt: skip
    return rows.count()
