"""Answering for people: by name, for the rest of a class in one act, and once more with a reason."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons import queries as keypersons
from xiaoan.keypersons import services as key_persons
from xiaoan.surveys import queries, rules
from xiaoan.surveys.events import AnswerGiven, AnswersGiven
from xiaoan.surveys.models import Answer, Round, Tally
from xiaoan.surveys.queries import labels
from xiaoan.surveys.services import settling
from xiaoan.surveys.services.counting import recount, tally_of
from xiaoan.surveys.services.rights import hold_class, open_round_of, require_open
from xiaoan.surveys.services.rounds import KIND


@dataclass(frozen=True)
class Given:
    """What is sent about one person; `id` is made by who sends it."""

    id: UUID
    round_id: UUID
    person_id: UUID
    said: rules.Said
    reason: str = ""
    # Digest of the doubtful answer that whoever sends it has looked at once more.
    sure: str = ""


class Doubtful(Invalid):
    """What is said cannot both be so; asked once, nothing stored. Sent again with `sure`, it is taken."""

    def __init__(self, codes: tuple[str, ...], sure: str) -> None:
        super().__init__(labels.doubt_words(codes), {"categories": "doubtful"})
        self.sure = sure


@dataclass(frozen=True)
class Receipt:
    """What the sender keeps. `contradicts`: both answers are kept until a person decides."""

    answer_id: UUID
    version: int
    late: bool
    contradicts: bool
    unknown: int
    source: str
    tally_id: UUID | None


@dataclass(frozen=True)
class Work:
    """An answer on its way in: whose, in which class, from which side, when."""

    row: Round
    tally: Tally
    source: str
    now: dt.datetime

    @property
    def late(self) -> bool:
        return self.row.state == "closed" or self.now > self.row.due_at

    @property
    def side(self) -> str:
        return rules.SIDES[self.source]


def answer(actor: Actor, given: Given, *, as_guardian: bool = False) -> Receipt:
    """Answer for one person, or anew with a reason; who acts decides whose word it is.

    Raises NotFound for whom the actor does not see, Forbidden without the right, Conflict once the round
    is over, Invalid for what cannot be stored.
    """
    with everywhere("surveys"):
        found = queries.where_asked(given.round_id, given.person_id)
        if found is None:
            raise NotFound
        source = queries.source_of(actor, found.unit_no, given.person_id, as_guardian=as_guardian)
        work = Work(found.row, found.tally, source, clock.now())
        return store(actor, work, given)


def answer_for_self(
    actor: Actor, sent_id: UUID, round_id: UUID, said: rules.Said, reason: str, sure: str = ""
) -> Receipt:
    """A member of staff answers for themselves: whose word it is, the account says, never the sender."""
    person_id = accounts.own_person(actor)
    if person_id is None:
        raise NotFound
    with everywhere("surveys"):
        found = queries.where_asked(round_id, person_id)
        if found is None:
            raise NotFound
        given = Given(sent_id, round_id, person_id, said, reason, sure)
        work = Work(found.row, found.tally, "self", clock.now())
        return store(actor, work, given)


def work_of(row: Round, unit_no: int, source: str) -> Work:
    tally = Tally.objects.filter(round_id=row.pk, unit_no=unit_no).first()
    if tally is None:
        raise Conflict(_("这一轮摸排不问这个班。"))
    return Work(row, tally, source, clock.now())


def store(actor: Actor, work: Work, given: Given) -> Receipt:
    """Check, keep and count one answer; in the system's scope. Once the round is over only what is owed
    anew by name can still be said.
    """
    codes = queries.category_codes(work.row)
    found = rules.faults(given.said, codes, clock.today())
    if len(given.reason) > rules.LONGEST_REASON or "\0" in given.reason:
        found["reason"] = "too_long"
    if found:
        raise Invalid(_("有几处要改,见下面。"), found)
    given = replace(given, said=rules.cleaned(given.said, codes))
    _ask(given)
    hold_class(work.row.pk, work.tally.unit_no)
    is_owed, said = _said(work, given)
    before = _before(given, next((one for one in said if one.pk == given.id), None))
    if before:
        return before
    held = duties.hold_about(work.tally.pk, KIND)
    asked = (work.tally.school_id, work.row.pk, given.person_id)
    unsettled = settling.hold(*asked) if is_owed else None
    if unsettled is None or unsettled.what != rules.AGAIN:
        require_open(work.row)
    fresh, changed, contradicts = _insert(actor, work, given, said)
    follow(actor, fresh, given.said)
    journal.record(
        actor,
        AnswerGiven(
            school_id=fresh.school_id, unit_no=fresh.unit_no, person_id=fresh.person_id,
            answer_id=fresh.pk, round_id=fresh.round_id, version=fresh.version, changed=changed,
            contradicts=contradicts, source=fresh.source, late=fresh.late,
        ),
    )  # fmt: skip
    settling.stands(actor, unsettled, fresh, rules.SETTLE if contradicts else "")
    unknown = _count(actor, work, held)
    return Receipt(
        fresh.pk, fresh.version, fresh.late, contradicts, unknown, work.source, work.tally.pk
    )  # fmt: skip


def _ask(given: Given) -> None:
    doubt, sure = rules.doubt(given.said), rules.digest(given.said).hex()
    if doubt and given.sure != sure:
        raise Doubtful(doubt, sure)


def follow(actor: Actor, row: Answer, said: rules.Said) -> None:
    """Who is of a key group becomes a key person, whichever side says so. Before the fact of the answer:
    the locks of a person come before the journal.
    """
    if not said.categories:
        return
    keeps = actor.may(Permission.KEEP_KEY_PERSONS, row.unit_no)
    who = actor if keeps else system("surveys")
    in_force = {one.code for one in keypersons.pack_in_force(who, clock.today()).categories}
    for code in said.categories:
        if code in in_force:
            key_persons.open_key_person(
                who,
                key_persons.NewKeyPerson(
                    person_id=row.person_id, category=code, source_id=row.pk, source="survey",
                    whereabouts=said.whereabouts, place=said.place,
                ),
            )  # fmt: skip


def _before(given: Given, row: Answer | None) -> Receipt | None:
    """The receipt of the same press; a number that was used for something else is refused."""
    if row is None:
        return None
    same = (row.round_id, row.person_id) == (given.round_id, given.person_id)
    if not same or bytes(row.body_hash) != rules.digest(given.said):
        raise Invalid(_("这个编号已用于另一份内容。请刷新页面后重新提交。"), {"id": "reused"})
    tally = tally_of(row.round_id, row.school_id, row.unit_no)
    contradicts = row.state == "contradicting" or row.contra_id is not None
    return Receipt(
        row.pk, row.version, row.late, contradicts, tally.unknown if tally else 0, row.source,
        tally.pk if tally else None,
    )  # fmt: skip


def _insert(
    actor: Actor, work: Work, given: Given, said: Sequence[Answer]
) -> tuple[Answer, bool, bool]:
    """The new version beside or in place of what stands; whether it says something else, and whether
    anything contradicts now. What a source outside said stays until somebody decides.
    """
    standing = [one for one in said if one.state in queries.STANDING]
    by_side = {one.side: one for one in standing}
    own = by_side.pop(work.side, None) or by_side.pop("carried", None)
    other = next(iter(by_side.values()), None)
    changed = _changed(own or other, given.said)
    if own and own.side == work.side and changed and not given.reason.strip():
        raise Invalid(_("更正要写明原因。"), {"reason": "missing"})
    answers = {one.pk for one in standing}
    outside = next(
        (o.contra_id for o in standing if o.contra_id and o.contra_id not in answers), None
    )
    fresh = row_of(actor, work, given, max((one.version for one in said), default=0) + 1)
    against = other is not None and rules.contradict(queries.said_by(other), given.said)
    if own:
        Answer.objects.filter(pk=own.pk).update(state="superseded", contra_id=None)
    if other:
        fresh.state = "contradicting" if against else "agreeing"
        Answer.objects.filter(pk=other.pk).update(
            state="current", contra_id=fresh.pk if against else outside
        )
    else:
        fresh.contra_id = outside
    fresh.save(force_insert=True)
    return fresh, changed, against or outside is not None


_COLUMNS = tuple(field.attname for field in Answer._meta.concrete_fields)
_SAID = """
select exists (
  select 1 from surveys_unsettled u where u.school_id = %(school)s and u.round_id = %(round)s
    and u.person_id = %(person)s and u.state = 'open'
), columns from (select 1) one left join surveys_answer a on a.id = %(id)s
  or (a.school_id = %(school)s and a.round_id = %(round)s and a.person_id = %(person)s)
""".replace("columns", ", ".join(f"a.{name}" for name in _COLUMNS))


def _said(work: Work, given: Given) -> tuple[bool, list[Answer]]:
    """Whether anything is unsettled about a person in the round, also where nobody has said anything (at a
    new school); every version of what was said of them, and what was sent under the same number.
    """
    wanted: dict[str, Any] = {
        "id": given.id, "school": work.tally.school_id, "round": work.row.pk,
        "person": given.person_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SAID, wanted)
        found = cursor.fetchall()
    rows = [Answer.from_db("default", _COLUMNS, row) for _is_owed, *row in found if row[0]]
    return found[0][0], rows


def _changed(before: Answer | None, said: rules.Said) -> bool:
    return before is not None and bytes(before.body_hash) != rules.digest(said)


def row_of(
    actor: Actor, work: Work, given: Given, version: int, *, in_bulk: bool = False
) -> Answer:
    """An answer as a row, not stored yet; place and remark sealed."""
    said = given.said
    return Answer(
        id=given.id, school_id=work.tally.school_id, unit_no=work.tally.unit_no,
        class_then=work.tally.unit_no, round_id=work.row.pk, person_id=given.person_id,
        version=version, state="current", source=work.source, side=work.side, in_bulk=in_bulk,
        whereabouts=said.whereabouts, since=said.since, condition=said.condition,
        categories=list(said.categories), answered_at=work.now, by_id=actor.user_id,
        late=work.late, reason=given.reason.strip(), body_hash=rules.digest(said),
        place_cipher=_sealed(said.place, queries.PLACE, given.id),
        remark_cipher=_sealed(said.remark, queries.REMARK, given.id),
    )  # fmt: skip


def _sealed(text: str, place: str, row: UUID) -> bytes | None:
    return ciphers.seal(text, place=place, row=row) if text else None


def _count(actor: Actor, work: Work, held: Sequence[duties.Held]) -> int:
    """Count the class anew; nobody unknown any more: the duty is done."""
    closed = work.row.closed_at  # a round that is over keeps the roll on which it ended
    day = closed.astimezone(clock.ZONE).date() if closed else None
    unknown = recount([work.tally.pk], day).get(work.tally.pk, 0)
    if not unknown:
        for duty in held:
            duties.discharge(actor, duty, work.now, on_behalf=work.source == "office")
    return unknown


def answer_rest(
    actor: Actor, round_id: UUID, unit_no: int, shown: Sequence[UUID]
) -> tuple[int, int]:
    """“其余人员均无异常”: one act about all who were shown as unknown and still are. Sent twice, the
    second finds nobody. Gives how many were answered for, and how many are unknown now. Who is known to be
    ill, followed or absent is answered for by name.
    """
    with everywhere("surveys"):
        row = open_round_of(round_id)
    source = queries.source_of(actor, unit_no, None)
    with everywhere("surveys"):
        work = work_of(row, unit_no, source)
        hold_class(row.pk, unit_no)
        held = duties.hold_about(work.tally.pk, KIND)
        missing = queries.unknown_ids(work.tally)
        apart = queries.by_name_only(unit_no, missing)
        wanted = [pk for pk in shown if pk in missing and pk not in apart]
        if wanted:
            record_bulk(
                actor, work, [Given(uuid7(), round_id, pk, rules.ALL_WELL) for pk in wanted],
                in_bulk=True,
            )  # fmt: skip
        return len(wanted), _count(actor, work, held)


def record_bulk(actor: Actor, work: Work, given: Sequence[Given], *, in_bulk: bool = False) -> None:
    """Answers for people of one class about whom nobody has said anything yet: one bulk fact."""
    said = Answer.objects.filter(
        school_id=work.tally.school_id, round_id=work.row.pk,
        person_id__in=[one.person_id for one in given],
    )  # fmt: skip
    last = dict(said.order_by("version").values_list("person_id", "version"))
    rows = [
        row_of(actor, work, one, last.get(one.person_id, 0) + 1, in_bulk=in_bulk) for one in given
    ]
    Answer.objects.bulk_create(rows)
    journal.record(
        actor,
        AnswersGiven(
            school_id=work.tally.school_id, unit_no=work.tally.unit_no, round_id=work.row.pk,
            person_ids=tuple(row.person_id for row in rows),
            answer_ids=tuple(row.pk for row in rows), source=work.source, late=work.late,
        ),
    )  # fmt: skip
