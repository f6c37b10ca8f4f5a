"""How rounds, records and questions read."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene import rules
from xiaoan.hygiene.pages.dilution import url_for
from xiaoan.hygiene.pages.words import where
from xiaoan.hygiene.queries import days, lateness, rooms
from xiaoan.hygiene.queries.words import (
    AGENT_NAMES,
    BY_ITSELF_NAMES,
    METHOD_NAMES,
    SLOT_NAMES,
    TASK_NAMES,
)
from xiaoan.hygiene.rules import delays
from xiaoan.hygiene.rules.asking import Question
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web import sources


def planned(line: Any) -> str:
    """擦拭 · 含氯消毒剂 500 mg/L · 30 分钟 · 清水擦净."""
    parts = [str(METHOD_NAMES[line.method])]
    if line.method == "ventilate":
        return _("开窗,每次 %(n)s 分钟") % {"n": line.contact}
    if line.agent != "none":
        unit = rules.AGENTS[line.agent].unit
        strength = f" {line.strength} {unit}" if line.strength else ""
        parts.append(f"{AGENT_NAMES[line.agent]}{strength}")
    if line.contact:
        parts.append(_("%(n)s 分钟") % {"n": line.contact})
    if line.rinse:
        parts.append(_("清水擦净"))
    if line.absent:
        parts.append(_("无人时做"))
    return " · ".join(parts)


_STATES = {
    "due": _l("待做"), "done": _l("已做"), "late": _l("迟做"), "missed": _l("逾期未做"),
    "excused": _l("免做"),
}  # fmt: skip


def place_name(place: Any) -> str:
    return f"{place.building} {place.name}".strip()


def to_do(one: days.ToDo, records: Sequence[Any] = ()) -> dict[str, Any]:
    """One thing to do as a row shows it."""
    done = _("%(made)s / %(wanted)s 次") % {"made": one.made, "wanted": one.wanted}
    shape = "late" if one.state == "done" and one.late else one.state
    return {
        "id": one.id, "place": place_name(one.place), "task": TASK_NAMES.get(one.line.task, one.line.task),
        "plan": planned(one.line), "times": done if one.wanted > 1 else "",
        "state": shape, "label": _STATES[shape],
        "due_at": one.due_at, "done_at": one.done_at, "is_open": one.is_open,
        "why": BY_ITSELF_NAMES.get(one.excused, one.excused) if one.by_itself else one.excused,
        "submission_id": uuid7(), "place_id": one.place.pk,
        "place_url": reverse("hygiene:place", args=[one.place.pk]),
        "record_url": f"{reverse('hygiene:record', args=[one.place.pk])}?due={one.id}",
        "records": records,
        "mix_url": url_for(one.place.kind, one.line.task, one.line.strength, one.line.method),
    }  # fmt: skip


# More open things than these in a part of the day are shown by building and floor (own choice: two screens of
# a phone need no headings).
_MANY = 6


def by_slot(found: Sequence[days.ToDo]) -> list[dict[str, Any]]:
    """The open ones of each part of the day, in walking order, with how many are done; many of them by
    building and floor."""
    groups = []
    for slot, name in SLOT_NAMES.items():
        mine = [one for one in found if one.slot == slot and one.state != "excused"]
        if mine:
            open_ = sum(one.is_open for one in mine)
            groups.append(
                {
                    "slot": slot, "title": name, "due_at": mine[0].due_at, "zones": _zones(mine),
                    "is_many": open_ > _MANY, "open": open_,
                    "done": sum(one.state == "done" for one in mine), "all": len(mine),
                }
            )  # fmt: skip
    return groups


def _zones(mine: Sequence[days.ToDo]) -> list[dict[str, Any]]:
    """Buildings and floors with something open, in walking order, with how much of how much is open.

    A dormitory room of which nobody has written the building stands under its own (`rooms.buildings`), so
    that all of a building can be ticked together, and no more than that."""
    found: dict[tuple[str, int | None], list[days.ToDo]] = {}
    derived = rooms.buildings([one.place for one in mine])
    for one in mine:
        building = one.place.building or derived.get(one.place.pk, "")
        found.setdefault((building, one.place.floor), []).append(one)
    return [
        {
            "title": where(*key) or _("没有写楼的"), "all": len(rows),
            "rows": [to_do(one) for one in rows if one.is_open],
        }
        for key, rows in found.items()
        if any(one.is_open for one in rows)
    ]  # fmt: skip


def records(found: Sequence[days.Done]) -> list[dict[str, Any]]:
    """Records as they were told; of incidents with how many of their times came in late."""
    late = lateness.late_times(one.row.incident_id for one in found)
    return [record(one, late[one.row.incident_id]) for one in found]


def record(one: days.Done, late: int = 0) -> dict[str, Any]:
    """One record as it was told, and how it stands."""
    row = one.row
    state, label = "done", _("已登记")
    if one.replaced_by:
        state, label = "excused", _("已更正")
    elif row.void:
        state, label = "excused", _("已撤销")
    elif row.received_at.astimezone(clock.ZONE).date() > row.day:
        state, label = "late", _("补记")
    elif row.replaces_id is None and delays.is_long(row.said_at, row.received_at):
        state, label = "late", _("收到太晚,按收到的时间算")
    return {
        "id": row.pk, "place": one.place, "task": TASK_NAMES.get(row.task, row.task), "by": one.by,
        "checker": one.checker, "state": state, "label": label, "said": _said(row),
        "when": _when(row), "used": _used(row), "reason": row.reason, "note": row.note,
        "received_at": row.received_at, "scanned": row.scanned, "late": late,
        "incident_url": reverse("hygiene:incident", args=[row.incident_id]) if row.incident_id else "",
        "url": reverse("hygiene:record_of", args=[row.pk]),
        "mend_url": "" if one.replaced_by else reverse("hygiene:mend", args=[row.pk]),
        "photo_url": reverse("hygiene:record_photo", args=[row.pk]) if row.photo_id else "",
        "bus": " · ".join(one for one in (row.plate, row.driver, row.attendant) if one),
    }  # fmt: skip


def _when(row: Any) -> str:
    ended = row.ended_at.astimezone(clock.ZONE)
    if row.usual:
        return _("%(at)s 按下“按方案已做”,起止没有记") % {"at": f"{ended:%H:%M}"}
    started = row.started_at.astimezone(clock.ZONE)
    return f"{started:%H:%M} – {ended:%H:%M}"


def _said(row: Any) -> str:
    if row.void:
        return _("没有做,是误登")
    if row.usual:
        return _("按方案")
    parts = [str(METHOD_NAMES[row.method])]
    if row.agent != "none":
        unit = rules.AGENTS[row.agent].unit
        parts.append(
            f"{AGENT_NAMES[row.agent]}" + (f" {row.strength} {unit}" if row.strength else "")
        )
    for value, words in ((row.contact, _("作用 %(n)s 分钟")), (row.minutes, _("开窗 %(n)s 分钟"))):
        if value is not None:
            parts.append(words % {"n": value})
    for flag, yes, no in (
        (row.rinsed, _("已擦净"), _("没有擦净")), (row.present, _("当时有人"), _("无人")),
    ):  # fmt: skip
        if flag is not None:
            parts.append(yes if flag else no)
    return " · ".join(parts)


def _used(row: Any) -> str:
    """What was used of the store's goods, and what of it is booked."""
    quantity = (row.stock_ml or 0) + (row.tablets or 0)
    if not row.item or not quantity:
        return ""
    said = _("用 %(item)s %(n)s") % {"item": item_name(row.item), "n": amount(row.item, quantity)}
    parts = [said + (_(",批号 %(batch)s") % {"batch": row.batch} if row.batch else "")]
    if row.issued:
        parts.append(_("班里领过的 %(n)s") % {"n": amount(row.item, row.issued)})
    if row.booked:
        parts.append(_("从库房出账 %(n)s") % {"n": amount(row.item, row.booked)})
    if row.unbooked:
        parts.append(_("库房账上没有的 %(n)s,没有出账") % {"n": amount(row.item, row.unbooked)})
    return ";".join(parts)


_QUESTIONS = {
    "contact_span": lambda: _("作用时间 %(said)s 分钟,但从开始到结束只有 %(bound)s 分钟。"),
    "minutes_span": lambda: _("开窗 %(said)s 分钟,但从开始到结束只有 %(bound)s 分钟。"),
    "used_mixed": lambda: _("用掉 %(said)s mL,比配成的 %(bound)s mL 还多。"),
    "stock_mixed": lambda: _("原液 %(said)s mL,比配成的 %(bound)s mL 还多。"),
    "mixture": lambda: _("按原液和配成的量算是 %(bound)s mg/L,您填的是 %(said)s mg/L。"),
    "aired": lambda: _(
        "%(at)s 刚登记过开窗,离现在不到 %(bound)s 分钟,一次还没开够。真的又开了一次吗?"
    ),
    "again": lambda: _("今天已经登记过 %(said)s 次,方案要的次数够了。又做了一次吗?"),
}


def question(one: Question) -> str:
    """A question as it is asked, with the rule's source where it is one."""
    if one.code in _QUESTIONS:
        hour, minute = divmod(one.said or 0, 60)
        given = {"said": one.said, "bound": one.bound, "at": f"{hour:02}:{minute:02}"}
        return _QUESTIONS[one.code]() % given
    flag = rules.FLAGS.get(one.code)
    words = str(flag.words) if flag else one.code
    figures = (
        _("(您填 %(said)s,要求 %(bound)s)") % {"said": one.said, "bound": one.bound}
        if one.said is not None and one.bound is not None
        else ""
    )
    source = _("。依据:%(source)s") % {
        "source": _("本校方案") if one.source == "plan" else _titles(one.source)
    } if one.source else ""  # fmt: skip
    return f"{words}{figures}{source}"


def _titles(source: str) -> str:
    return _("本系统暂定") if source == "own choice" else sources.titles(source)


def questions(
    found: Sequence[Question], about: Mapping[str, Sequence[UUID]], names: Mapping[UUID, str]
) -> list[dict[str, str]]:
    """Each question with the places it is about, where there are several."""
    return [
        {
            "key": one.key, "words": question(one),
            "about": _("、").join(names[pk] for pk in about.get(one.key, ()) if pk in names),
        }
        for one in found
    ]  # fmt: skip
