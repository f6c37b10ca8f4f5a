"""Formats of exchange: each taking is a fact; names of ours in another system are kept."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.returns.events import DataExported
from xiaoan.returns.models import Mapping
from xiaoan.returns.queries import exchange
from xiaoan.returns.services.forms import begin, keeper

MOST_NAMES, LONGEST = 1000, 50


def took(actor: Actor, form: str, unit_no: int, day: dt.date, rows: int) -> None:
    """Somebody took data of a unit and day away. NotFound, Forbidden: they may not."""
    if not actor.may(Permission.SEE_RETURNS, unit_no):
        raise NotFound
    if not actor.may(Permission.EXPORT, unit_no):
        raise Forbidden
    place = directory.place(unit_no)
    journal.record(
        actor,
        DataExported(school_id=place.school_id, unit_no=unit_no, form=form, day=day, rows=rows),
    )


@transaction.atomic
def map_names(actor: Actor, act_id: UUID, text: str) -> int:
    """What figures and units are called in another system: a line "ours,theirs" for each; a line that is not
    there any more is taken back. Invalid: which line, and what is wrong with it."""
    school_id, unit_no = keeper(actor)
    found = _read(actor, text)
    if begin(actor, act_id, unit_no, "map", sorted(found.items())):
        return len(found)
    Mapping.objects.filter(unit_no=unit_no).exclude(ours__in=list(found)).delete()
    for ours, theirs in found.items():
        Mapping.objects.update_or_create(
            unit_no=unit_no, ours=ours,
            defaults={
                "school_id": school_id, "theirs": theirs, "at": clock.now(), "by_id": acts.user(actor),
            },
        )  # fmt: skip
    took(actor, "mapping", unit_no, clock.today(), len(found))
    return len(found)


def _read(actor: Actor, text: str) -> dict[str, str]:
    known = exchange.ours(actor)
    found: dict[str, str] = {}
    lines = [line.strip() for line in text.replace("\uff0c", ",").splitlines()]
    if len(lines) > MOST_NAMES:
        raise Invalid(_("最多 %(n)s 行。") % {"n": MOST_NAMES}, {"names": "many"})
    for no, line in enumerate(lines, 1):
        if not line:
            continue
        ours, comma, theirs = (part.strip() for part in line.partition(","))
        where = {"n": no}
        if not comma or not theirs:
            raise Invalid(_("第 %(n)s 行:请写“本系统编码,对方编码”。") % where, {"names": "shape"})
        if ours not in known:
            raise Invalid(
                _("第 %(n)s 行:本系统没有编码“%(code)s”。请从下面的表里抄。")
                % (where | {"code": ours[:40]}),
                {"names": "unknown"},
            )
        if len(theirs) > LONGEST or not theirs.isascii() or not theirs.isprintable():
            raise Invalid(
                _("第 %(n)s 行:对方编码只用字母、数字和符号,最多 50 个字。") % where,
                {"names": "theirs"},
            )
        if ours in found:
            raise Invalid(
                _("第 %(n)s 行:“%(code)s”前面已经写过。") % (where | {"code": ours}),
                {"names": "twice"},
            )
        found[ours] = theirs
    return found
