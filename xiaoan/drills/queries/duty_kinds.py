"""What the duties of drills are called, and where they are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.drills.models import Drill
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

HOLD, CONCLUDE, REPEAT = "drills.hold", "drills.conclude", "drills.repeat"
TAKE_PART = "drills.take_part"


def _drill(due: duties.Due) -> str:
    return reverse("drills:drill", args=[due.about_id]) if due.about_id else ""


def _named(_actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    # The name of a scenario says nothing of anybody; who plays a part may have a class alone.
    with everywhere("drills"):
        rows = Drill.objects.filter(pk__in=set(row_ids))
        return {pk: Whom(name) for pk, name in rows.values_list("id", "name")}


KINDS = (
    kinds.Kind(
        HOLD, _l("应急演练"), _drill, lasts=True, about=_named, keeps=_drill,
        fixed=_l("由安排演练的人组织;换人请取消后重新安排。"),
    ),
    kinds.Kind(
        TAKE_PART, _l("参加应急演练"), _drill, lasts=True, about=_named, keeps=_drill,
        fixed=_l("由安排里定到的人参加。"), at=("school", "class", "grade", "place"),
    ),
    kinds.Kind(
        CONCLUDE, _l("演练评估"), _drill, lasts=True, about=_named, said=verbs.REVIEW,
        fixed=_l("由安排时选定的评估人做,不能是组织的人。"),
    ),
    kinds.Kind(
        REPEAT, _l("安排复练"), _drill, lasts=True, about=_named,
        fixed=_l("由组织上次演练的人安排。"),
    ),
)  # fmt: skip
