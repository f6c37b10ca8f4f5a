"""Whom a due list names was looked at."""

from collections.abc import Iterable

from xiaoan.directory.queries.people import Whom
from xiaoan.directory.services import looking
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


def names_seen(actor: Actor, about: Iterable[Whom]) -> None:
    """Pupils were shown by name among what is due. Not a look of whoever's position is that very class: it
    is the day's work with them, and what is done about each is on record."""
    own = actor.own_classes
    named = {one.pupil_id: one.unit_no for one in about if one.pupil_id and one.unit_no not in own}
    for lo, hi in actor.reach(Permission.MY_DUTIES):
        pupils = {who: named.pop(who) for who in list(named) if lo <= named[who] < hi}
        looking.pupils_seen(actor, lo, pupils, "due_list")
