"""Doubtful pairs: parked with the row, decided by a person."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import services as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import services as roll
from xiaoan.directory.rules.roll import RosterRow
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.events import PairDecided
from xiaoan.registry.models import DoubtfulPair
from xiaoan.registry.queries.pairs import ROW_PLACE, row_of
from xiaoan.registry.services.recognising import Doubt, Other

SAME, DIFFERENT, LATER = "same", "different", "later"


def park(actor: Actor, import_id: UUID, doubts: Iterable[Doubt]) -> int:
    """Keep rows for a person to decide; a row that waits already takes the newer content."""
    count = 0
    roll.lock_merges()
    for doubt in doubts:
        for other in doubt.others:
            person_id = other.person_id or directory.person_by_key(
                actor, other.school_no, other.key
            )
            if person_id:
                _park(import_id, doubt.row, other, person_id)
                count += 1
    return count


def _park(import_id: UUID, row: RosterRow, other: Other, person_id: UUID) -> None:
    index = roll.id_index(row.key)
    found = DoubtfulPair.objects.filter(
        school_id=row.school_no, row_index=index, other_id=person_id
    ).first()
    pk = found.pk if found else uuid7()
    told = json.dumps(asdict(row), default=str, ensure_ascii=False)
    values = {
        "unit_no": row.unit_no, "roster_import_id": import_id, "row_no": row.number,
        "row_cipher": ciphers.seal(told, place=ROW_PLACE, row=pk), "reasons": list(other.reasons),
        "other_school_id": other.school_no,
    }  # fmt: skip
    if found:
        DoubtfulPair.objects.filter(pk=pk, state="open").update(**values)
        return
    DoubtfulPair.objects.create(
        id=pk, school_id=row.school_no, row_index=index, other_id=person_id, **values
    )


def decide(actor: Actor, pair_id: UUID, decision: str) -> None:
    """What a person says of a pair: the row is about the other one, is not, or is left for later."""
    seen = _seen(actor, pair_id)
    if decision not in (SAME, DIFFERENT, LATER):
        raise Invalid(_("请选择“同一人”“不是同一人”或“稍后”。"))
    if decision == LATER:
        return
    pair, beside = _hold(seen)
    if pair.state == decision:
        return
    if pair.state != "open":
        raise Conflict(_("这一对已经有人判断过了。请刷新后核对。"))
    row = row_of(pair)
    if decision == SAME:
        _may_join(actor, pair)
        _bring_in(actor, row, {row.number: pair.other_id})
        # The row is about this person, so it is not about the others.
        DoubtfulPair.objects.filter(pk__in=[one.pk for one in beside], state="open").update(
            state=DIFFERENT, decided_by_id=actor.user_id, decided_at=clock.now()
        )
    elif not any(one.state == "open" for one in beside):
        _bring_in(actor, row, {})
    _close(actor, pair, decision)


def _close(actor: Actor, pair: DoubtfulPair, decision: str) -> None:
    DoubtfulPair.objects.filter(pk=pair.pk).update(
        state=decision, decided_by_id=actor.user_id, decided_at=clock.now()
    )
    journal.record(
        actor,
        PairDecided(
            school_id=pair.school_id, unit_no=pair.unit_no, pair_id=pair.pk, decision=decision
        ),
    )


def _seen(actor: Actor, pair_id: UUID) -> DoubtfulPair:
    rows = visible(DoubtfulPair.objects.all(), actor, Permission.IMPORT_ROSTER)
    found = rows.filter(pk=pair_id).first()
    if found is None:
        raise NotFound
    return found


def _hold(seen: DoubtfulPair) -> tuple[DoubtfulPair, list[DoubtfulPair]]:
    """The pair and the others of its row, locked in the order of all: merges first, then pairs by id."""
    roll.lock_merges()
    rows = DoubtfulPair.objects.filter(school_id=seen.school_id, row_index=bytes(seen.row_index))
    held = {row.pk: row for row in rows.select_for_update().order_by("id")}
    if seen.pk not in held:
        raise NotFound
    return held.pop(seen.pk), list(held.values())


def _may_join(actor: Actor, pair: DoubtfulPair) -> None:
    """Joining with somebody of another school takes them from there: the county's office does it."""
    if not actor.may(Permission.IMPORT_ROSTER, pair.other_school_id):
        raise Forbidden


def _bring_in(actor: Actor, row: RosterRow, same: dict[int, UUID]) -> None:
    merged = roll.merge_roster(
        actor,
        roll.Merge(
            school_no=row.school_no,
            since=clock.today(),
            rows=[row],
            same=same,
            transfers=bool(same),
        ),
    )
    if merged.skipped:
        raise Conflict(_("名册在这期间变了,没有办成。请重新导入这一行。"))
    accounts.follow_children(actor, row.school_no, merged.placed)
    accounts.hand_over_many_wards(actor, row.school_no, merged.came)
