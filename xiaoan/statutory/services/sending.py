"""Sending a report, the receipt, a correction; and that none is needed."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.rules import SCHOOL
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint
from xiaoan.statutory import queries, rules
from xiaoan.statutory.events import ReportReceived, ReportSent, ReportWaived
from xiaoan.statutory.models import Receipt, Report, Version
from xiaoan.statutory.queries import REPORT_DUTY, drafting
from xiaoan.statutory.services.owing import excuse, hold_school

LONGEST_WORDS, LONGEST_NAME = 1000, 60


@dataclass(frozen=True)
class Sending:
    """What went out. `id` is made by whoever sends: the same once more changes nothing. `seen`: the digest of
    the data the sender had before their eyes; `base`: how many versions there were then."""

    id: UUID
    report_id: UUID
    base: int
    seen: str
    means: str
    to_name: str
    to_office: str
    sent_at: dt.datetime | None = None
    why: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    # `mark_of` the words that the sender's page began with; empty: not asked.
    words_base: str = ""


class Changed(Conflict):
    """The data changed between looking and sending."""


@dataclass(frozen=True)
class Receiving:
    """That a version is with its recipient. The bureau's own officer only confirms; else who took it, when,
    under what number, as the sender was told."""

    version_id: UUID
    at: dt.datetime | None = None
    name: str = ""
    number: str = ""


def mark_of(words: Mapping[str, str]) -> str:
    """What tells one state of a draft's words from another, without telling them (kernel.said)."""
    return fingerprint(sorted(_kept_words(words).items())).hex()


def keep_words(actor: Actor, report_id: UUID, words: Mapping[str, str], base: str = "") -> None:
    """Keep what a person added to the draft, for the next who opens it. `base`: `mark_of` the words that
    their page began with; Conflict if somebody else has kept other words since."""
    row = _hold(actor, report_id, Permission.SEND_REPORTS)
    _refuse_words(words)
    _refuse_stale(row, words, base)
    Report.objects.filter(pk=row.pk).update(words=_sealed(row.pk, words))


def send(actor: Actor, given: Sending) -> Version:
    """Record that the report went out: the draft of now and the words are kept as sent. Gives the version.

    Conflict if another version went out meanwhile (`base`), Changed if the data are not those that were seen.
    """
    row = _hold(actor, given.report_id, Permission.SEND_REPORTS)
    known = Version.objects.filter(pk=given.id).first()
    if known:
        _refuse_altered(actor, known, given)
        return known
    now = clock.now()
    sent_at = _sent_at(given, now)
    _refuse(row, given, sent_at, now)
    held = duties.hold_about(row.pk, REPORT_DUTY)
    draft = drafting.draft(actor, row)
    _refuse_stale(row, given.words, given.words_base)
    if draft.digest != given.seen:
        raise Changed(_("数据刚刚有变化。请再看一遍草稿,然后发送。"))
    version = _version(actor, row, given, _content(actor, row, draft, given, sent_at), sent_at)
    late = row.late if row.versions else rules.is_late(sent_at, row.due_at)
    journal.record(
        actor,
        ReportSent(
            school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, version_id=version.pk,
            number=version.number, means=version.means, sent_at=sent_at, late=late,
        ),
    )  # fmt: skip
    with new_id():
        version.save(force_insert=True)
    Report.objects.filter(pk=row.pk).update(
        state="sent", versions=version.number, late=late, sent_at=row.sent_at or sent_at,
        words=_sealed(row.pk, given.words),
    )  # fmt: skip
    for one in held:
        duties.discharge(actor, one, sent_at, on_behalf=not _is_of_school(actor, row))
    return version


def _refuse_stale(row: Report, words: Mapping[str, str], base: str) -> None:
    """Whoever was slower reads the words of the faster one before theirs take the place of those."""
    now = drafting.words_of(row)
    if base and mark_of(now) not in (base, mark_of(words)):
        raise Conflict(_("刚刚有人改过这份草稿的说明。您写的没有保存,请对照已保存的内容再提交。"))


def _refuse_altered(actor: Actor, known: Version, given: Sending) -> None:
    """The same id once more is the same act only with the same content: a correction has an id of its own."""
    if (known.report_id, known.by_id) != (given.report_id, actor.user_id):
        raise taken()
    kept = (known.number, known.means, known.to_name, known.to_office, known.why)
    said = (given.base + 1, given.means, given.to_name.strip(), given.to_office.strip())
    at = known.sent_at if given.means == "system" else given.sent_at or known.sent_at
    if kept != (*said, given.why.strip()) or at != known.sent_at:
        raise altered()
    content = json.loads(ciphers.unseal(known.content, place=queries.CONTENT_PLACE, row=known.pk))
    if content["words"] != _kept_words(given.words):
        raise altered()


def _hold(actor: Actor, report_id: UUID, permission: Permission) -> Report:
    """The report in the actor's sight, its school held; NotFound or Forbidden as everywhere."""
    row = queries.seen(actor, report_id)
    if not actor.may(permission, row.unit_no):
        raise Forbidden
    hold_school(row.school_id)
    found = Report.objects.filter(pk=row.pk).first()
    if found is None:
        raise NotFound
    return found


def _is_of_school(actor: Actor, row: Report) -> bool:
    return any(
        scope.covers(row.unit_no) and scope.hi - scope.lo <= SCHOOL for scope in actor.scopes
    )


def _sent_at(given: Sending, now: dt.datetime) -> dt.datetime:
    """What is sent in the system is sent now; a call was made when the sender says."""
    return now if given.means == "system" or given.sent_at is None else given.sent_at


def _refuse(row: Report, given: Sending, sent_at: dt.datetime, now: dt.datetime) -> None:
    if row.state == "replaced":
        raise Conflict(_("这份报告已由别的报告代替,不用再发。"))
    if given.base != row.versions:
        raise Conflict(_("刚刚有人报过这一份。请看已发的内容;还要改,请发更正。"))
    if given.means not in rules.MEANS:
        raise Invalid(_("请选择用什么方式报的。"), {"means": "unknown"})
    _refuse_name(given.to_name, "to_name", _("请写明报给了谁。"))
    _refuse_name(given.to_office, "to_office", _("请写明报给了哪个单位。"))
    if not now - rules.LATEST_ENTRY <= sent_at <= now:
        raise Invalid(_("报出时间不能晚于现在,也不能早于 7 天以前。"), {"sent_at": "out_of_range"})
    if row.versions and not given.why.strip():
        raise Invalid(_("请写明更正了什么、为什么更正。"), {"why": "missing"})
    _refuse_words({**given.words, "why": given.why})


def _refuse_name(text: str, name: str, missing: str) -> None:
    if not text.strip():
        raise Invalid(missing, {name: "missing"})
    if len(text) > LONGEST_NAME or "\0" in text:
        raise Invalid(_("姓名、单位和编号不超过 60 个字。"), {name: "too_long"})


def _refuse_words(words: Mapping[str, str]) -> None:
    for name, text in words.items():
        if len(text) > LONGEST_WORDS or "\0" in text:
            raise Invalid(_("每项说明不超过 1000 个字。"), {name: "too_long"})


def _sealed(report_id: UUID, words: Mapping[str, str]) -> bytes | None:
    kept = _kept_words(words)
    if not kept:
        return None
    told = json.dumps(kept, ensure_ascii=False)
    return ciphers.seal(told, place=queries.WORDS_PLACE, row=report_id)


def _kept_words(words: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in words.items() if text.strip()}


def _content(
    actor: Actor, row: Report, draft: drafting.Draft, given: Sending, sent_at: dt.datetime
) -> dict[str, Any]:
    return {
        **draft.data, "words": _kept_words(given.words),
        "reporter": actor.name, "sent_at": sent_at.isoformat(), "means": given.means,
        "to_name": given.to_name.strip(), "to_office": given.to_office.strip(),
        "number": row.versions + 1, "why": given.why.strip(),
    }  # fmt: skip


def _version(
    actor: Actor, row: Report, given: Sending, content: dict[str, Any], sent_at: dt.datetime
) -> Version:
    text = drafting.canonical(content)
    if actor.user_id is None:
        raise Forbidden
    return Version(
        id=given.id, school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk,
        number=row.versions + 1, digest=drafting.digest_of(text), means=given.means, sent_at=sent_at,
        content=ciphers.seal(text, place=queries.CONTENT_PLACE, row=given.id), recorded_at=clock.now(),
        by_id=actor.user_id, to_name=given.to_name.strip(), to_office=given.to_office.strip(),
        why=given.why.strip(),
    )  # fmt: skip


def receive(actor: Actor, given: Receiving) -> None:
    """The newest version is with its recipient; a second time changes nothing."""
    version = Version.objects.filter(pk=given.version_id).first()
    if version is None:
        raise NotFound
    row = queries.seen(actor, version.report_id)
    by_recipient = row.recipient == rules.BUREAU
    needed = Permission.RECEIVE_REPORTS if by_recipient else Permission.SEND_REPORTS
    row = _hold(actor, row.pk, needed)
    if Receipt.objects.filter(school_id=row.school_id, version_id=version.pk).exists():
        return
    if version.number != row.versions:
        raise Conflict(_("这一版已经有了更正。请收最新的一版。"))
    receipt = _receipt(actor, version, given, by_recipient=by_recipient)
    journal.record(
        actor,
        ReportReceived(
            school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, version_id=version.pk,
            by_recipient=by_recipient,
        ),
    )  # fmt: skip
    receipt.save(force_insert=True)
    Report.objects.filter(pk=row.pk).update(state="received")


def _receipt(actor: Actor, version: Version, given: Receiving, *, by_recipient: bool) -> Receipt:
    now = clock.now()
    at, name = (now, actor.name) if by_recipient else (given.at or now, given.name)
    _refuse_name(name, "name", _("请写明谁收到了。"))
    if len(given.number) > LONGEST_NAME or "\0" in given.number:
        raise Invalid(_("姓名、单位和编号不超过 60 个字。"), {"number": "too_long"})
    # A minute is written down without its seconds.
    if not version.sent_at.replace(second=0, microsecond=0) <= at <= now:
        raise Invalid(_("收到的时间不能早于报出,也不能晚于现在。"), {"at": "out_of_range"})
    if actor.user_id is None:
        raise Forbidden
    return Receipt(
        school_id=version.school_id, unit_no=version.unit_no, version_id=version.pk, received_at=at,
        name=name.strip(), number=given.number.strip(), by_recipient=by_recipient, recorded_at=now,
        by_id=actor.user_id,
    )  # fmt: skip


def waive(actor: Actor, report_id: UUID, reason: str) -> None:
    """No report is needed, because …; it stays to be seen with who said so. Sending it later is possible."""
    row = _hold(actor, report_id, Permission.SEND_REPORTS)
    if row.state == "waived":
        return
    if row.state != "due":
        raise Conflict(_("这份报告已经报过,或已由别的报告代替。"))
    if not reason.strip():
        raise Invalid(_("请写明为什么不需报告。"), {"reason": "missing"})
    _refuse_words({"reason": reason})
    why = reason.strip()
    excuse(actor, REPORT_DUTY, row.pk, duties.Why("over"))
    journal.record(
        actor, ReportWaived(school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk)
    )
    Report.objects.filter(pk=row.pk).update(
        state="waived", why=why, decided_at=clock.now(), decided_by_id=actor.user_id
    )
