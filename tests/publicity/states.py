"""Public texts in the states that tests begin from."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.builders import COUNTY
from tests.outbreaks.looks import Acting
from xiaoan.kernel.ids import uuid7
from xiaoan.publicity import services
from xiaoan.publicity.services.keeping import Act

WORDS = {
    "zh-hans": {"title": "错峰开学告家长书", "body": "请按班级通知的时间到校。\n\n不用提前排队。"}
}


def a_draft(**other: Any) -> services.Draft:
    made = services.Draft(uuid7(), COUNTY, None, 0, "notice", WORDS, submit=True)
    return replace(made, **other)


def act(text_id: UUID, base: int = 1) -> Act:
    return Act(uuid7(), text_id, base)


def published(acting: Acting, **other: Any) -> UUID:
    """Written by the bureau's officer, agreed to by the leader."""
    pk = services.write(acting("officer"), a_draft(**other))
    services.approve(acting("leader"), act(pk))
    return pk
