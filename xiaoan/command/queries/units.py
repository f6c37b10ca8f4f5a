"""Which units have a leadership group and a roster, and who may read of them."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.command import rules
from xiaoan.command.models import Office
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

HAPPENED, OPEN = "command_hand_over.happened_cipher", "command_hand_over.open_cipher"
CALL_NOTE, CALL_ANSWER = "command_call.note_cipher", "command_call.answer_cipher"
CALL_OWN = "command_call.own_cipher"
FILL, CHECK_IN = "command.fill", "command.check_in"


def reads(actor: Actor, unit_no: int) -> bool:
    """Whether somebody may read who is in command at a unit: below them, their own, and above them."""
    return actor.may(Permission.SEE_COMMAND, unit_no) or unit_no in above(actor)


def above(actor: Actor) -> set[int]:
    """The units over the actor, their own among them."""
    reach = actor.reach(Permission.SEE_COMMAND)
    if actor.is_system:
        return set()
    return {no for lo, _hi in reach for no in numbering.ancestors(lo)}


def own(actor: Actor) -> int:
    """The widest unit that is the actor's; of a class teacher the school."""
    lo, hi = max(actor.reach(Permission.SEE_COMMAND), key=lambda one: one[1] - one[0])
    return lo if hi - lo >= numbering.SCHOOL else numbering.school_of(lo)


def require(actor: Actor, unit_no: int) -> Place:
    """A unit whose command the actor may read."""
    if not reads(actor, unit_no):
        raise NotFound
    place = directory.place(unit_no)
    if place.kind not in rules.KINDS_OF_UNIT:
        raise NotFound
    return place


def phones(unit_nos: Iterable[int]) -> dict[int, str]:
    """The numbers of the duty posts of some units, as far as they are set. Nobody's own number."""
    with everywhere("command"):
        rows = Office.objects.filter(unit_no__in=set(unit_nos)).exclude(phone="")
        return dict(rows.values_list("unit_no", "phone"))


def keep(actor: Actor, unit_no: int, permission: Permission = Permission.KEEP_COMMAND) -> Place:
    """A unit whose group and roster the actor keeps."""
    if not actor.may(permission, unit_no):
        raise Forbidden if reads(actor, unit_no) else NotFound
    place = directory.place(unit_no)
    if place.kind not in rules.KINDS_OF_UNIT:
        raise NotFound
    return place


def speaks_for(actor: Actor, unit_no: int) -> bool:
    """Whether somebody keeps exactly this unit: nobody above speaks in its name."""
    return any(
        one.lo == unit_no and Permission.KEEP_COMMAND in one.permissions for one in actor.scopes
    )


def names(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Who is who, wherever they stand: whoever leads or stands watch is named to all who ask for them."""
    wanted = {who for who in user_ids if who is not None}
    if not wanted:
        return {}
    with everywhere("command") as system:
        return accounts.names(system, wanted)
