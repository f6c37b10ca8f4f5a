"""Enquiries as pages say them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.enquiries import queries
from xiaoan.enquiries.queries.words import (
    DESK_NAMES,
    KIND_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    STEP_NAMES,
)
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission

PAGE = 50


def row(one: queries.Row) -> dict[str, Any]:
    """A question in a line; of whoever may not read it only that there is one."""
    return {
        **one.__dict__,
        "url": reverse("enquiries:enquiry", args=[one.id]),
        "kind_words": KIND_NAMES[one.kind],
        "desk_words": DESK_NAMES[one.desk],
        "state_words": STATE_NAMES[one.state],
        "shape": "missed" if one.overdue else STATE_SHAPES[one.state],
        "title": one.subject if not one.is_masked else _("(内容只有经办的岗位能看)"),
    }


def message(one: queries.Message) -> dict[str, Any]:
    return {
        **one.__dict__,
        "title": STEP_NAMES[one.kind],
        "who": ROLE_NAMES.get(one.role, ""),
        "desk_words": DESK_NAMES[one.desk],
    }


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of enquiries beside one another."""
    names = []
    if actor.may_anywhere(Permission.ASK):
        names.append("mine")
    if actor.may_anywhere(Permission.ANSWER_ENQUIRIES):
        names.append("desk")
    if actor.may_anywhere(Permission.SEE_ENQUIRIES):
        names.append("figures")
    return [
        {"name": name, "url": reverse(f"enquiries:{name}"), "current": name == current}
        for name in names
    ]
