"""Looks that leave a trace: searching for people, taking figures away."""

import datetime as dt

from django.utils.translation import gettext as _

from xiaoan.directory.rules import SCHOOL, names, school_of
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.overview import queries, rules
from xiaoan.overview.events import PeopleSearched, SheetExported
from xiaoan.registry.services import looks

# More schools than any county has.
ALL = 100_000


def search_people(actor: Actor, text: str) -> list[queries.Found]:
    """People by name, pinyin or number inside the actor's reach; each look is recorded.

    The fact says where somebody looked, how long the text was, who was shown: not the text.
    """
    if not actor.may_anywhere(Permission.SEARCH_PEOPLE):
        raise NotFound
    text = " ".join(text.split())
    if not rules.is_searchable(names.query_of(text).text):
        raise Invalid(_("请输入至少一个汉字,或两个以上的字母、数字。"), {"text": "too_short"})
    found = queries.found_people(actor, text)
    lo, hi = max(actor.reach(Permission.SEARCH_PEOPLE), key=lambda i: i[1] - i[0])
    pupils = {one.person_id: one.unit_no for one in found if one.kind == "student"}
    journal.record(
        actor,
        PeopleSearched(
            school_id=school_of(lo) if hi - lo <= SCHOOL else 0,
            unit_no=lo,
            letters=len(text),
            found=len(found),
            pupils=tuple(pupils),
        ),
    )
    looks.found_in_search(actor, pupils.items())
    return found


def export_board(
    actor: Actor, unit_no: int, day: dt.date, slot: str, which: queries.Which | None = None
) -> tuple[queries.Board, queries.Unreported, queries.ExcusedClasses]:
    """What a sheet of a unit holds: its table, who has not reported, and who need not. Recorded.

    Whoever sees a board may take it away: no position has one without the other.

    `which` narrows who has not reported, as the list was when the sheet was asked for.
    """
    place = queries.place_seen(actor, unit_no)
    board = queries.board(actor, unit_no, day, slot)
    silent = queries.unreported(actor, unit_no, day, slot, which=which, limit=ALL)
    excused = queries.excused(actor, unit_no, day, slot, limit=ALL)
    journal.record(
        actor,
        SheetExported(
            school_id=place.school_id,
            unit_no=unit_no,
            sheet="board",
            day=day,
            slot=slot,
            rows=len(board.rows) + silent.sums.classes + excused.classes,
        ),
    )
    return board, silent, excused
