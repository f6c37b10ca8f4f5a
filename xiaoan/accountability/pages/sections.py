"""The lines of a past instant as pages say them: each with its source and a link to how it stands now."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability.pages import instants
from xiaoan.accountability.queries import as_of, rights, words
from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.duties.queries.words import VALUE_NAMES
from xiaoan.illness.queries.words import STAGE_NAMES
from xiaoan.investigations import queries as investigations
from xiaoan.investigations.queries.words import ACT_DONE
from xiaoan.journal.rules import Receipt
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons.queries.labels import CATEGORY_NAMES, PACK_NAMES
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.registry.queries.looks import PAGES
from xiaoan.screening.queries import ENTRY_NAMES, KIND_NAMES, SLOT_NAMES

_FEW_CHECKS = 6
SHAPES = {"open": "due", "missed": "missed", "done": "done", "late": "late", "excused": "excused"}


def shown(actor: Actor, then: as_of.Then) -> dict[str, Any]:
    """The context of the page."""
    names = accounts.names(actor, _people(then))
    lists: tuple[Sequence[Any], ...] = (
        then.checks, then.duties, then.grants, then.followed, then.ill, then.looks, then.signals,
        then.events, then.in_force, then.roll.rows, then.told,
    )  # fmt: skip
    units = {one.unit_no for some in lists for one in some}
    places = {no: one.name for no, one in directory.places(units).items()}
    named: tuple[Sequence[Any], ...] = (then.marks, then.followed, then.ill)
    pupils = {one.person_id for some in named for one in some}
    people = person_names(actor, pupils) if then.place.kind == "class" else {}
    checks = [_check(one, then, names, places) for one in then.checks]
    about = abouts(actor, then.duties)
    # Of a few nothing is folded away; of many what is late, missed, changed or in doubt comes first.
    folds = len(checks) > _FEW_CHECKS
    return {
        "checks": checks,
        "marked": [one for one in checks if one["tags"] or not folds],
        "plain": [one for one in checks if folds and not one["tags"]],
        "tallies": [
            {"label": SLOT_NAMES[one.slot], **one.__dict__} for one in then.tallies if one.due
        ],
        "marks": _marks(then, people, places),
        "marks_total": len(then.marks),
        "duties": [_duty(one, names, places, about) for one in then.duties],
        "later_duties": then.later_duties,
        "grants": [_grant(one, names, places, then.at) for one in then.grants],
        "later_grants": then.later_grants,
        "rules": [_rule(one, names, places) for one in then.in_force],
        "later_rules": then.later_rules,
        "pack": PACK_NAMES[then.pack] if then.pack else "",
        "health": _health(actor, then, people, places),
        "roll": _roll(actor, then, places),
        "looks": [_look(one, names, places) for one in then.looks],
        "looks_total": then.looks_total,
        "told": [_told(one, names, places) for one in then.told],
        "signals": [_signal(one, then, places) for one in then.signals],
        "events": [_event(one, then, places) for one in then.events],
    }


def _people(then: as_of.Then) -> set[UUID]:
    found: set[UUID | None] = {
        who for one in then.duties for who in (one.assignee_id, one.deputy_id)
    }
    found |= {
        who
        for one in then.checks
        if one.due
        for who in (one.due.assignee_id, one.due.deputy_id, one.due.done_by_id)
    }
    versions = [v for one in then.checks if one.told for v in one.told.versions]
    found |= {one.submitted_by_id for one in versions}
    found |= {one.user_id for one in then.grants} | {one.user_id for one in then.looks}
    found |= {one.by_id for one in then.in_force}
    found |= {who for one in then.told for who in one.recipient_ids}
    return {one for one in found if one}


def _slip(receipts: dict[UUID, Receipt], row_id: UUID) -> str:
    return str(receipts.get(row_id, ""))


def _check(
    one: as_of.Check, then: as_of.Then, names: dict[UUID, str], places: dict[int, str]
) -> dict[str, Any]:
    due, told, bulk = one.due, one.told, then.bulk.get(one.slot)
    where = [one.unit_no, then.day.isoformat(), one.slot]
    return {
        "place": places.get(one.unit_no, ""), "slot": SLOT_NAMES[one.slot],
        "words": [words.WORD_NAMES[code] for code in sorted(one.words)],
        "tags": [(words.WORD_NAMES[code], words.WORD_SHAPES[code]) for code in sorted(one.words)],
        "shape": _shape(one), "said": _said(one),
        "person": _name(names, due.assignee_id) if due else "",
        "deputy": _name(names, due.deputy_id) if due else "",
        "due_at": due.due_at if due else None, "level": due.level if due else 0,
        "versions": [
            {
                "no": v.version, "state": words.VERSION_NAMES[v.state], "at": v.submitted_at,
                "by": _name(names, v.submitted_by_id), "entry": ENTRY_NAMES[v.entry],
                "reason": v.reason, "figures": v.figures, "slip": _slip(then.receipts, v.id),
                "is_current": v.state == "current", "bulk": bulk.receipt if bulk else "",
                "bulk_at": v.recorded_at or (bulk.at if bulk else None),
                "is_undated": v.is_undated,
            }
            for v in (told.versions if told else ())
        ],
        "later": told.later if told else 0, "brought": told.brought if told else 0,
        "brought_by": bulk.receipt if bulk else "",
        "changed_at": told.changed_at if told else (due.changed_at if due else None),
        "url": reverse("screening:versions", args=where),
    }  # fmt: skip


def _name(names: dict[UUID, str], who: UUID | None) -> str:
    return names.get(who, "?") if who else ""


def _shape(one: as_of.Check) -> str:
    if one.told and one.told.current:
        return "late" if "late" in one.words else "done"
    return SHAPES[one.due.state] if one.due else "unknown"


def _said(one: as_of.Check) -> str:
    if one.told and one.told.current:
        return _("当时已报,晚于时限") if "late" in one.words else _("当时已报")
    if one.due is None:
        return _("当时没有这项检查")
    said = {
        "missed": _("当时没有报,已过时限"), "open": _("当时没有报,未到时限"),
        "excused": _("当时不需报"),
    }  # fmt: skip
    return said.get(one.due.state, _("当时没有报"))


def _marks(
    then: as_of.Then, people: dict[UUID, str], places: dict[int, str]
) -> list[dict[str, Any]]:
    """Of a class by name; of a school only how many, and of what."""
    if people:
        return [
            {
                "who": people.get(one.person_id, "?"),
                "slot": SLOT_NAMES[one.slot],
                "kind": KIND_NAMES[one.kind],
            }
            for one in then.marks
        ]
    counts: dict[tuple[str, str], int] = {}
    for one in then.marks:
        counts[one.slot, one.kind] = counts.get((one.slot, one.kind), 0) + 1
    return [
        {"who": _("%(n)d 人") % {"n": n}, "slot": SLOT_NAMES[slot], "kind": KIND_NAMES[kind]}
        for (slot, kind), n in counts.items()
    ]


def duty_title(one: Any, about: Mapping[UUID, str] | None = None) -> str:
    """A roll-call by its slot; else what the kind is called, and which row it is about (`abouts`)."""
    title = str(SLOT_NAMES.get(one.slot) or duty_kinds.words_of(one.kind))
    which = (about or {}).get(one.about_id, "")
    return f"{title} · {which}" if which else title


def abouts(actor: Actor, duties: Iterable[Any]) -> dict[UUID, str]:
    """What duties are about, by the row: an event, an order; who it is about is not said here."""
    rows = [(one.kind, one.about_id) for one in duties if one.about_id]
    found = duty_kinds.whom(actor, rows)
    # Who has a unit is a person.
    return {pk: one.words for pk, one in found.items() if not (one.pupil_id or one.unit_no)}


def _duty(
    one: Any, names: dict[UUID, str], places: dict[int, str], about: Mapping[UUID, str]
) -> dict[str, Any]:
    return {
        "title": duty_title(one, about), "place": places.get(one.unit_no, ""),
        "person": _name(names, one.assignee_id), "deputy": _name(names, one.deputy_id),
        "due_at": one.due_at, "state": words.DUTY_STATES[one.state], "shape": SHAPES[one.state],
        "level": one.level, "changed_at": one.changed_at,
        "url": reverse("duties:steps", args=[one.id]),
    }  # fmt: skip


def _past(name: str, who: UUID, at: dt.datetime) -> str:
    return f"{reverse(f'accountability:{name}', args=[who])}?{instants.query_of(at)}"


def _grant(
    one: Any, names: dict[UUID, str], places: dict[int, str], at: dt.datetime
) -> dict[str, Any]:
    return {
        "who": _name(names, one.user_id), "url": _past("past_post", one.user_id, at),
        "role": accounts.ROLE_NAMES.get(one.role, one.role),
        "place": places.get(one.unit_no, ""), "since": one.since, "until": one.until,
        "stands_in": one.deputises_id is not None, "changed_at": one.changed_at,
    }  # fmt: skip


def _rule(one: Any, names: dict[UUID, str], places: dict[int, str]) -> dict[str, Any]:
    what = VALUE_NAMES.get(one.path, one.path) if one.path else _("响应级别")
    return {
        "what": what, "level": LEVEL_NAMES[one.level], "value": one.value, "at": one.at,
        "place": places.get(one.unit_no, ""), "by": _name(names, one.by_id), "reason": one.reason,
    }  # fmt: skip


def _health(
    actor: Actor, then: as_of.Then, people: dict[UUID, str], places: dict[int, str]
) -> dict[str, Any]:
    """Key persons and the ill; of a school how many by class, by name only of a class."""
    no = then.place.no
    return {
        "may_followed": actor.may(Permission.SEE_KEY_PERSONS, no),
        "may_ill": actor.may(Permission.SEE_ILLNESS, no),
        "total": len(then.followed) + len(then.ill),
        "followed": [
            {
                "who": people.get(one.person_id, places.get(one.unit_no, "")),
                "what": CATEGORY_NAMES.get(one.category, one.category), "at": one.opened_at,
                "last_at": one.last_at, "slip": _slip(then.receipts, one.id),
                "later": one.ended_at is not None,
            }
            for one in then.followed
        ],
        "ill": [
            {
                "who": people.get(one.person_id, places.get(one.unit_no, "")),
                "what": STAGE_NAMES.get(one.stage, one.stage), "at": one.opened_at,
                "slip": _slip(then.receipts, one.id), "later": bool(one.later),
                "url": reverse("illness:child", args=[one.id]),
            }
            for one in then.ill
        ],
    }  # fmt: skip


def _roll(actor: Actor, then: as_of.Then, places: dict[int, str]) -> dict[str, Any]:
    by_class = then.roll.by_class()
    is_class = then.place.kind == "class"
    narrows = rights.may_narrow(actor, then.place.interval)
    return {
        "total": len(then.roll.rows), "later": then.roll.later,
        "rows": [_pupil(one, then, linked=narrows) for one in then.roll.rows] if is_class else [],
        "classes": [] if is_class else _sizes(by_class.items(), places),
        "changed": sum(one.changed_at is not None for one in then.roll.rows),
    }  # fmt: skip


def _pupil(one: Any, then: as_of.Then, *, linked: bool) -> dict[str, Any]:
    """A pupil of the class, with the way to their page of the same instant, for whoever may read it."""
    return {
        "seat": one.seat, "name": one.name, "changed_at": one.changed_at,
        "url": _past("past_person", one.person_id, then.at) if linked else "",
    }  # fmt: skip


def _sizes(rows: Iterable[tuple[int, list[Any]]], places: dict[int, str]) -> list[tuple[str, int]]:
    return [(places.get(no, ""), len(pupils)) for no, pupils in rows]


def _look(one: Any, names: dict[UUID, str], places: dict[int, str]) -> dict[str, Any]:
    return look(one, _name(names, one.user_id), places)


def look(one: Any, who: str, places: dict[int, str]) -> dict[str, Any]:
    return {
        "who": who, "role": accounts.ROLE_NAMES.get(one.role, ""),
        "page": PAGES.get(one.page, one.page), "place": places.get(one.unit_no, ""), "at": one.at,
    }  # fmt: skip


def _told(one: Any, names: dict[UUID, str], places: dict[int, str]) -> dict[str, Any]:
    return {
        "place": places.get(one.unit_no, ""), "at": one.at, "is_urge": one.kind == "urge",
        "who": [_name(names, who) for who in one.recipient_ids],
        "url": reverse("duties:steps", args=[one.duty_id]),
    }  # fmt: skip


def _signal(one: Any, then: as_of.Then, places: dict[int, str]) -> dict[str, Any]:
    return {
        "what": SYNDROME_NAMES.get(one.syndrome, one.syndrome), "rule": f"{one.rule} {one.rule_version}",
        "place": places.get(one.unit_no, ""), "at": one.raised_at, "known_at": one.acknowledged_at,
        "slip": _slip(then.receipts, one.id), "changed_at": one.changed_at,
        "url": reverse("outbreaks:signal", args=[one.id]),
    }  # fmt: skip


def _event(one: Any, then: as_of.Then, places: dict[int, str]) -> dict[str, Any]:
    return {
        "what": investigations.number_of(one.year, one.number), "place": places.get(one.unit_no, ""),
        "step": ACT_DONE.get(one.step, ""), "at": one.opened_at, "later": one.later,
        "slip": _slip(then.receipts, one.id),
        "url": reverse("investigations:event", args=[one.id]),
    }  # fmt: skip
