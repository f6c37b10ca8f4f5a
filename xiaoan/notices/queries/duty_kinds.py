"""What the duties of notices are called, and where they are done; what a phone can begin."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.notices import rules
from xiaoan.notices.models import Chase, Notice
from xiaoan.notices.queries.calls import CALL, CALL_STAFF

_POSTS = ("class_teacher", "grade_head", "principal", "school_doctor")


def _address(due: duties.Due) -> str:
    return reverse("notices:calls", args=[due.about_id])


def _which(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Chase.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    of = dict(rows.values_list("id", "notice_id"))
    notices = Notice.objects.filter(pk__in=set(of.values())).values_list("id", "texts", "values")
    titles = {
        pk: rules.filled(texts.get(rules.LANGUAGES[0], {}).get("title", ""), values)
        for pk, texts, values in notices
    }
    return {pk: Whom(titles[found]) for pk, found in of.items() if found in titles}


def _inbox() -> list[str]:
    return [reverse("notices:inbox")]


# Not asked for ahead: every phone opens the due list in the morning.
INBOX = starts.Start(_l("通知"), Permission.READ_NOTICES, _inbox, _l("收到的通知"), keeps=False)
KINDS = (
    kinds.Kind(
        CALL, _l("通知收不到或未确认,打电话"), _address, lasts=True, about=_which, said=verbs.CALL,
        posts=_POSTS, at=("class",),
    ),
    kinds.Kind(
        CALL_STAFF, _l("教职工未确认,打电话"), _address, lasts=True, about=_which, said=verbs.CALL,
        posts=("principal", "school_doctor"),
    ),
)  # fmt: skip
