"""Which facts of the record somebody may read: those of an app with the right to see what that app keeps,
those of a case file with the right to keep files, and never those of a file in which one is named."""

from django.db.models import Q, QuerySet

from xiaoan.accountability.models import CaseFile
from xiaoan.accountability.queries.words import GROUP_NAMES
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside, visible

# By the first word of a kind; what is not here is read with the record itself.
NEEDS = {
    "screening": Permission.SEE_CHECKS,
    "duties": Permission.SEE_DUTIES,
    "illness": Permission.SEE_ILLNESS,
    "keypersons": Permission.SEE_KEY_PERSONS,
    "surveys": Permission.SEE_SURVEYS,
    "verification": Permission.SEE_VERIFICATION,
    "outbreaks": Permission.SEE_SIGNALS,
    "investigations": Permission.SEE_EVENTS,
    "measures": Permission.SEE_MEASURES,
    "statutory": Permission.SEE_REPORTS,
    "careteams": Permission.SEE_CARE,
    "command": Permission.SEE_COMMAND,
    "directives": Permission.SEE_DIRECTIVES,
    "inspections": Permission.SEE_INSPECTIONS,
    "enquiries": Permission.SEE_ENQUIRIES,
    "counselling": Permission.SEE_COUNSELLING,
    "rumours": Permission.APPROVE_RUMOURS,
}
_FILES = "accountability.file_"
# That a fact names somebody says what they have: narrowing to a person needs each right to the health of one.
OF_PERSONS = (
    Permission.SEE_ILLNESS,
    Permission.SEE_KEY_PERSONS,
    Permission.SEE_SURVEYS,
    Permission.SEE_VERIFICATION,
)


def readable(actor: Actor) -> QuerySet[Entry]:
    """The entries that the actor may read in the course, and take into a file."""
    rows = visible(Entry.objects.all(), actor, Permission.SEE_RECORD)
    for group, needs in NEEDS.items():
        rows = _only(rows, actor, f"{group}.", needs)
    rows = _only(rows, actor, _FILES, Permission.KEEP_FILES)
    for file_id in _named_in(actor):
        rows = rows.exclude(kind__startswith=_FILES, body__contains=f'"{file_id}"')
    return rows


def _only(rows: QuerySet[Entry], actor: Actor, prefix: str, needs: Permission) -> QuerySet[Entry]:
    reach = actor.reach(needs)
    if all(_covered(one, reach) for one in actor.reach(Permission.SEE_RECORD)):
        return rows
    other = ~Q(kind__startswith=prefix)
    return rows.filter(other | inside(reach)) if reach else rows.filter(other)


def _covered(one: Interval, reach: tuple[Interval, ...]) -> bool:
    return any(lo <= one[0] and one[1] <= hi for lo, hi in reach)


def _named_in(actor: Actor) -> list[str]:
    if actor.user_id is None:
        return []
    with everywhere("accountability"):
        rows = CaseFile.objects.filter(party_ids__contains=[actor.user_id])
        return [str(one) for one in rows.values_list("id", flat=True)]


def groups(actor: Actor, interval: Interval) -> list[str]:
    """The apps whose facts the actor may read in some of a unit, in the order of their names."""
    return [
        one
        for one in GROUP_NAMES
        if _reaches(actor.reach(NEEDS.get(one, Permission.SEE_RECORD)), interval)
    ]


def _reaches(reach: tuple[Interval, ...], interval: Interval) -> bool:
    return any(lo < interval[1] and interval[0] < hi for lo, hi in reach)


def may_narrow(actor: Actor, interval: Interval) -> bool:
    """Whether the facts of a unit may be narrowed to a person."""
    return all(_covered(interval, actor.reach(one)) for one in OF_PERSONS)
