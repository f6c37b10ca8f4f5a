"""Who answers for mending a finding, who may be chosen for it, and who will see it again."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.duties.queries.chain import in_office
from xiaoan.inspections.models import Finding
from xiaoan.inspections.queries import checklists, may_check
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

# Who sees it again if whoever found it may not (own choice).
CHECKERS = ("principal", "school_doctor", "logistics", "township_liaison", "bureau_officer")
# Who mends where nobody of a checklist's posts is in office but whoever found it (own choice).
_ELSE = ("logistics", "principal")


def owner_of(unit_no: int, posts: Sequence[str], found_by: UUID | None) -> UUID | None:
    """Who answers first: of the posts in their order whoever is in office at the place or above it; whoever
    found it only where nobody else is."""
    wanted = (unit_no, tuple(dict.fromkeys((*posts, *_ELSE))))
    found = [who for who, _role in in_office([wanted], clock.today())[wanted]]
    return next((who for who in found if who != found_by), next(iter(found), None))


def menders(unit_nos: Iterable[int], at: int) -> list[tuple[UUID, str]]:
    """Who may be named to mend at `at`, (user, name and posts) by name: whoever holds such a post at one of
    some units."""
    with everywhere("inspections") as system:
        found = accounts.holders(system, checklists.POSTS, set(unit_nos), clock.today())
        present = accounts.actors_of({holder.user_id for holder in found})
    posts: dict[tuple[str, UUID], list[str]] = {}
    for one in found:
        if one.user_id in present and present[one.user_id].may(Permission.RECTIFY, at):
            named = posts.setdefault((one.name, one.user_id), [])
            named += [role for role in [str(accounts.ROLE_NAMES[one.role])] if role not in named]
    return [
        (pk, f"{name}({'、'.join(of)})") for (name, pk), of in sorted(posts.items(), key=_by_name)
    ]


def _by_name(row: tuple[tuple[str, UUID], list[str]]) -> tuple[str, str]:
    return row[0][0], str(row[0][1])


def checker_of(row: Finding) -> tuple[UUID, str] | None:
    """Who may see it again and as what (role; "" for whoever found it, who comes before all others)."""
    wanted = (row.unit_no, CHECKERS)
    found = [(row.found_by_id, ""), *in_office([wanted], clock.today())[wanted]]
    with everywhere("inspections"):
        present = accounts.actors_of({who for who, _role in found})
        may = {pk for pk, who in present.items() if may_check(who, row)}
    return next((one for one in found if one[0] in may), None)
