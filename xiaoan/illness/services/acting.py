"""Recording one step of an illness: the one place where a stage changes."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness import queries, rules
from xiaoan.illness.events import StepTaken
from xiaoan.illness.models import Illness, Late, Step
from xiaoan.illness.services import due
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other, second_id
from xiaoan.kernel.scope import inside
from xiaoan.screening import queries as codes
from xiaoan.screening import services as screening

LONGEST_WORDS = 300
# A step that is entered later than this was done on another day, and belongs into its remark.
LATEST_ENTRY = dt.timedelta(hours=24)
# Days of what has happened: none of them lies ahead.
_PAST = (*rules.DATES, "diagnosed_on", "issued_on")


@dataclass(frozen=True)
class Done:
    """What somebody did or found. `id` is made by whoever sends it: the same once more changes nothing.

    `facts`: codes, days (ISO) and readings; `words`: names, places and remarks, which are sealed.
    """

    id: UUID
    illness_id: UUID
    kind: str
    at: dt.datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    # Of a sheet that is more than this step: its fingerprint.
    sheet: bytes | None = None

    @property
    def said(self) -> bytes:
        """What was sent (kernel.said)."""
        words = {name: text.strip() for name, text in self.words.items() if text.strip()}
        return self.sheet or fingerprint(self.kind, dict(self.facts), words)


class Overtaken(Conflict):
    """The step may not follow any more: somebody else recorded one first. `done` is what was not recorded."""

    def __init__(self, done: Done) -> None:
        super().__init__(_("这一步刚刚有人做过,或现在不能做。请刷新后核对。"))
        self.done = done


@dataclass(frozen=True)
class Receipt:
    """Where the illness stands; `again`: this very step had been recorded before."""

    stage: str
    again: bool = False


def take_step(actor: Actor, done: Done) -> Receipt:
    """Record one step. NotFound or Forbidden as everywhere; Conflict if it may not follow any more."""
    row = hold(actor, done.illness_id)
    known = _known(row, done)
    if known == done.said:
        return Receipt(row.stage, again=True)
    require(actor, row, done.kind)
    if known is not None:
        raise Overtaken(_changed(done))
    late = Late.objects.filter(pk=done.id).values_list("said", flat=True).first()
    if late is not None:  # sent again: it stays where it was put
        raise Overtaken(_changed(done) if is_other(late, done.said) else done)
    refuse_words(done.words)
    refuse_days(done.facts)
    refuse_time(done.at, row.opened_at)
    if done.kind == "withdraw" and row.held:
        raise Conflict(_("已登记传染病诊断,不能按误登撤销。请先由校医把诊断改为“已排除”。"))
    # Its id may be used where the actor sees nothing: then nothing of the step stays.
    with transaction.atomic():
        apply(actor, row, done)
    return Receipt(row.stage)


def _changed(done: Done) -> Done:
    """Changed on the phone after it had arrived: another sheet, and a person looks at both."""
    return replace(done, id=second_id(done.id, done.said))


def require(actor: Actor, row: Illness, kind: str) -> None:
    """Whether the actor may record such a step at all."""
    needs = queries.NEEDS.get(kind, ())
    if not actor.is_system and not any(actor.may(one, row.unit_no) for one in needs):
        raise Forbidden


def hold(actor: Actor, illness_id: UUID) -> Illness:
    """Lock an illness in the actor's sight."""
    rows = Illness.objects.select_for_update().filter(inside(actor.intervals), pk=illness_id)
    row = rows.first()
    if row is None:
        raise NotFound
    return row


def _known(row: Illness, done: Done) -> bytes | None:
    """What was said under the id before; of before fingerprints, the same."""
    known = Step.objects.filter(pk=done.id).values_list("illness_id", "kind", "said").first()
    if known is None:
        return None
    if known[:2] != (row.pk, done.kind):
        raise taken()
    return bytes(known[2]) if known[2] is not None else done.said


def refuse_words(words: Mapping[str, str]) -> None:
    """Words that are too long, or hold what cannot be stored."""
    for name, text in words.items():
        if len(text) > LONGEST_WORDS or "\0" in text:
            raise Invalid(_("每项说明不超过 300 个字。"), {name: "too_long"})


def refuse_days(facts: Mapping[str, Any]) -> None:
    """A day that has not come, or that no pupil of today can have lived."""
    for name in _PAST:
        if facts.get(name) and queries.past_day(facts[name]) is None:
            raise Invalid(_("日期不能晚于今天,也不能早于 1990 年。"), {name: "out_of_range"})


def refuse_time(at: dt.datetime | None, opened_at: dt.datetime) -> None:
    """A time that has not come, is not of today, or lies before anybody noticed anything."""
    if at is None:
        return
    now = clock.now()
    if not now - LATEST_ENTRY <= at <= now:
        raise Invalid(_("时间不能晚于现在,也不能早于 24 小时以前。"), {"at": "out_of_range"})
    first = opened_at.astimezone(clock.ZONE).replace(second=0, microsecond=0)
    if at < first:
        told = {"at": f"{first:%H:%M}"}
        raise Invalid(_("时间不能早于发现的时间 %(at)s。") % told, {"at": "before_first"})


def apply(actor: Actor, row: Illness, done: Done, *, renew: bool = True) -> None:
    """A step of an illness that is locked: its stage, what follows for the hold, its duty, the fact."""
    if not rules.may_follow(queries.situation(row), done.kind):
        raise Overtaken(done)
    stage = rules.stage_after(row.stage, done.kind)
    change = _CHANGES.get(done.kind)
    if change:
        change(row, done.facts)
    row.stage = stage or row.stage
    row.moved_at = clock.now()
    if row.stage in rules.CLOSED:
        row.closed_at = row.moved_at
        row.long = False
    else:
        row.long = _is_long(row)
    follow_hold(actor, row, done.kind)
    row.steps += 1
    row.save()
    keep_step(actor, row, done)
    if renew:
        due.renew(actor, [row], done.kind)
    journal.record(
        actor,
        StepTaken(
            school_id=row.school_id, unit_no=row.unit_no, illness_id=row.pk, step_id=done.id,
            step=done.kind, stage=row.stage,
        ),
    )  # fmt: skip


def keep_step(actor: Actor, row: Illness, done: Done) -> Step:
    """The step as it stays."""
    step = Step(
        id=done.id, school_id=row.school_id, unit_no=row.unit_no, illness_id=row.pk,
        person_id=row.person_id, no=row.steps, kind=done.kind, stage=row.stage, at=done.at or clock.now(),
        recorded_at=clock.now(), by_id=actor.user_id, facts=dict(done.facts), words=sealed(done),
        said=done.said,
    )  # fmt: skip
    with new_id():
        step.save(force_insert=True)
    return step


def sealed(done: Done) -> bytes | None:
    """What was said, as it is stored under the step's own id."""
    words = {name: text.strip() for name, text in done.words.items() if text.strip()}
    if not words:
        return None
    told = json.dumps(words, ensure_ascii=False)
    return ciphers.seal(told, place=queries.WORDS_PLACE, row=done.id)


def _is_long(row: Illness) -> bool:
    """Absent for so many school days without a diagnosis, and nobody has looked into it."""
    if row.investigated_on or row.absent_since is None or row.stage not in rules.ABSENT:
        return False
    limit = queries.settings().at(row.unit_no).long_days
    return rules.is_long(_school_days(row, limit), limit, row.diagnosis)


def _school_days(row: Illness, limit: int) -> int:
    """School days missed so far, today's among them; counted no further than they matter."""
    calendar = directory.calendar(row.school_id)
    today = clock.today()
    before = calendar.school_days_before(today + dt.timedelta(days=1), limit)
    return sum(day >= (row.absent_since or today) for day in before)


def follow_hold(actor: Actor, row: Illness, act: str) -> None:
    """Hold the child back for the sake of its diagnosis, or let it in."""
    listed = row.diagnosis in rules.book().diseases and row.certainty != "excluded"
    if act in ("diagnose", "trace") and listed and not row.held:
        wanted = screening.HeldBack(row.person_id, "certificate", row.pk, clock.today())
        screening.hold_back(actor, wanted)
        row.held = True
    if act in ("send", "home"):
        send_away(actor, row)
    if row.stage == "cleared" or row.stage in rules.CLOSED:
        screening.let_in(actor, row.pk, "sick")
    is_free = act in ("clear", "clear_against", "moved", "left", "withdraw") or not listed
    if row.held and is_free and _may_let_in(actor, row):
        screening.let_in(actor, row.pk, "certificate")
        row.held = False


def send_away(actor: Actor, row: Illness) -> None:
    """The next roll-call has the child absent sick, with what is known, until it is back or cleared."""
    fever = codes.symptoms_of(["fever"]) if row.fever else 0
    screening.hold_back(
        actor,
        screening.HeldBack(
            row.person_id, "sick", row.pk, clock.today(), int(row.symptoms | fever), row.onset
        ),
    )


def _may_let_in(actor: Actor, row: Illness) -> bool:
    """A class teacher who hears that it was nothing does not let the child in: the doctor does."""
    return actor.is_system or any(actor.may(one, row.unit_no) for one in queries.NEEDS["clear"])


# What each act changes of the row beside its stage.


def _absent(row: Illness, facts: Mapping[str, Any]) -> None:
    row.absent_since = row.absent_since or clock.today()
    if row.trace_due_at is None:
        hours = queries.settings().at(row.unit_no).trace_hours
        row.trace_due_at = clock.now() + dt.timedelta(hours=hours)


def _retested(row: Illness, facts: Mapping[str, Any]) -> None:
    row.fever = bool(facts.get("fever", row.fever))


def _diagnosed(row: Illness, facts: Mapping[str, Any]) -> None:
    code = facts.get("diagnosis")
    if not code:
        return
    row.diagnosis, row.certainty = code, facts.get("certainty") or "suspected"
    row.diagnosed_on = _day(facts.get("diagnosed_on")) or clock.today()
    row.against, row.back_on, row.cleared_at, row.cleared_by_id = False, None, None, None
    row.certificate = ""


def _dated(row: Illness, facts: Mapping[str, Any]) -> None:
    row.onset = _day(facts.get("onset")) or row.onset
    given = {
        name: facts[name]
        for name in ("rash", "treatment", "fever_free", "symptom_free")
        if facts.get(name)
    }
    row.dates = {**row.dates, **given}


def _traced(row: Illness, facts: Mapping[str, Any]) -> None:
    _absent(row, facts)
    _dated(row, facts)
    _diagnosed(row, facts)
    row.traced_at = row.traced_at or clock.now()
    row.symptoms = facts.get("symptoms", row.symptoms)
    if facts.get("isolates") is not None:
        row.isolates = facts["isolates"]


def _diagnose(row: Illness, facts: Mapping[str, Any]) -> None:
    _dated(row, facts)
    _diagnosed(row, facts)


def _followed(row: Illness, facts: Mapping[str, Any]) -> None:
    _dated(row, facts)
    row.followed_on = clock.today()


def _investigated(row: Illness, facts: Mapping[str, Any]) -> None:
    _dated(row, facts)
    row.investigated_on = clock.today()


def _handed_in(row: Illness, facts: Mapping[str, Any]) -> None:
    row.certificate = "handed"


def _refused(row: Illness, facts: Mapping[str, Any]) -> None:
    _dated(row, facts)
    row.certificate = "refused"


def _cleared(row: Illness, facts: Mapping[str, Any]) -> None:
    _dated(row, facts)
    row.certificate = "accepted"
    row.cleared_at = clock.now()
    row.back_on = _day(facts.get("back_on"))


def _cleared_against(row: Illness, facts: Mapping[str, Any]) -> None:
    _cleared(row, facts)
    row.against = True


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


_CHANGES: dict[str, Callable[[Illness, Mapping[str, Any]], None]] = {
    "retest_fever": _retested, "send": _absent, "absent": _absent, "home": _absent,
    "trace": _traced, "diagnose": _diagnose, "follow": _followed, "investigate": _investigated,
    "hand_in": _handed_in, "refuse": _refused, "clear": _cleared, "clear_against": _cleared_against,
}  # fmt: skip
