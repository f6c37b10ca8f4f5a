"""Names of platforms' lists that wait for a person to say who it is."""

from collections import defaultdict
from uuid import UUID

from xiaoan.homework.models import Parked
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


def parked(actor: Actor, most: int = 100) -> list[tuple[int, str, int]]:
    """Class, name and how many tasks wait for it, of classes whose homework the actor marks."""
    rows = visible(Parked.objects.filter(settled_at=None), actor, Permission.SET_HOMEWORK)
    found: dict[tuple[int, str], int] = defaultdict(int)
    for unit_no, name in rows.values_list("unit_no", "name"):
        found[unit_no, name] += 1
    order = sorted(found, key=lambda key: (key[0], -found[key], key[1]))
    return [(*key, found[key]) for key in order[:most]]


def waiting_names(actor: Actor) -> int:
    """How many names wait in classes whose homework the actor marks."""
    rows = visible(Parked.objects.filter(settled_at=None), actor, Permission.SET_HOMEWORK)
    return rows.values("unit_no", "name").distinct().count()


def waiting_of(task_id: UUID) -> int:
    """How many names of one task's lists wait, in the running scope."""
    return Parked.objects.filter(task_id=task_id, settled_at=None).count()
