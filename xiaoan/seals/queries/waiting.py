"""Seals that do not get out, for whoever answers for the record: counted on their first page of a day."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.seals.models import Place
from xiaoan.seals.queries import configured
from xiaoan.web.waiting import Kind


def _failing(actor: Actor) -> int:
    names = [one.name for one in configured()]
    return Place.objects.filter(name__in=names, failing_since__isnull=False).count()


FAILING = Kind("seals:home", _l("封存送不到的地方"), Permission.VERIFY, _failing)
