"""What the duties of measures are called, and where they are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.measures.models import Measure
from xiaoan.measures.queries import DO
from xiaoan.measures.queries.words import KIND_NAMES


def _address(due: duties.Due) -> str:
    return reverse("measures:measure", args=[due.about_id])


def _which(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    rows = Measure.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {pk: Whom(str(KIND_NAMES[kind])) for pk, kind in rows.values_list("id", "kind")}


KIND = kinds.Kind(
    DO,
    _l("防控措施"),
    _address,
    lasts=True,
    about=_which,
    fixed=_l("下达措施时逐项指定由谁办。"),
    asks={kinds.PAPER: _l("办好时要上传凭据:照片或 PDF")},
)
