"""A missed check-in whose seat was taken off meanwhile: whoever plans the roster ends it, with a reason."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.command.events import AbsenceEnded
from xiaoan.command.queries import absences, units
from xiaoan.command.services import acts
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden

LONGEST = 200


def end_absence(actor: Actor, act_id: UUID, unit_no: int, duty_id: UUID, reason: str) -> None:
    """The absence stays on record as missed, with the reason; nobody is told of it any further. Not by
    whoever was absent."""
    place = units.keep(actor, unit_no)
    why = acts.words(reason, "reason", longest=LONGEST, wanted=True)
    body = said.fingerprint("end_absence", unit_no, duty_id, why)
    acts.lock(place.no)
    if acts.done_before(actor, act_id, body):
        return
    found = {one.duty_id: one for one in absences.left_open(place)}
    one = found.get(duty_id)
    if one is None:
        raise Conflict(_("这件缺岗已经有了结果。请看最新的值班表。"))
    if one.user_id == actor.user_id:
        raise Forbidden(_("自己的缺岗不能自己了结,请由另一人办。"))
    if not duties.excuse_many(actor, [duty_id], duties.Why("unseated", why)):
        raise Conflict(_("这件缺岗已经有了结果。请看最新的值班表。"))
    acts.keep_act(actor, act_id, place, "end_absence", body)
    journal.record(
        actor,
        AbsenceEnded(
            school_id=place.school_id, unit_no=place.no, act_id=act_id, seat_id=one.seat_id,
            duty_id=duty_id,
        ),
    )  # fmt: skip
