"""The team of a pupil, for the pupil's own page."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.careteams.queries import teams
from xiaoan.kernel.actor import Actor
from xiaoan.registry.queries.beside import Section


def beside(actor: Actor, person_id: UUID) -> Section | None:
    """Who looks after a pupil in which role; nothing where nobody does, or the actor does not see teams."""
    lines = teams.seats_of(actor, person_id)
    if not any(name for _role, name in lines):
        return None
    shown = tuple((role, name or _("缺")) for role, name in lines)
    return Section(_l("包联人"), shown, reverse("careteams:person", args=[person_id]))
