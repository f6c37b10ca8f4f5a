"""The demonstration's outside list: a township's pupils who travelled, matched this morning, some of it
cleared by the class teachers, and a spot check."""

import csv
import io
from itertools import islice
from uuid import UUID

from xiaoan.directory import rules as numbering
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.surveys import CAST_TITLE, TOWNSHIP_TITLE
from xiaoan.rehearsal.demo.today import teacher
from xiaoan.rehearsal.people import Pupil
from xiaoan.surveys.queries import ledger
from xiaoan.verification import queries
from xiaoan.verification import services as verification

_MATCHED, _CLEARED = 8 * 3600 + 60, 8 * 3600 + 180
# So many rows about pupils of the township, so many of the disagreements cleared by now.
_ROWS, _CLEAR, _DRAWN = 40, 6, 10
_HEADS = ("姓名", "证件号码", "手机", "到访地", "起", "止")
_PAPER = (
    "travel",
    "away",
    "县疾控中心",
    "传染病防治法、个人信息保护法第十三条第四项",
    "演示移交单",
)
_ENDS = (
    ("list_wrong", "问过家长,一直在本县"),
    ("not_person", "名单上的手机已经换了机主"),
    ("omitted", "家长说去过,忘了报"),
    ("untrue", "家长说去过,当时没有报"),
)


def match_list(plan: Plan) -> int:
    """Hand a list in, match it, clear some of it, draw a sample; gives how many disagree."""
    stand_at(second_of(plan.day, _MATCHED))
    with acting_as(BUILDER):
        known = _round(TOWNSHIP_TITLE)
    if known is None:
        return 0
    lo, hi = known.unit_no, known.unit_no + numbering.TOWNSHIP
    pupils = [one for one in plan.population.pupils if lo <= one.unit_no < hi and one.guardians]
    made = _hand_in(known.id, pupils[:: max(len(pupils) // _ROWS, 1)][:_ROWS], plan, 1)
    verification.work(BUILDER, made)
    more = _match_around_the_cast(plan)
    stand_at(second_of(plan.day, _CLEARED))
    with acting_as(BUILDER):
        verification.draw(BUILDER, uuid7(), known.id, lo, _DRAWN, plan.day.toordinal())
        total, rows = queries.disagreements(BUILDER, (lo, hi), 0, 100, state="open")
    for one in islice(rows, _CLEAR):
        _clear(plan, one)
    return total + more


def _round(title: str) -> ledger.RoundAt | None:
    found = (one for one in ledger.rounds(BUILDER) if one.state == "open" and one.title == title)
    return next(found, None)


def _match_around_the_cast(plan: Plan) -> int:
    """A short list about the classes of the teacher and the guardian on the sign-in page, not cleared yet."""
    with acting_as(BUILDER):
        known = _round(CAST_TITLE)
    if known is None:
        return 0
    incidents, pupils = plan.history.incidents, plan.population.pupils
    first = [plan.first_pupil[incidents.gastro[name].index] for name in ("silent", "signal")]
    named = [pupils[at + n] for at in first for n in (9, 10) if pupils[at + n].guardians]
    verification.work(BUILDER, _hand_in(known.id, named, plan, 2))
    return len(named)


def _hand_in(round_id: UUID, pupils: list[Pupil], plan: Plan, no: int) -> UUID:
    kind, category, source, basis, paper = _PAPER
    new = verification.NewList(kind, round_id, category, source, basis, f"{paper}{no}号")
    with acting_as(BUILDER):
        return verification.receive(BUILDER, new, f"旅居名单{no}.csv", _sheet(pupils, plan))


def _sheet(pupils: list[Pupil], plan: Plan) -> bytes:
    """Most with their number, some with a telephone only, some with a name that is not quite theirs."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(_HEADS)
    until = plan.day.isoformat()
    since = plan.day.replace(day=max(plan.day.day - 5, 1)).isoformat()
    for n, one in enumerate(pupils):
        phone = one.guardians[0].phone
        number = one.id_number if n % 4 else ""
        name = one.name if n % 10 or len(one.name) < 3 else f"{one.name[:-1]}一"
        sheet.writerow((name, number, phone, "省城", since, until))
    return text.getvalue().encode("utf-8-sig")


def _clear(plan: Plan, one: queries.Differing) -> None:
    found = next(cls for cls in plan.county.classes if cls.no == one.unit_no)
    actor = teacher(plan.teachers[found.no][0], found)
    ends = _ENDS[:3] if one.stands == "silent" else (*_ENDS[:2], _ENDS[3])
    outcome, reason = ends[one.id.int % len(ends)]
    sent = verification.Clearing(uuid7(), one.id, outcome, "phone", "guardian", reason)
    with acting_as(BUILDER):
        enter(actor)
        verification.clear(actor, sent)
