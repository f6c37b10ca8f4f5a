"""What the duty of the rumour desk is called, and where it is done; what can be begun from the due list."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.rumours.models import Item
from xiaoan.rumours.queries import CHECK


def _address(due: duties.Due) -> str:
    return reverse("rumours:item", args=[due.about_id]) if due.about_id else ""


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Item.objects.filter(pk__in=set(row_ids)).values_list("id", "no", "reports")
    return {pk: Whom(_("第 %(no)s 条,%(n)s 人报") % {"no": no, "n": n}) for pk, no, n in rows}


def _home() -> list[str]:
    return [reverse("rumours:home")]


# Not asked for ahead: every phone opens the due list in the morning.
REPORT = starts.Start(
    _l("报一条可疑的说法"),
    Permission.REPORT_RUMOURS,
    _home,
    _l("谣言核查,查过会答复您"),
    keeps=False,
)
KIND = kinds.Kind(
    CHECK, _l("核查传言"), _address, lasts=True, about=_which, said=verbs.JUDGE,
    fixed=_l("由教育局核查;别人接手请在传言页上点“我来核查”。"),
)  # fmt: skip
