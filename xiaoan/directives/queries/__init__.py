"""Directives a person may see. An office keeps them; a unit reads those it has a part in."""

from django.db.models import Q, QuerySet

from xiaoan.directives.models import Directive, Target
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible

# Who may check what an office has issued, by the kind of unit that keeps it.
OFFICE_ROLES = ("bureau_officer", "township_liaison")


def offices(actor: Actor) -> tuple[int, ...]:
    """The offices in which the actor registers and issues: their own, not those under it."""
    found = {s.lo for s in actor.scopes if Permission.ISSUE_DIRECTIVES in s.permissions}
    return tuple(sorted(found))


def answers_for(actor: Actor, unit_no: int) -> bool:
    """Whether the actor answers for exactly this unit: nobody above reports in its name."""
    return any(
        s.lo == unit_no and Permission.ANSWER_DIRECTIVES in s.permissions for s in actor.scopes
    )


def parts(actor: Actor) -> QuerySet[Target]:
    """The parts of units in the actor's sight."""
    return visible(Target.objects.all(), actor, Permission.SEE_DIRECTIVES)


def seen(actor: Actor) -> QuerySet[Directive]:
    """Directives of offices in sight, and those in which a unit in sight has a part."""
    kept = inside(actor.reach(Permission.SEE_DIRECTIVES))
    return Directive.objects.filter(kept | Q(pk__in=parts(actor).values("directive_id")))
