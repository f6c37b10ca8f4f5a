"""What was told is held against arithmetic, plan and guideline before it is stored: faults are refused, what
can hardly be is asked."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import standing
from xiaoan.directory import queries as directory
from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Due, Line, Place, Product, Record
from xiaoan.hygiene.queries import words
from xiaoan.hygiene.rules import asking, dosing
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.supplies.queries import catalogue

_AGENT_OF = {item: agent.code for agent in rules.AGENTS.values() for item in agent.items}
UNIT_OF = {item: one.unit for item in _AGENT_OF if (one := catalogue.item(item)) is not None}


class Doubtful(Invalid):
    """What was told can hardly be: asked before anything is stored. `about`: by the key of a question the
    places it is about."""

    def __init__(
        self, questions: Sequence[asking.Question], about: Mapping[str, Sequence[UUID]]
    ) -> None:
        super().__init__(_("请核对后再提交。"))
        self.questions = tuple(questions)
        self.about = dict(about)


def agent_of(item: str) -> str:
    """The agent that an item of supplies holds."""
    if item not in _AGENT_OF:
        raise Invalid(_("请从列表中选消毒用品。"), {"item": "unknown"})
    return _AGENT_OF[item]


def area_of(place: Place) -> int:
    """As measured, else as places of the kind mostly are."""
    return place.area_m2 or rules.PLACE_KINDS[place.kind].area


def ask(
    rows: Sequence[Record],
    places: Mapping[UUID, Place],
    dues: Mapping[UUID, Due],
    lines: Mapping[UUID, Line],
    confirmed: frozenset[str],
) -> None:
    """Refuse what cannot be; ask what can hardly be and was not confirmed."""
    found: dict[str, asking.Question] = {}
    about: dict[str, list[UUID]] = {}
    aired = _aired(rows)
    for row in rows:
        place = places[row.place_id]
        _refuse(row)
        due = dues.get(row.due_id) if row.due_id else None
        line = lines.get(row.due_id) if row.due_id else None
        for one in (*_questions(row, place, due, line), *_too_soon(row, line, aired)):
            found[one.key] = one
            about.setdefault(one.key, []).append(row.place_id)
    if found.keys() - confirmed:
        raise Doubtful(list(found.values()), about)


def told_of(row: Record) -> asking.Told:
    return asking.Told(**{name: getattr(row, name) for name in asking.Told.__dataclass_fields__})


def said_of(
    row: Record, kind: str, times: int, incident: str = "", product: str = ""
) -> dosing.Said:
    """What a record of a place of a kind says, as the rules read it. Airing has its minutes in `minutes`."""
    return dosing.Said(
        kind, row.task, row.method, row.agent, row.strength,
        row.minutes if row.method == "ventilate" else row.contact, row.rinsed, row.present,
        row.target, row.weather, product, incident, times,
    )  # fmt: skip


def asked_of(line: Line, wanted: int) -> rules.Asked:
    return rules.Asked(line.agent, line.strength, line.contact, line.rinse, line.absent, wanted)


def _questions(
    row: Record, place: Place, due: Due | None, line: Line | None
) -> tuple[asking.Question, ...]:
    is_done = due is not None and due.state == "done" and row.replaces_id is None
    done_by = due.made if is_done and due is not None else 0
    if row.usual:
        return (asking.Question("again", done_by),) if done_by else ()
    asked = asked_of(line, due.wanted) if line and due else None
    times = (due.made if due else 0) + (row.replaces_id is None)
    return asking.questions(told_of(row), said_of(row, place.kind, times), asked, done_by)


def _aired(rows: Sequence[Record]) -> list[Record]:
    """What stands of airing on the days and at the places of some that are told now."""
    told = [one for one in rows if one.method == "ventilate" and not one.void]
    if not told:
        return []
    found = Record.objects.filter(
        place_id__in={one.place_id for one in told}, day__in={one.day for one in told},
        method="ventilate", void=False,
    )  # fmt: skip
    found = found.exclude(pk__in={one.replaces_id for one in told if one.replaces_id})
    replaced = Record.objects.filter(replaces_id=OuterRef("pk"))
    return list(found.exclude(Exists(replaced)).order_by("ended_at"))


def _too_soon(row: Record, line: Line | None, aired: Sequence[Record]) -> Iterator[asking.Question]:
    """Whether an airing ends less than its own minutes from another at the place: then both are one."""
    least = row.minutes or (line.contact if line else 0)
    if row.method != "ventilate" or not least:
        return
    for one in aired:
        near = abs(row.ended_at - one.ended_at) < dt.timedelta(minutes=least)
        if one.place_id == row.place_id and near:
            at = one.ended_at.astimezone(clock.ZONE)
            yield asking.Question("aired", at.hour * 60 + at.minute, least)
            return


_FAULTS = {
    "unfit": lambda: _("这种做法没有这一项。请清空,或改方式、消毒剂。"),
    "percent": lambda: _(
        "酒精、过氧化氢的浓度写百分数(如酒精 75),不是 mg/L。请改浓度;配的是含氯消毒液的,请改选含氯消毒剂。"
    ),
    "range": lambda: _("数字太大或太小。请检查单位:mL、片、mg/L、分钟。"),
    "unknown": lambda: _("请从列表中选一项。"),
    "order": lambda: _("结束时间早于开始时间。请改时间。"),
    "future": lambda: _("结束时间还没有到。做完了再登记。"),
    "long": lambda: _("一处做了超过 12 小时。请检查开始时间。"),
    "day": lambda: _("开始时间不在这一天。请改时间。"),
    "missing": lambda: _("填了用量,请选用的是哪种消毒用品。"),
    "unit": lambda: _("这种消毒用品不按这个单位计。请填另一格。"),
    "other": lambda: _("所选产品不是这种消毒剂。"),
    "self": lambda: _("验收人不能是自己。"),
    "stranger": lambda: _("验收人要是本校在岗的同事。请从列表中选。"),
    "task": lambda: _("请选消毒的部位。"),
}


def _refuse(row: Record) -> None:
    found = {} if row.usual else _faults(row)
    if row.checker_id is not None and row.checker_id == row.by_id:
        found["checker"] = "self"
    elif row.checker_id is not None and row.replaces_id is None and not _is_colleague(row):
        found["checker"] = "stranger"
    if row.product_id is not None and not _is_its(row):
        found["product"] = "other"
    if found:
        sentences = list(dict.fromkeys(_FAULTS[code]() for code in found.values()))
        raise Invalid("".join(sentences), found)


def _is_colleague(row: Record) -> bool:
    """Whether who looked at it is in office at the school today."""
    found = standing.inside(directory.place(row.school_id).interval, clock.today())
    return any(one.user_id == row.checker_id for one in found)


def _faults(row: Record) -> dict[str, str]:
    found = asking.faults(told_of(row), row.day, clock.now(), UNIT_OF)
    if row.item and row.item in _AGENT_OF and _AGENT_OF[row.item] != row.agent:
        found.setdefault("item", "other")
    if row.task not in words.TASK_NAMES:
        found["task"] = "task"
    for name, known in (("target", rules.TARGETS), ("weather", rules.WEATHERS)):
        if (value := getattr(row, name)) and value not in known:
            found[name] = "unknown"
    return found


def fault_words(code: str) -> str:
    """The sentence of a fault at its field."""
    return _FAULTS[code]() if code in _FAULTS else _("请检查这一格。")


def _is_its(row: Record) -> bool:
    rows = Product.objects.filter(school_id__in=(row.school_id, 0), agent=row.agent)
    return rows.filter(pk__in=[row.product_id]).exists()
