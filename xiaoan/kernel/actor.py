"""Who acts, and where they may do what."""

from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.permission import Permission

Interval = tuple[int, int]

EVERYWHERE: Interval = (0, 2**31 - 1)


@dataclass(frozen=True)
class Scope:
    """One role held at one unit: what it allows inside the half-open interval [lo, hi)."""

    role: str
    lo: int
    hi: int
    permissions: frozenset[Permission]

    def covers(self, unit_no: int) -> bool:
        return self.lo <= unit_no < self.hi


@dataclass(frozen=True)
class Actor:
    """The one who asks: a person with the roles they hold now, or the system itself.

    `people` are the children a guardian answers for, `classes` the classes these are in: their rows
    are seen, and whether the class has reported.
    """

    user_id: UUID | None
    name: str
    scopes: tuple[Scope, ...] = ()
    people: tuple[UUID, ...] = ()
    classes: tuple[int, ...] = ()
    is_system: bool = False

    @property
    def label(self) -> str:
        """What the journal writes: an id or the system's name, never a person's name."""
        return str(self.user_id) if self.user_id else f"system:{self.name}"

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(scope.role for scope in self.scopes)

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Where any of the actor's roles reaches; the system reaches everywhere."""
        if self.is_system:
            return (EVERYWHERE,)
        return tuple(sorted({(scope.lo, scope.hi) for scope in self.scopes}))

    @property
    def own_classes(self) -> set[int]:
        """The classes (or other single units) that are the actor's own position."""
        return {scope.lo for scope in self.scopes if scope.hi - scope.lo == 1}

    def reach(self, permission: Permission) -> tuple[Interval, ...]:
        """Where the actor holds `permission`."""
        if self.is_system:
            return (EVERYWHERE,)
        return tuple(sorted({(s.lo, s.hi) for s in self.scopes if permission in s.permissions}))

    def may(self, permission: Permission, unit_no: int) -> bool:
        return any(lo <= unit_no < hi for lo, hi in self.reach(permission))

    def sees(self, unit_no: int) -> bool:
        return any(lo <= unit_no < hi for lo, hi in self.intervals)

    def may_anywhere(self, permission: Permission) -> bool:
        return bool(self.reach(permission))


NOBODY = Actor(user_id=None, name="nobody")


def system(name: str) -> Actor:
    """The system acting under `name` (a task, a command)."""
    return Actor(user_id=None, name=name, is_system=True)
