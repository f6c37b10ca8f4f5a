"""Which tiles somebody's board shows, and in which order."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.indicators import queries as indicators
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.situation.events import ViewChosen
from xiaoan.situation.models import View
from xiaoan.situation.queries import home
from xiaoan.situation.rules import tiles as rules


@transaction.atomic
def choose(actor: Actor, keys: Sequence[str]) -> None:
    """Show these tiles from now on, in this order; the same once more is no news. Raises NotFound (no board),
    Invalid."""
    place = home.of(actor)
    who = acts.user(actor)
    known = {one.key for one in indicators.catalogue()}
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise Invalid(_("请至少留一项,或者点“恢复默认”。"), {"tiles": "missing"})
    if len(wanted) > rules.MOST or not known.issuperset(wanted):
        raise Invalid(_("最多选 %(n)d 项。请去掉几项。") % {"n": rules.MOST}, {"tiles": "too_many"})
    row = View.objects.select_for_update().filter(user_id=who).first()
    if row is not None and row.tiles == wanted:
        return
    View.objects.update_or_create(
        user_id=who,
        defaults={
            "school_id": place.school_id, "unit_no": place.no, "tiles": wanted, "at": clock.now(),
        },
    )  # fmt: skip
    _say(actor, len(wanted))


@transaction.atomic
def reset(actor: Actor) -> None:
    """The tiles of the role again."""
    gone, _each = View.objects.filter(user_id=acts.user(actor)).delete()
    if gone:
        _say(actor, 0)


def _say(actor: Actor, count: int) -> None:
    place = home.of(actor)
    journal.record(actor, ViewChosen(school_id=place.school_id, unit_no=place.no, tiles=count))
