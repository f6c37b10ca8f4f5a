"""How much work a class has on a day, beside the rule in force for its grade."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.homework import queries as homework
from xiaoan.homework.queries.guard import Said
from xiaoan.kernel.actor import Actor
from xiaoan.learning import rules
from xiaoan.lessons.queries import rates as lessons


@dataclass(frozen=True)
class Load:
    """Of a class on a day: minutes by subject, of homework due or of lessons on a screen, and the limit."""

    unit_no: int
    name: str
    what: str
    parts: tuple[tuple[str, int], ...]
    limit: rules.Limit | None

    @property
    def minutes(self) -> int:
        return sum(minutes for _subject, minutes in self.parts)

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.minutes > self.limit.minutes

    @property
    def sum_words(self) -> str:
        """数学 20 + 英语 30 = 50 分钟."""
        parts = " + ".join(f"{directory.subject_name(code)} {n}" for code, n in self.parts)
        return _("%(parts)s = %(n)s 分钟") % {"parts": parts, "n": self.minutes}


def over(actor: Actor, place: directory.Place, day: dt.date) -> list[Load]:
    """The classes inside a unit that have more on a day than a rule allows, the most over first."""
    found = []
    by = ("unit_no", "subject")
    for what, rows in (
        ("homework", homework.sums(actor, place.interval, day, day, *by)),
        ("screen", lessons.sums(actor, place.interval, day, day, *by)),
    ):
        parts: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for row in rows:
            if row["n_minutes"]:
                parts[int(str(row["unit_no"]))].append(
                    (str(row["subject"]), int(str(row["n_minutes"])))
                )
        names = {one.no: one.name for one in directory.places(parts).values()}
        found += [_load(no, names.get(no, ""), what, parts[no], day) for no in sorted(parts)]
    loads = [one for one in found if one.is_over]
    return sorted(loads, key=lambda one: -(one.minutes - (one.limit.minutes if one.limit else 0)))


def _load(no: int, name: str, what: str, parts: list[tuple[str, int]], day: dt.date) -> Load:
    return Load(no, name, what, tuple(parts), rules.limit_of(what, rules.grade_of(name), day))


def before_setting(actor: Actor, unit_nos: Sequence[int], day: dt.date, minutes: int) -> list[Said]:
    """Of each class what its homework due on a day would be with so many minutes more; homework asks this
    before it is set."""
    known = directory.places(unit_nos)
    parts: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for no, _day, subject, n in homework.load(actor, unit_nos, day, day):
        parts[no].append((subject, n))
    return [
        _said(_load(no, known[no].name, "homework", parts[no], day), minutes)
        for no in sorted(set(unit_nos)) if no in known
    ]  # fmt: skip


def _said(one: Load, minutes: int) -> Said:
    found = [
        *(f"{directory.subject_name(code)} {n}" for code, n in one.parts),
        _("这次 %(n)s") % {"n": minutes},
    ]
    total = one.minutes + minutes
    given = {"name": one.name, "parts": " + ".join(found), "n": total}
    if one.limit is None:
        text = _("%(name)s 那天的作业:%(parts)s = %(n)s 分钟。没有找到这个年级的上限。") % given
        return Said(one.unit_no, text, over=False, source="")
    given["limit"] = one.limit.minutes
    is_over = total > one.limit.minutes
    if is_over:
        text = _("%(name)s 那天的作业:%(parts)s = %(n)s 分钟,超过上限 %(limit)s 分钟。") % given
    else:
        text = _("%(name)s 那天的作业:%(parts)s = %(n)s 分钟,上限 %(limit)s 分钟。") % given
    return Said(one.unit_no, text, is_over, source_words(one.limit))


def source_words(limit: rules.Limit) -> str:
    if limit.confirmed:
        return limit.source
    return _("%(source)s(未核对原文)") % {"source": limit.source}
