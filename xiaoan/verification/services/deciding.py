"""Doubtful rows: an officer sees both sides and says whether it is that person."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.verification.events import MatchDecided
from xiaoan.verification.models import ListRow, Match, OutsideList
from xiaoan.verification.queries.sealed import row_of, stay_of
from xiaoan.verification.services.disagreeing import Claim, hold_claims

DECISIONS = ("same", "other")


def decide(actor: Actor, match_id: UUID, decision: str) -> None:
    """The same person: what the row claims is held against the answer. Another: the row is nobody's.

    One row is about one person: who is chosen among several makes the others "other".
    """
    if decision not in DECISIONS:
        raise Invalid(_("请选择是不是同一个人。"), {"decision": "missing"})
    rows = visible(Match.objects.all(), actor, Permission.MATCH_LISTS).select_for_update()
    found = rows.filter(pk=match_id, grade="doubtful").first()
    if found is None:
        raise NotFound
    if found.decision == decision:
        return
    one = OutsideList.objects.select_for_update().get(pk=found.list_id)
    if found.decision or one.state != "matched":
        raise Conflict(_("这一行已经有人判断过,或者名单已经结束。"))
    _write(actor, found, decision)
    if decision == "same":
        for other in rows.filter(
            list_id=found.list_id, row_no=found.row_no, grade="doubtful", decision=""
        ):
            _write(actor, other, "other")
        _hold(actor, one, found)


def list_of(actor: Actor, match_id: UUID) -> UUID:
    """Of which list a doubtful row is."""
    rows = visible(Match.objects.all(), actor, Permission.MATCH_LISTS)
    found = rows.filter(pk=match_id, grade="doubtful").values_list("list_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _write(actor: Actor, found: Match, decision: str) -> None:
    Match.objects.filter(pk=found.pk).update(
        decision=decision, decided_at=clock.now(), decided_by_id=actor.user_id
    )
    journal.record(
        actor,
        MatchDecided(
            school_id=0, unit_no=found.unit_no, list_id=found.list_id, match_id=found.pk,
            person_id=found.person_id, same=decision == "same",
        ),
    )  # fmt: skip


def _hold(actor: Actor, one: OutsideList, found: Match) -> None:
    """What the row claims is held against what the person declared, as of a sure match."""
    person = Person.objects.get(pk=found.person_id)
    units = directory.classes_of_people(actor, [person.pk], clock.today())
    unit_no = units.get(person.pk, person.school_id)
    row = ListRow.objects.get(list_id=one.pk, row_no=found.row_no)
    claim = Claim(
        person.pk, person.school_id, unit_no, person.kind, found.rule, [stay_of(row_of(row))]
    )
    hold_claims(actor, one, [claim])
