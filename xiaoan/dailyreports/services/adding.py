"""Words added to a draft, a draft made anew, and what those above write about a report."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries
from xiaoan.dailyreports.models import Remark, Report
from xiaoan.dailyreports.queries import drafting
from xiaoan.dailyreports.services.acting import hold, kept_words, sealed_words, tell, user, words
from xiaoan.directory import queries as directory
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere


def mark_of_words(said: Mapping[str, str]) -> str:
    """What tells one state of the words from another, without telling them."""
    return fingerprint(sorted(said.items())).hex()


def refuse_stale(row: Report, said: Mapping[str, str], base: str) -> None:
    """Whoever was slower reads the words of the faster one before theirs take the place of those."""
    now = queries.words_of(row)
    if base and mark_of_words(now) not in (base, mark_of_words(said)):
        raise Conflict(_("刚刚有人改过补充说明。您写的没有保存,请对照已保存的内容再提交。"))


def keep_words(actor: Actor, report_id: UUID, said: Mapping[str, str], base: str = "") -> None:
    """Keep what was added to the draft. `base`: `mark_of_words` of what the page began with; Conflict where
    somebody else has kept other words since. The same once more changes nothing."""
    row = _writable(actor, report_id)
    found = kept_words(said)
    refuse_stale(row, found, base)
    if found == queries.words_of(row):
        return
    Report.objects.filter(pk=row.pk).update(words=sealed_words(row, found))
    tell(actor, row, "words", row.versions)


def redraft(actor: Actor, report_id: UUID) -> None:
    """The draft is made of the figures of now. What is signed stays; a correction is drafted so too."""
    _draft(_writable(actor, report_id))


def _writable(actor: Actor, report_id: UUID) -> Report:
    row = hold(actor, report_id)
    if not queries.may_write(actor, row):
        raise Forbidden
    return row


def _draft(row: Report) -> drafting.Draft:
    """Keeps what was drafted first beside it."""
    with everywhere("dailyreports") as system:
        made = drafting.draft(system, directory.place(row.unit_no), row.day)
    if row.draft is not None:
        made["first"] = row.draft.get("first") or drafting.first_of(row.draft)
    Report.objects.filter(pk=row.pk).update(draft=made, drafted_at=clock.now())
    return made


def remark(actor: Actor, remark_id: UUID, report_id: UUID, text: str) -> None:
    """批示: what somebody above writes about the newest version; Conflict before there is one."""
    row = hold(actor, report_id)
    if not queries.may_remark(actor, row):
        raise Forbidden
    said = fingerprint("remark", text.strip())
    known = Remark.objects.filter(pk=remark_id).first()
    elsewhere = known is not None and known.report_id != row.pk
    if acts.is_same(actor, known, said, elsewhere=elsewhere):
        return
    if not row.versions:
        raise Conflict(_("这份日报还没有签发,签发后才能批示。"))
    found = words("text", text, required=_("请写批示内容。"))
    with new_id():
        Remark.objects.create(
            id=remark_id, school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk,
            no=row.versions, text=ciphers.seal(found, place=queries.REMARK, row=remark_id),
            at=clock.now(), by_id=user(actor), said=said,
        )  # fmt: skip
    tell(actor, row, "remark", row.versions)
