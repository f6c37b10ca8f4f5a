"""What the rules say of resting lessons, beside the proposal and the decision: figures, never a decision."""

from typing import Any

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.outbreaks.queries.names import CONDITION_NAMES, NEEDS_NAMES, STATUS_NAMES
from xiaoan.web.templatetags.web_tags import percent


def advised(actor: Actor, school_id: int) -> list[dict[str, Any]]:
    """The advice of today for a school and its classes; nothing for whoever does not see it whole."""
    if not actor.may(Permission.SEE_MEASURES, school_id):
        return []
    found = outbreaks.advice(actor, school_id)
    places = directory.places(one.unit_no for one in found)
    return [
        {
            "place": places[one.unit_no].name if one.unit_no in places else "",
            "rule": one.rule, "text": one.text, "basis": one.basis, "confirmed": one.confirmed,
            "status": STATUS_NAMES.get(one.status, one.status),
            "figures": [_figure(each) for each in one.figures],
            "days": one.days, "needs": [NEEDS_NAMES.get(code, code) for code in one.needs],
            "left": one.left, "reported": one.reported, "due": one.due,
        }
        for one in found
    ]  # fmt: skip


def _figure(one: Any) -> dict[str, Any]:
    """A count with what it is held against, and of how many."""
    is_share = one.measure == "current_ratio"
    number = one.at_least * 100 if is_share else one.at_least
    said = str(CONDITION_NAMES[one.measure]) % {"n": int(number)}
    if is_share:
        told = _("%(share)s %(n)s/%(of)s") % {
            "share": percent(one.count, one.of), "n": one.count, "of": one.of or _("不清楚"),
        }  # fmt: skip
    else:
        told = str(one.count)
    return {"asked": said, "told": told, "is_met": one.is_met}
