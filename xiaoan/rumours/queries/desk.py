"""What the desk sees: the list, one item with its reports, steps and answers; figures of times and ages."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.rumours import queries, rules
from xiaoan.rumours.models import Answer, Item, Nearby, Report, Step
from xiaoan.rumours.queries.mine import text_of

FILTERS = ("open", "waiting", "published", "dismissed", "withdrawn", "merged", "all")
DAYS = 90
MOST_REPORTS = 100


@dataclass(frozen=True)
class Row:
    """An item in a line. `title`: as it is answered, else how it was reported first; `spread`: reports of the
    last day; `near`: items that may be the same."""

    id: UUID
    no: int
    title: str
    state: str
    verdict: str
    reports: int
    spread: int
    opened_at: dt.datetime
    last_at: dt.datetime
    answered_at: dt.datetime | None
    age: str
    owner: str
    waits: bool
    near: int
    due: bool


@dataclass(frozen=True)
class Said:
    """One report as the desk sees it: its words, as what and from where, never who."""

    id: UUID
    at: dt.datetime
    role: str
    place: str
    text: str
    links: tuple[str, ...]
    photo_ids: tuple[UUID, ...]
    how: str


@dataclass(frozen=True)
class StepRow:
    kind: str
    at: dt.datetime
    by: str
    text: str
    reports: int
    other_no: int | None
    other_id: UUID | None


@dataclass(frozen=True)
class Detail:
    """An item with all that is known of it. `near`: (row, percent) that may be the same."""

    item: Item
    row: Row
    said: tuple[Said, ...]
    steps: tuple[StepRow, ...]
    answer: Answer | None
    proposed: Answer | None
    writer: str
    near: tuple[tuple[Row, int], ...]
    into: Item | None


@dataclass(frozen=True)
class Figures:
    """Of rumours reported in the last DAYS days: so many, so many answered, median and 90th percentile of the
    time that took; ages of what is open now."""

    reported: int
    answered: int
    median: dt.timedelta | None
    ninetieth: dt.timedelta | None
    ages: dict[str, int]


def of(actor: Actor, state: str, text: str = "") -> QuerySet[Item]:
    """Items of the desk that a filter lets through; `text` is a number."""
    rows = queries.seen_items(actor)
    if state == "waiting":
        rows = rows.exclude(proposed_id=None)
    elif state in rules.STATES:
        rows = rows.filter(state=state)
    if text.isdecimal() and len(text) < 10:
        rows = rows.filter(no=int(text))
    return rows


def page_of(actor: Actor, state: str, text: str, offset: int, size: int) -> tuple[int, list[Row]]:
    """What is open: the oldest first; the rest: the latest first."""
    rows = of(actor, state, text)
    order = ("opened_at", "id") if state == "open" else ("-last_at", "-id")
    return rows.count(), rows_of(actor, rows.order_by(*order)[offset : offset + size])


def rows_of(actor: Actor, rows: Iterable[Item]) -> list[Row]:
    found, now = list(rows), clock.now()
    ids = [row.pk for row in found]
    titles = _titles(found)
    names = accounts.names(actor, {row.owner_id for row in found if row.owner_id})
    spread = Counter(
        Report.objects.filter(item_id__in=ids, at__gte=now - dt.timedelta(days=1)).values_list(
            "item_id", flat=True
        )
    )
    near = _near_counts(ids)
    return [
        Row(
            row.pk, row.no, titles.get(row.pk, ""), row.state, row.verdict, row.reports,
            spread[row.pk], row.opened_at, row.last_at, row.answered_at,
            rules.age_of(row.opened_at, now), names.get(row.owner_id, "") if row.owner_id else "",
            row.proposed_id is not None, near[row.pk], row.state == "open",
        )
        for row in found
    ]  # fmt: skip


def _near_counts(ids: list[UUID]) -> Counter[UUID]:
    pairs = Nearby.objects.filter(Q(item_id__in=ids) | Q(other_id__in=ids), settled=False)
    found: Counter[UUID] = Counter()
    for pair in pairs.values_list("item_id", "other_id"):
        found.update(pair)
    return found


def _titles(found: list[Item]) -> dict[UUID, str]:
    """As it is answered; else the beginning of what was reported first."""
    wanted = {row.answer_id or row.proposed_id for row in found} - {None}
    answers = Answer.objects.in_bulk(wanted)
    titles = {
        row.pk: answers[pk].title["hans"]
        for row in found
        if (pk := row.answer_id or row.proposed_id) in answers
    }
    rest = [row.pk for row in found if row.pk not in titles]
    first = Report.objects.filter(item_id__in=rest).exclude(text_cipher=None)
    for one in first.order_by("item_id", "at", "id").distinct("item_id"):
        titles[one.item_id] = text_of(one)[:60]
    return titles


def detail(actor: Actor, item_id: UUID) -> Detail:
    """An item in the actor's sight."""
    row = queries.item(actor, item_id)
    steps = list(Step.objects.filter(item_id=row.pk).order_by("no"))
    answers = Answer.objects.in_bulk([pk for pk in (row.answer_id, row.proposed_id) if pk])
    answer = answers.get(row.answer_id) if row.answer_id else None
    proposed = answers.get(row.proposed_id) if row.proposed_id else None
    people = {one.by_id for one in steps} | {one.by_id for one in answers.values()}
    names = accounts.names(actor, people)
    others = dict(
        Item.objects.filter(pk__in={one.other_id for one in steps if one.other_id}).values_list(
            "id", "no"
        )
    )
    told = tuple(
        StepRow(
            one.kind, one.at, names.get(one.by_id, ""), one.text, one.reports,
            others.get(one.other_id) if one.other_id else None,
            one.other_id if one.other_id in others else None,
        )
        for one in steps
    )  # fmt: skip
    return Detail(
        row, rows_of(actor, [row])[0], _said(row), told, answer, proposed,
        names.get(proposed.by_id, "") if proposed else "", _near(actor, row),
        Item.objects.filter(pk=row.into_id).first() if row.into_id else None,
    )  # fmt: skip


def _said(row: Item) -> tuple[Said, ...]:
    rows = list(Report.objects.filter(item_id=row.pk).order_by("at", "id")[:MOST_REPORTS])
    places = directory.places({one.from_no for one in rows})
    return tuple(
        Said(
            one.pk, one.at, one.role, places[one.from_no].name if one.from_no in places else "",
            text_of(one), tuple(one.links), tuple(one.photo_ids), one.how,
        )
        for one in rows
    )  # fmt: skip


def _near(actor: Actor, row: Item) -> tuple[tuple[Row, int], ...]:
    pairs = Nearby.objects.filter(Q(item_id=row.pk) | Q(other_id=row.pk), settled=False)
    percents = {
        other if mine == row.pk else mine: percent
        for mine, other, percent in pairs.values_list("item_id", "other_id", "percent")
    }
    items = queries.seen_items(actor).filter(pk__in=percents).exclude(state="merged")
    found = [(each, percents[each.id]) for each in rows_of(actor, items)]
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def acts(actor: Actor, row: Item) -> list[str]:
    """What the actor may do with an item now."""
    can = rules.MOVES[row.state]
    found = []
    if actor.may(Permission.CHECK_RUMOURS, row.unit_no):
        found += [
            act
            for act in ("take", "propose", "withdraw", "dismiss", "reopen", "merge", "split")
            if act in can
        ]
        if row.owner_id == actor.user_id and "take" in found:
            found.remove("take")
    if row.proposed_id and actor.may(Permission.APPROVE_RUMOURS, row.unit_no):
        writer = Answer.objects.values_list("by_id", flat=True).get(pk=row.proposed_id)
        found += ["return"] if writer == actor.user_id else ["publish", "return"]
    return found


def waiting(actor: Actor) -> int:
    """Answers that wait for a second person, not the actor's own."""
    own = Answer.objects.filter(pk=OuterRef("proposed_id"), by_id=accounts.user_id(actor))
    rows = queries.seen_items(actor).exclude(proposed_id=None)
    return rows.filter(~Exists(own)).count()


def figures(actor: Actor) -> Figures:
    now = clock.now()
    rows = queries.seen_items(actor).exclude(state="merged")
    recent = rows.filter(opened_at__gte=now - dt.timedelta(days=DAYS))
    counted = recent.aggregate(all=Count("id"), answered=Count("answered_at"))
    spans = recent.exclude(answered_at=None).annotate(span=F("answered_at") - F("opened_at"))
    seconds = [one.total_seconds() for one in spans.values_list("span", flat=True)]
    opened = rows.filter(state="open").values_list("opened_at", flat=True)
    ages = Counter(rules.age_of(at, now) for at in opened)
    median, ninetieth = rules.times(seconds)
    return Figures(
        counted["all"], counted["answered"], median, ninetieth,
        {code: ages[code] for _most, code in rules.AGES},
    )  # fmt: skip


def id_of(actor: Actor, no: int) -> UUID | None:
    """The item of a number that the desk types."""
    rows = queries.seen_items(actor).filter(no=no).exclude(state="merged")
    return rows.values_list("id", flat=True).first() if no else None
