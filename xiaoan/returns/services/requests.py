"""Requests for data: registered or refused, what is held answered by figures, the rest asked of
schools once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.returns import rules
from xiaoan.returns.events import AnswersTaken, RequestKept, RoundOpened
from xiaoan.returns.models import Ask, Field, Request, Round
from xiaoan.returns.queries import names, requests
from xiaoan.returns.queries.duty_kinds import ANSWER
from xiaoan.returns.rules import questions
from xiaoan.returns.services.forms import begin, keeper

# An answer is due by the end of the working day (own choice); so far ahead a request runs at the most.
DUE_AT = dt.time(17)
FARTHEST = dt.timedelta(days=400)
MOST_DUE_DAYS, MOST_CHOICES = 30, 30


@dataclass(frozen=True)
class NewField:
    """One thing wanted. `held`: "key|part" of the figure that answers it, "ask": schools are asked."""

    name: str
    held: str
    kind: str = "number"
    unit: str = ""
    low: str = ""
    high: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewRequest:
    """Who asks for what; `id` is made by the form and is the request's."""

    id: UUID
    office: str
    person: str
    ground: str
    purpose: str
    every: str
    first: dt.date
    until: dt.date
    due_days: int
    stage: str
    fields: tuple[NewField, ...]


@transaction.atomic
def register(actor: Actor, new: NewRequest) -> str:
    """Put a request down: "open", or "refused" with its rule. What is asked of schools today goes out
    at once."""
    school_id, unit_no = keeper(actor)
    _refuse(new)
    if begin(actor, new.id, unit_no, "request", repr(new)):
        return requests.request(actor, new.id).state
    found = rules.refusal(new.ground, [one.name for one in new.fields])
    row = Request(
        id=new.id, school_id=school_id, unit_no=unit_no, office=new.office.strip(),
        person=new.person.strip(), ground=new.ground.strip(), purpose=new.purpose.strip(), every=new.every,
        first=new.first, until=new.until, due_days=new.due_days, stage=new.stage,
        state="refused" if found else "open", rule=found[0].code if found else "",
        about=found[1] if found else "", at=clock.now(), by_id=acts.user(actor),
    )  # fmt: skip
    row.save(force_insert=True)
    Field.objects.bulk_create([_field(row, no, one) for no, one in enumerate(new.fields, 1)])
    _kept(actor, row)
    if row.state == "open":
        open_round(actor, requests.request(actor, row.pk), clock.today())
    return row.state


def _field(row: Request, no: int, one: NewField) -> Field:
    key, _sep, part = one.held.partition("|") if one.held != "ask" else ("", "", "")
    return Field(
        id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, request_id=row.pk, no=no,
        name=one.name.strip(), kind=one.kind, unit=one.unit.strip(), low=one.low.strip(),
        high=one.high.strip(), choices=list(one.choices), held_key=key, held_part=part,
    )  # fmt: skip


def _kept(actor: Actor, row: Request) -> None:
    fields = list(Field.objects.filter(request_id=row.pk).values_list("held_key", flat=True))
    journal.record(
        actor,
        RequestKept(
            school_id=row.school_id, unit_no=row.unit_no, request_id=row.pk, fields=len(fields),
            held=sum(bool(key) for key in fields), state=row.state, rule=row.rule,
        ),
    )  # fmt: skip


def _refuse(new: NewRequest) -> None:
    acts.words("office", new.office, longest=rules.SHORT, required=_("请写是哪个部门要。"))
    acts.words("person", new.person, longest=rules.SHORT, required=_("请写经办人,有疑问好联系。"))
    acts.words("ground", new.ground, longest=rules.SHORT)
    acts.words("purpose", new.purpose, longest=rules.LONG, required=_("请写做什么用。"))
    today = clock.today()
    checks = (
        (new.every in rules.EVERY, "every", _("请选多久要一次。")),
        (today <= new.first <= today + FARTHEST, "first", _("第一次请写今天起一年内的一天。")),
        (new.first <= new.until <= today + FARTHEST, "until", _("截止日请写第一次之后、一年内的一天。")),
        (0 <= new.due_days <= MOST_DUE_DAYS, "due_days", _("期限请写 0 到 30 天。")),
        (not new.stage or new.stage in directory.STAGE_NAMES, "stage", _("请从列表中选一项。")),
        (0 < len(new.fields) <= rules.MOST_FIELDS, "fields", _("请写一到 40 项要的数据。")),
    )  # fmt: skip
    for fine, name, sentence in checks:
        if not fine:
            raise Invalid(sentence, {name: "invalid"})
    seen: set[str] = set()
    for no, one in enumerate(new.fields, 1):
        _refuse_field(no, one)
        if one.name.strip() in seen:
            raise Invalid(
                _("“%(name)s”写了两次。请删去一项。") % {"name": one.name}, {f"name-{no}": "twice"}
            )
        seen.add(one.name.strip())


def _refuse_field(no: int, one: NewField) -> None:
    acts.words(f"name-{no}", one.name, longest=rules.SHORT, required=_("请写要什么。"))
    if one.held != "ask":
        key, _sep, part = one.held.partition("|")
        if key not in names.aliases().values() or part not in names.parts_of(key):
            sentence = _("请选用哪一项已有数据,或选“没有,问学校”。")
            raise Invalid(sentence, {f"held-{no}": "missing"})
        return
    if one.kind not in rules.KINDS:
        raise Invalid(_("请选填数字、文字还是选一项。"), {f"kind-{no}": "unknown"})
    acts.words(f"unit-{no}", one.unit, longest=20)
    for name in ("low", "high"):
        text = getattr(one, name).strip()
        if text and (one.kind != "number" or questions.number(text) is None):
            raise Invalid(_("上下限请写数字;只有数字题有上下限。"), {f"{name}-{no}": "number"})
    low, high = questions.number(one.low), questions.number(one.high)
    if low is not None and high is not None and low > high:
        raise Invalid(_("下限不能大于上限。"), {f"low-{no}": "range"})
    _refuse_choices(no, one)


def _refuse_choices(no: int, one: NewField) -> None:
    if one.kind == "choice" and not 2 <= len(set(one.choices)) <= MOST_CHOICES:
        raise Invalid(_("选一项的题请写 2 到 30 个选项,用顿号分开。"), {f"choices-{no}": "few"})
    for said in one.choices:
        acts.words(f"choices-{no}", said, longest=40)


def open_round(actor: Actor, one: requests.RequestRow, day: dt.date) -> bool:
    """Ask schools what is not held, if a day is one of the request's and was not asked about yet. A
    school that
    has answered all of it before, for the same day, owes nothing."""
    if not rules.is_due(one.every, one.first, one.until, day):
        return False
    due_at = clock.at(day + dt.timedelta(days=one.due_days), DUE_AT)
    schools = _schools(one)
    row, made = Round.objects.get_or_create(
        request_id=one.id, day=day,
        defaults={
            "school_id": 0, "unit_no": one.unit_no, "due_at": max(due_at, clock.now()),
            "schools": len(schools), "at": clock.now(),
        },
    )  # fmt: skip
    if not made:
        return False
    known = requests.known_answers(one.asked, [found.no for found in schools], day)
    asks = [_ask(one, row, found.no, known.get(found.no, {})) for found in schools if one.asked]
    Ask.objects.bulk_create(asks, batch_size=500)
    _owe(actor, [ask for ask in asks if ask.answered_at is None], row)
    journal.record(
        actor,
        RoundOpened(
            school_id=0, unit_no=one.unit_no, request_id=one.id, round_id=row.pk, day=day,
            schools=len(asks), questions=len(one.asked),
        ),
    )  # fmt: skip
    return True


def _schools(one: requests.RequestRow) -> list[directory.Place]:
    """Those of the request's stage that are open today."""
    interval = directory.place(one.unit_no).interval
    return [
        found for found in directory.places_inside(interval, "school", day=clock.today())
        if not one.stage or found.stage == one.stage
    ]  # fmt: skip


def _ask(
    one: requests.RequestRow, row: Round, school_no: int, known: dict[int, tuple[str, UUID]]
) -> Ask:
    good = {
        no: said for no, (said, _ask_id) in known.items()
        if not rules.faults([q for q in one.asked if q.no == no], {no: said})
    }  # fmt: skip
    is_whole = len(good) == len(one.asked)
    return Ask(
        id=uuid7(), school_id=school_no, unit_no=school_no, request_id=one.id, round_id=row.pk,
        day=row.day, answers={str(no): said for no, said in good.items()}, reused=sorted(good),
        answered_at=clock.now() if is_whole else None,
    )  # fmt: skip


def _owe(actor: Actor, asks: Sequence[Ask], row: Round) -> None:
    ladders = duty_queries.ladders()
    keys = [(ANSWER, ask.unit_no) for ask in asks]
    holders = duty_queries.present_holders(keys, clock.today(), ladders)
    new = [
        duties.NewDuty(
            ask.school_id, ask.unit_no, 0, row.due_at, *holders[ANSWER, ask.unit_no], about_id=ask.pk,
            next_step_at=ladders.first_step_at(ask.unit_no, row.due_at, ANSWER),
        )
        for ask in asks
    ]  # fmt: skip
    duties.open_duties(actor, ANSWER, row.day, "", new)


@transaction.atomic
def open_rounds(actor: Actor) -> int:
    """Today's rounds of recurring requests; of the system, twice opens nothing twice."""
    count = 0
    for row in Request.objects.select_for_update().filter(state="open").order_by("id"):
        count += open_round(actor, requests.of([row.pk])[row.pk], clock.today())
    return count


@transaction.atomic
def settle(actor: Actor) -> int:
    """Requests whose day has passed end by themselves, and with them what schools still owe; of the
    system."""
    over = Request.objects.select_for_update().filter(state="open", until__lt=clock.today())
    rows = list(over.order_by("id"))
    for row in rows:
        _end(actor, row, "")
    return len(rows)


@transaction.atomic
def end(actor: Actor, act_id: UUID, request_id: UUID, why: str) -> None:
    """End a request before its time."""
    _school, unit_no = keeper(actor)
    text = acts.words("why", why, longest=rules.LONG, required=_("请写为什么结束。"))
    if begin(actor, act_id, unit_no, "end", request_id, text):
        return
    row = Request.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFound
    if row.state != "open":
        raise Conflict(_("这项需求已经结束,或没有受理。"))
    _end(actor, row, text)


def _end(actor: Actor, row: Request, why: str) -> None:
    row.state, row.why_ended, row.ended_at = "ended", why, clock.now()
    row.save()
    open_asks = Ask.objects.filter(request_id=row.pk, answered_at=None).values_list("id", flat=True)
    duties.excuse_about(actor, ANSWER, list(open_asks), clock.FIRST_DAY, duties.Why("ended", why))
    _kept(actor, row)


@transaction.atomic
def take_answers(actor: Actor, request_id: UUID, round_id: UUID) -> int:
    """The answers of a round are taken away as a sheet; gives how many rows. Each taking is a fact."""
    one = requests.request(actor, request_id)
    if not actor.may_anywhere(Permission.EXPORT):
        raise Forbidden
    rows = len(requests.asks(actor, round_id))
    journal.record(
        actor,
        AnswersTaken(
            school_id=0, unit_no=one.unit_no, request_id=request_id, round_id=round_id, rows=rows
        ),
    )
    return rows
