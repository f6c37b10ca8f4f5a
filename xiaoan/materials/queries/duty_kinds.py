"""What the duty of materials is called, and where it is done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.materials.models import Version
from xiaoan.materials.queries import REVIEW
from xiaoan.materials.queries.words import text


def _address(due: duties.Due) -> str:
    """The material; the list of all where it is not known any more."""
    rows = Version.objects.filter(pk__in=[due.about_id] if due.about_id else [])
    code = rows.values_list("code", flat=True).first()
    return reverse("materials:kept", args=[code]) if code else reverse("materials:keep")


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Version.objects.filter(pk__in=set(row_ids))
    return {pk: Whom(text(title)) for pk, title in rows.values_list("id", "content__title")}


def _library() -> list[str]:
    return [reverse("materials:home")]


LIBRARY = starts.Start(
    _l("防疫知识"), Permission.READ_MATERIALS, _library, _l("按病种和对象看、打印、布置阅读"),
    keeps=False,
)  # fmt: skip
KIND = kinds.Kind(
    REVIEW, _l("防疫知识复核"), _address, lasts=True, about=_which, said=verbs.REVIEW,
    fixed=_l("由教育局经办人复核。"), at=(),
)  # fmt: skip
