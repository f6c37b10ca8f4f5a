"""What the duties of hygiene are called, and where they are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.hygiene.models import Incident, Place, Round
from xiaoan.hygiene.queries.words import INCIDENT_DUTY, ROUND_DUTY, SLOT_NAMES
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere, inside

_POSTS = ("class_teacher", "logistics", "canteen", "dormitory_keeper", "school_doctor", "principal")


def _round(due: duties.Due) -> str:
    return reverse("hygiene:round", args=[due.about_id]) if due.about_id else ""


def _incident(due: duties.Due) -> str:
    return reverse("hygiene:incident", args=[due.about_id]) if due.about_id else ""


def _rounds(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    """Which part of the day, and how many things are left of how many."""
    rows = Round.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {
        pk: Whom(_("%(slot)s,还剩 %(left)s / %(all)s 项") % {
            "slot": SLOT_NAMES[slot], "left": left, "all": dues
        })
        for pk, slot, left, dues in rows.values_list("id", "slot", "left", "dues")
    }  # fmt: skip


def _incidents(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    """Where: who is named has to find it, whoever's place it is."""
    with everywhere("hygiene"):
        where = dict(Incident.objects.filter(pk__in=set(row_ids)).values_list("id", "place_id"))
        names = dict(Place.objects.filter(pk__in=where.values()).values_list("id", "name"))
    return {pk: Whom(names[place]) for pk, place in where.items()}


KINDS = (
    kinds.Kind(
        ROUND_DUTY, _l("清洁消毒"), _round, about=_rounds, said=verbs.CLEAN, keeps=_round,
        fixed=_l("谁做哪些地方写在消毒方案里,在方案里改。"), at=("school", "class"),
    ),
    kinds.Kind(
        INCIDENT_DUTY, _l("呕吐物处置"), _incident, about=_incidents, said=verbs.CLEAR_AWAY, lasts=True,
        keeps=_incident, posts=_POSTS, at=("school", "class"),
    ),
)  # fmt: skip
