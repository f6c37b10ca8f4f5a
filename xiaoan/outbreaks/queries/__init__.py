"""Signals a person may see, with the rule, the people counted and the clock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.models import Signal, SignalCase
from xiaoan.screening import queries as screening
from xiaoan.screening.queries import SYMPTOM_NAMES, codes_of

SYNDROME_NAMES = {
    "RESP": _("发热伴咳嗽、咽痛"),
    "GI": _("呕吐、腹泻、腹痛"),
    "RASH": _("皮疹"),
    "PAROTID": _("腮腺肿大"),
    "EYE": _("结膜充血"),
    "JAUNDICE": _("黄疸"),
    "FEVER": _("发热"),
    "COUGH": _("咳嗽、咽痛(无发热)"),
    "OTHER": _("其他症状"),
    "UNSPECIFIED": _("症状未填"),
}
LEVEL_NAMES = {"class": _("班级"), "dormitory": _("宿舍")}
STATE_NAMES = {
    "open": _("待处理"),
    "acknowledged": _("已知晓"),
    "closed": _("已结束"),
    "withdrawn": _("已撤销(更正后不再达到)"),
}
RUNNING = ("open", "acknowledged")


@dataclass(frozen=True)
class SignalRow:
    """One signal of a list."""

    id: UUID
    school_id: int
    unit_no: int
    school: str
    place: str
    level: str
    rule: str
    rule_version: str
    rule_text: str
    numbers: dict[str, int | None]
    basis: str
    confirmed: bool
    syndrome: str
    day: dt.date
    last_day: dt.date
    window_from: dt.date
    cases: int
    raised_at: dt.datetime
    deadline_at: dt.datetime | None
    minutes_left: int | None
    state: str
    days_reported: int
    days_due: int
    acknowledged_at: dt.datetime | None
    acknowledged_by: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CountedPerson:
    """A person counted by a signal; `class_no`: the class of then."""

    person_id: UUID
    class_no: int
    name: str
    place: str
    dormitory: str
    onset: dt.date
    onset_known: bool
    symptoms: tuple[str, ...]


@dataclass(frozen=True)
class SignalDetail:
    """One signal with the people it counts, and the signals that share people with it.

    `onsets`: people of the unit newly ill in the same group by day, also before the window.
    `reported`: day → done, missed or excused for the classes counted. `unspecified`: pupils absent
    sick on the signal's last day whose symptoms nobody has filled in; they are not counted.
    """

    row: SignalRow
    people: tuple[CountedPerson, ...]
    related: tuple[SignalRow, ...]
    onsets: Counter[dt.date]
    reported: dict[dt.date, str]
    unspecified: int


@dataclass(frozen=True)
class Wanted:
    """Which signals of a list: inside an interval, in a state, completed since a day."""

    interval: Interval | None = None
    states: tuple[str, ...] = ()
    since: dt.date | None = None


def signals(
    actor: Actor,
    interval: Interval | None = None,
    *,
    running_only: bool = False,
    limit: int = 200,
) -> list[SignalRow]:
    """Signals inside the actor's reach (and an interval), those that need somebody first."""
    return page_of_signals(actor, Wanted(interval, RUNNING if running_only else ()), 0, limit)[2]


def page_of_signals(
    actor: Actor, wanted: Wanted, offset: int, limit: int
) -> tuple[int, int, list[SignalRow]]:
    """How many signals are wanted, how many of them nobody has seen, and one page of them: those that
    need somebody first, then the newest.
    """
    rows = _wanted(actor, wanted)
    total = rows.aggregate(all=Count("id"), open=Count("id", filter=Q(state="open")))
    order = Case(When(state="open", then=0), When(state="acknowledged", then=1), default=2)
    page = rows.order_by(order, "-raised_at", "unit_no", "rule", "id")[offset : offset + limit]
    return total["all"], total["open"], _rows(actor, page)


def _wanted(actor: Actor, wanted: Wanted) -> QuerySet[Signal]:
    every = Signal.objects.filter(layer="statutory")  # the others: queries.watch
    rows = visible(every, actor, Permission.SEE_SIGNALS)
    if wanted.interval:
        rows = rows.filter(unit_no__gte=wanted.interval[0], unit_no__lt=wanted.interval[1])
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.since:
        rows = rows.filter(last_day__gte=wanted.since)
    return rows


def signal(actor: Actor, signal_id: UUID) -> SignalDetail:
    """One signal; NotFound if it is not there or not the actor's to see."""
    found = visible(Signal.objects.filter(pk=signal_id), actor, Permission.SEE_SIGNALS).first()
    if found is None:
        raise NotFound
    cases = list(SignalCase.objects.filter(school_id=found.school_id, signal_id=signal_id))
    people = {case.person_id for case in cases}
    shared = SignalCase.objects.filter(school_id=found.school_id, person_id__in=people)
    others = visible(
        Signal.objects.filter(
            school_id=found.school_id,
            pk__in=set(shared.values_list("signal_id", flat=True)) - {signal_id},
        ),
        actor,
        Permission.SEE_SIGNALS,
    ).order_by("raised_at", "id")
    classes = {case.class_no for case in cases}
    return SignalDetail(
        _rows(actor, [found])[0],
        tuple(_counted(actor, found, cases)),
        tuple(_rows(actor, others)),
        _onsets(actor, classes, found),
        _coverage(actor, classes, found),
        _unspecified(actor, classes, found.last_day),
    )


def _counted(actor: Actor, found: Signal, cases: list[SignalCase]) -> list[CountedPerson]:
    roll = directory.enrolments(actor, {case.person_id for case in cases}, found.last_day)
    rooms = {pupil.dormitory_no for pupil in roll.values() if pupil.dormitory_no}
    places = directory.places({case.class_no for case in cases} | rooms)

    def room(person_id: UUID) -> str:
        no = roll[person_id].dormitory_no if person_id in roll else None
        return places[no].name if no in places else ""

    people = [
        CountedPerson(
            case.person_id,
            case.class_no,
            roll[case.person_id].name if case.person_id in roll else "",
            places[case.class_no].name if case.class_no in places else "",
            room(case.person_id),
            case.onset,
            case.onset_known,
            tuple(str(SYMPTOM_NAMES[code]) for code in codes_of(case.symptoms)),
        )
        for case in cases
    ]
    return sorted(people, key=lambda one: (one.onset, one.place, one.name))


def as_sighting(seen: screening.Seen) -> rules.Sighting:
    """A pupil seen sick, as the rules read it."""
    return rules.Sighting(
        person=seen.person_id,
        unit_no=seen.unit_no,
        dormitory_no=seen.dormitory_no,
        day=seen.day,
        onset=seen.onset,
        syndromes=frozenset(str(group) for group in seen.syndromes),
    )


def _onsets(actor: Actor, classes: set[int], found: Signal) -> Counter[dt.date]:
    """Who else fell ill there in the same way: the days before the window are part of the picture."""
    since = found.window_from - dt.timedelta(days=14)
    rooms = [found.unit_no] if found.level == rules.DORMITORY else []
    seen = screening.sightings(actor, since, found.last_day, unit_nos=classes, dormitory_nos=rooms)
    reported, _due = screening.reported_days(actor, classes, since, found.last_day)
    return Counter(
        case.onset
        for case in rules.cases_of([as_sighting(one) for one in seen], reported)
        if case.syndrome == found.syndrome
        and found.unit_no in (case.dormitory_nos if rooms else case.class_nos)
    )


def _coverage(actor: Actor, classes: set[int], found: Signal) -> dict[dt.date, str]:
    """Which days the counted classes reported: done if all that were due did."""
    since = found.window_from - dt.timedelta(days=7)
    reported, due = screening.reported_days(actor, classes, since, found.last_day)
    days: dict[dt.date, str] = {}
    for unit_no, day in sorted(due):
        done = (unit_no, day) in reported and days.get(day, "done") == "done"
        days[day] = "done" if done else "missed"
    return days


def _unspecified(actor: Actor, classes: set[int], day: dt.date) -> int:
    seen = screening.sightings(actor, day, day, unit_nos=classes)
    return len({one.person_id for one in seen if "UNSPECIFIED" in one.syndromes})


def running_count(actor: Actor, interval: Interval) -> int:
    """How many signals inside an interval still need somebody."""
    return _wanted(actor, Wanted(interval, RUNNING)).count()


def _rows(actor: Actor, found: Iterable[Signal]) -> list[SignalRow]:
    rows = list(found)
    places = directory.places({no for row in rows for no in (row.unit_no, row.school_id)})
    who = {row.acknowledged_by_id for row in rows if row.acknowledged_by_id}
    names = accounts.names(actor, who)
    now = clock.now()
    return [
        SignalRow(
            id=row.pk,
            school_id=row.school_id,
            unit_no=row.unit_no,
            school=places[row.school_id].name,
            place=places[row.unit_no].name,
            level=row.level,
            rule=row.rule,
            rule_version=row.rule_version,
            rule_text=_rule_text(row),
            numbers=_numbers(row),
            basis=row.basis,
            confirmed=row.rule_status == "confirmed",
            syndrome=row.syndrome,
            day=row.day,
            last_day=row.last_day,
            window_from=row.window_from,
            cases=row.cases,
            raised_at=row.raised_at,
            deadline_at=row.deadline_at,
            minutes_left=_minutes(row.deadline_at, now),
            state=row.state,
            days_reported=row.days_reported,
            days_due=row.days_due,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=names.get(row.acknowledged_by_id, "") if row.acknowledged_by_id else "",
            sources=_sources(row),
        )
        for row in rows
    ]


def _rule(row: Signal) -> rules.Rule | None:
    """The rule in the version of the file that raised the signal."""
    try:
        return rules.rule_book(row.rule_version).rule(row.rule)
    except (KeyError, rules.RuleFileError):
        return None


def _rule_text(row: Signal) -> str:
    rule = _rule(row)
    return rule.text_zh if rule else row.rule


def _numbers(row: Signal) -> dict[str, int | None]:
    """What is filled in where the rule is said in other words."""
    rule = _rule(row)
    return {"days": rule.window_days, "min": rule.min_cases} if rule else {}


def _sources(row: Signal) -> tuple[str, ...]:
    rule = _rule(row)
    named = rules.rule_book(row.rule_version).sources if rule else {}
    return tuple(f"{code} {named[code]}" for code in rule.sources) if rule else ()


def _minutes(deadline: dt.datetime | None, now: dt.datetime) -> int | None:
    return int((deadline - now).total_seconds() // 60) if deadline else None


@dataclass(frozen=True)
class SignalHead:
    """What is above knows of a signal."""

    id: UUID
    school_id: int
    unit_no: int
    level: str
    layer: str
    rule: str
    rule_version: str
    syndrome: str
    day: dt.date
    raised_at: dt.datetime
    deadline_at: dt.datetime | None
    state: str


@dataclass(frozen=True)
class Told:
    """A person a signal counts, by the onset that was used; no name. `class_no`: the class of then."""

    person_id: UUID
    class_no: int
    onset: dt.date
    onset_known: bool
    symptoms: int


_HEAD = tuple(SignalHead.__dataclass_fields__)


def head(signal_id: UUID) -> SignalHead:
    """A signal in the running scope; NotFound otherwise."""
    row = Signal.objects.filter(pk=signal_id).first()
    if row is None:
        raise NotFound
    return SignalHead(**{name: getattr(row, name) for name in _HEAD})


def counted(signal_id: UUID) -> list[Told]:
    """Whom a signal in the running scope counts now, by onset; nobody once it is withdrawn."""
    row = Signal.objects.filter(pk=signal_id).exclude(state="withdrawn").first()
    if row is None:
        return []
    cases = SignalCase.objects.filter(school_id=row.school_id, signal_id=signal_id)
    return [
        Told(one.person_id, one.class_no, one.onset, one.onset_known, one.symptoms)
        for one in cases.order_by("onset", "person_id")
    ]


def people_of(actor: Actor, signal_id: UUID) -> list[UUID]:
    """The ids of the people a signal counts, by onset."""
    rows = visible(SignalCase.objects.filter(signal_id=signal_id), actor, Permission.SEE_SIGNALS)
    return list(rows.order_by("onset", "person_id").values_list("person_id", flat=True))
