"""Tasks from a sheet: each row is read, or told with its column what is wrong."""

import datetime as dt
from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.numbers import whole as number
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.queries import plans
from xiaoan.schoolplans.queries.sheets import HEADS, NEEDED, phases, yes_no
from xiaoan.schoolplans.services.acting import writable
from xiaoan.schoolplans.services.tasks import Given, faults
from xiaoan.web import uploads

SHEET = uploads.Template(HEADS, NEEDED, largest=1 << 20, most=rules.MOST_TASKS)


class _Reader:
    """What a row means at one school: chapters by title, people by name."""

    def __init__(self, whole: plans.Whole) -> None:
        self.chapters = {one.title: one.code for one in whole.chapters}
        self.staff = {one.user_id for one in whole.staff}
        self.people: dict[str, list[UUID]] = defaultdict(list)
        for one in whole.staff:
            self.people[one.name].append(one.user_id)
        self.seen: set[tuple[str, str]] = set()

    def row(self, _number: int, texts: dict[str, str]) -> Given:
        chapter = self._chapter(texts.get("chapter", ""))
        phase = phases().get(texts.get("phase", ""))
        if phase is None:
            said = _("、").join(phases())
            raise uploads.BadCell("phase", _("请写:%(said)s。") % {"said": said})
        given = Given(
            chapter, phase, texts.get("what", ""), self._who("person_id", texts),
            self._who("deputy_id", texts), _day(texts.get("due_on", "")),
            _offset(texts.get("offset", "")), texts.get("place", ""), texts.get("evidence", ""),
            wants_file=_file(texts) or False, keeps_file=_file(texts) is None,
        )  # fmt: skip
        for name, sentence in faults(given, self.staff).items():
            raise uploads.BadCell(name, sentence)
        if (chapter, given.what) in self.seen:
            raise uploads.BadCell("what", _("同一章里有两行一样的任务。请删去一行。"))
        self.seen.add((chapter, given.what))
        return given

    def _chapter(self, title: str) -> str:
        code = self.chapters.get(title)
        if code is None:
            said = _("、").join(self.chapters)
            raise uploads.BadCell("chapter", _("没有这一章。请写:%(said)s。") % {"said": said})
        return code

    def _who(self, name: str, texts: dict[str, str]) -> UUID | None:
        typed = texts.get(name, "")
        found = self.people.get(typed, [])
        if not typed:
            return None
        if len(found) > 1:
            raise uploads.BadCell(
                name, _("本校有 %(n)s 个人叫这个名字。请在页面上选。") % {"n": len(found)}
            )
        if not found:
            raise uploads.BadCell(
                name, _("本校没有叫这个名字的在任人员。请核对姓名,或先在“岗位”里登记。")
            )
        return found[0]


def _file(texts: dict[str, str]) -> bool | None:
    """None, left empty: a task that is there keeps what it asks for, and a new one asks for none."""
    text = texts.get("wants_file", "")
    if text and text not in yes_no():
        raise uploads.BadCell("wants_file", _("请写“是”或“否”;不写就照原来的。"))
    return yes_no()[text] if text else None


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise uploads.BadCell("due_on", _("日期请写成 2026-11-24 这样。")) from None


def _offset(text: str) -> int | None:
    if not text:
        return None
    found = number(text.removeprefix("-"), -1)
    if found < 0 or found > rules.FARTHEST:
        raise uploads.BadCell("offset", _("写整数:开学前 3 天写 -3,当天写 0,开学后 2 天写 2。"))
    return -found if text.startswith("-") else found


def read_sheet(actor: Actor, school_no: int, name: str, content: bytes) -> uploads.Taken[Given]:
    """What a sheet would put; nothing is written. Invalid: the file cannot be read at all."""
    plan, school = writable(actor, school_no)
    return uploads.take(name, content, SHEET, _Reader(plans.whole(plan, school)).row)
