"""Rumours in the states that tests begin from, made by services."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.builders import BUILDER, DAY
from tests.outbreaks.looks import Acting
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.rumours import rules, services
from xiaoan.rumours.models import Item
from xiaoan.rumours.services import Act, NewAnswer, NewReport

GARLIC = "专家说每天早晚吃生大蒜可以预防诺如病毒,比打针还管用,我们小区的孩子都在吃,一个都没得病"
SHUT = "明天开始全县小学全部停课5天,原因是水痘大爆发,教育局的文件已经发到校长群里了"
SOURCE = rules.Source(
    "诺如病毒感染防控指南", "中国疾控中心", "https://www.chinacdn.example.cn/noro/1", DAY, "经办乙"
)
THREE = {"hans": "简", "hant": "繁", "en": "en"}


def sent(text: str = GARLIC, **other: Any) -> NewReport:
    return replace(NewReport(uuid7(), text), **other)


def reported(acting: Acting, who: str = "guardian", text: str = GARLIC, **other: Any) -> Item:
    made = services.report(acting(who), sent(text, **other))
    enter(BUILDER)
    return Item.objects.get(pk=made.item_id)


def an_answer(item_id: UUID, **other: Any) -> NewAnswer:
    made = NewAnswer(
        uuid7(), item_id, "false", {**THREE, "hans": "吃大蒜能预防诺如病毒"},
        {**THREE, "hans": "不能。洗手和煮熟食物才有用。"}, (SOURCE,),
    )  # fmt: skip
    return replace(made, **other)


def published(acting: Acting, row: Item, **other: Any) -> Item:
    """Written by the officer, let out by the county leader."""
    wanted = an_answer(row.pk, **other)
    services.propose(acting("officer"), wanted)
    services.publish(acting("leader"), Act(uuid7(), row.pk, answer_id=wanted.id))
    enter(BUILDER)
    row.refresh_from_db()
    return row


def owed(about_id: UUID) -> list[tuple[str, UUID | None, bool]]:
    """state, who, late of each duty about an item, the oldest first."""
    enter(BUILDER)
    rows = Duty.objects.filter(about_id=about_id).order_by("opened_at", "slot")
    return list(rows.values_list("state", "assignee_id", "late"))


def facts() -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="rumours.").order_by("school_id", "n")
    found = [(kind, json.loads(body)) for kind, body in rows.values_list("kind", "body")]
    return [body.get("step", kind.removeprefix("rumours.")) for kind, body in found]
