"""A roll that is not the one a roll-call was made of: who is gone, and how many there were and are."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.screening import queries


def roll_changed(before: int, now: int) -> str:
    """What is said of a roll-call that was made of another roll; "" while the roll is as it was.

    Until the class reports again, a pupil who went to another class is counted in both, or in none.
    """
    if before == now:
        return ""
    told = {"before": before, "now": now}
    return _("提交后名册有变(%(before)s → %(now)s 人),请更正重报。") % told


def since(current: queries.Version, roll: Sequence[directory.Pupil]) -> str:
    """The same of one version and the roll as it stands now."""
    return roll_changed(current.counts["enrolled"], len(roll))


def call_changed(call: queries.RollCall | None, rolls: dict[int, tuple[int, int]]) -> str:
    """The same of a class's roll-call in force, by the rolls of its school (all; who boards)."""
    if call is None:
        return ""
    everybody, boarders = rolls.get(call.unit_no, (0, 0))
    return roll_changed(call.enrolled, boarders if call.slot == "evening" else everybody)


def gone(actor: Actor, found: Sequence[queries.Version], pupils: Sequence[dict[str, Any]]) -> str:
    """Whom the version to be corrected names, and who is no longer on the roll of that day."""
    here = {pupil["enrolment_id"] for pupil in pupils}
    current = next((one for one in found if one.state == "current"), None)
    marks = current.marks if current else ()
    lost = [mark.enrolment_id for mark in marks if str(mark.enrolment_id) not in here]
    if not lost:
        return ""
    names = directory.enrolment_names(actor, lost)
    return _("、").join(names.get(who) or _("一名学生") for who in lost)
