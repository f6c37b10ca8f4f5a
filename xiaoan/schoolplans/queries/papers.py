"""A version of a plan as it goes on paper, in the layout of official documents (GB/T 9704-2012)."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from xiaoan.command.queries import groups
from xiaoan.command.queries import people as leading
from xiaoan.command.queries.words import RANK_NAMES
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.schoolplans.models import Plan
from xiaoan.schoolplans.queries import words
from xiaoan.web import official


def chinese(number: int) -> str:
    """1 to 99 as headings of official documents number them: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    numbers = _("一二三四五六七八九十")
    said = numbers[ones - 1] if ones else ""
    if not tens:
        return said
    return f"{numbers[tens - 1] if tens > 1 else ''}{numbers[9]}{said}"


def told(
    actor: Actor, school: Place, content: dict[str, Any], no: int, plan: Plan
) -> dict[str, Any]:
    """Everything that stands on the paper, in order."""
    state = _("第 %(n)s 版") % {"n": no} if no else _("草稿")
    if no and no == plan.published_no:
        state = _("第 %(n)s 版(现行)") % {"n": no}
    opening = content["opening"] or _("待定")
    needs = _("、").join(str(words.NEED_NAMES[code]) for code in content["needs"])
    return {
        "title": _("%(school)s开学工作方案") % {"school": content["school"]}, "state": state,
        "lines": [
            _("学段:%(stage)s %(needs)s") % {"stage": content["stage"], "needs": needs},
            _("开学时间:%(day)s") % {"day": opening},
        ],
        "chapters": [
            {**one, "heading": _("%(n)s、%(title)s") % {"n": chinese(n), "title": one["title"]}}
            for n, one in enumerate(content["chapters"], 1)
        ],
        "group": _group(actor, school), "school": content["school"],
    }  # fmt: skip


def _group(actor: Actor, school: Place) -> list[list[str]]:
    """Who leads, with the numbers that the reader may see: of today, no version keeps numbers."""
    found = groups.members([school], clock.today()).get(school.no, [])
    phones = leading.numbers(actor, {one.user_id for one in found})
    return [
        [str(RANK_NAMES[one.rank]), one.name, phones.get(one.user_id, "")]
        for one in found
        if not one.is_vacant
    ]


def heads() -> list[str]:
    return [
        _("序号"), _("阶段"), _("任务"), _("责任人"), _("AB岗"), _("期限"), _("地点"), _("凭据"),
    ]  # fmt: skip


def task_cells(one: dict[str, Any]) -> list[str]:
    return [
        str(one["no"]), one["phase"], one["what"], one["person"], one["deputy"], one["due"], one["place"],
        one["evidence"],
    ]  # fmt: skip


def official_paper(one: dict[str, Any], mark: str) -> official.Paper:
    """The paper in the layout of official documents."""
    blocks: list[official.Block] = [official.Lines(tuple(one["lines"]))]
    for chapter in one["chapters"]:
        blocks.append(official.Heading(chapter["heading"]))
        if chapter["code"] == "lead" and one["group"]:
            blocks.append(official.Table((_("职务"), _("姓名"), _("电话")), one["group"]))
        for n, text in enumerate(chapter["texts"], 1):
            heading = _("(%(n)s)%(title)s") % {"n": chinese(n), "title": text["label"]}
            blocks += [official.Heading(heading, 2), official.Lines((text["text"] or _("(未写)"),))]
        if chapter["record"]:
            lines = tuple(
                _("%(label)s:%(value)s") % {"label": fact["label"], "value": fact["value"]}
                for fact in chapter["record"]
            )
            blocks.append(official.Lines(lines))
        if chapter["tasks"]:
            rows = [task_cells(task) for task in chapter["tasks"]]
            blocks.append(official.Table(tuple(heads()), rows))
    signed = (one["school"], date_format(clock.today(), _("Y年n月j日")))
    return official.Paper(one["title"], one["state"], blocks, signed, mark)
