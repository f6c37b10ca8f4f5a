"""Where units stand, as the bureau enters it: one, or many at once."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory.events import SitesSet
from xiaoan.directory.models import Site, Unit
from xiaoan.directory.queries import sites
from xiaoan.directory.rules import COUNTY
from xiaoan.directory.rules.sites import DATUMS, FARTHEST_KM, kilometres
from xiaoan.directory.rules.sites import Site as Degrees
from xiaoan.directory.services.rights import require
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission


@transaction.atomic
def set_sites(actor: Actor, unit_no: int, wanted: Mapping[int, Degrees | None], datum: str) -> int:
    """Where units of a unit (or itself) stand; None takes it out. Gives how many changed: what is so
    already is left, and no fact of it. `datum`: in what it was typed."""
    require(actor, Permission.KEEP_SCHOOLS, unit_no)
    above = Unit.objects.select_for_update().filter(pk=unit_no).first()
    if above is None or datum not in DATUMS:
        raise NotFound
    kinds = dict(
        Unit.objects.filter(pk__in=wanted, no__gte=above.no, no__lt=above.end).values_list(
            "no", "kind"
        )
    )
    if any(kinds.get(no) not in sites.KINDS for no in wanted):
        raise NotFound
    refuse_far(unit_no, wanted)
    known = sites.sites(wanted)
    changed = {no: one for no, one in wanted.items() if known.get(no) != one}
    Site.objects.filter(pk__in=[no for no, one in changed.items() if one is None]).delete()
    Site.objects.bulk_create(
        [
            Site(
                unit_no=no, longitude=one.longitude, latitude=one.latitude, datum=datum,
                at=clock.now(), by_id=actor.user_id,
            )
            for no, one in sorted(changed.items())
            if one is not None
        ],
        update_conflicts=True, unique_fields=["unit_no"],
        update_fields=["longitude", "latitude", "datum", "at", "by_id"],
    )  # fmt: skip
    if changed:
        journal.record(
            actor,
            SitesSet(school_id=above.school_id, unit_no=unit_no, unit_nos=tuple(sorted(changed))),
        )
    return len(changed)


def refuse_far(unit_no: int, wanted: Mapping[int, Degrees | None]) -> None:
    """A digit that slipped puts a school beyond the county; the county's own site is held against nothing."""
    top = sites.top_site(unit_no)
    for no, one in wanted.items():
        if top is None or one is None or no % COUNTY == 0:
            continue
        far = kilometres(top, one)
        if far > FARTHEST_KM:
            raise Invalid(
                _("离教育局 %(n)s 公里,太远了。请核对经度和纬度。") % {"n": round(far)},
                {"longitude": "far"},
            )
