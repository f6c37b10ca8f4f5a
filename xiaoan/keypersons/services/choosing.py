"""Which pack of categories is in force in the county."""

import datetime as dt

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import rules
from xiaoan.keypersons.events import PackSet
from xiaoan.keypersons.models import PackChoice
from xiaoan.keypersons.services.writing import checked_day


def choose_pack(actor: Actor, code: str, since: dt.date) -> None:
    """Put a pack in force from today or a later day on. Lines that are open stay as they are."""
    county = directory.county()
    if not actor.may(Permission.OPEN_SURVEY, county.no):
        raise Forbidden if actor.sees(county.no) else NotFound
    if rules.pack_of(code) is None:
        raise Invalid(_("请从列表中选一项。"), {"pack": "unknown"})
    checked_day(since, "since")
    if since < clock.today():
        raise Invalid(_("过去的日子不能改:请选今天或以后。"), {"since": "past"})
    PackChoice.objects.update_or_create(
        unit_no=county.no, since=since,
        defaults={"pack": code, "at": clock.now(), "by_id": actor.user_id},
    )  # fmt: skip
    journal.record(actor, PackSet(school_id=0, unit_no=county.no, pack=code, since=since))
