"""Signing a report: what the signer saw is frozen with its digest; what changes later is another version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries, rules
from xiaoan.dailyreports.events import DailyReportSigned
from xiaoan.dailyreports.models import Report, Version
from xiaoan.dailyreports.queries import drafting, figures, telling
from xiaoan.dailyreports.services.acting import hold, kept_words, user, words
from xiaoan.dailyreports.services.adding import refuse_stale
from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Signing:
    """`id` made by whoever signs. `base`: how many versions there were on their page; `seen`: the mark of
    the draft before their eyes. `zero`: 今日无异常, said by this person. `why`: of a correction."""

    id: UUID
    report_id: UUID
    base: int
    seen: str
    zero: bool
    words: Mapping[str, str] = field(default_factory=dict)
    words_base: str = ""
    why: str = ""


class Changed(Conflict):
    """The figures changed between looking and signing."""


def sign(actor: Actor, given: Signing) -> int:
    """Sign: gives the number of the version. The same id once more changes nothing.

    Forbidden: not a signer of this very unit. Conflict: somebody else signed meanwhile; Changed: what was
    seen is neither the kept draft nor what is reckoned now. Invalid: a zero report against the figures, a
    correction without a reason.
    """
    row = hold(actor, given.report_id)
    if not queries.may_sign(actor, row):
        raise Forbidden
    said = _said(given)
    known = Version.objects.filter(pk=given.id).first()
    elsewhere = known is not None and known.report_id != row.pk
    if acts.is_same(actor, known, said, elsewhere=elsewhere):
        return known.no if known else 0
    if given.base != row.versions:
        raise Conflict(_("这份日报刚刚有人签发过。请看已签发的内容;还要改,请发更正。"))
    found = kept_words(given.words)
    refuse_stale(row, found, given.words_base)
    why = _why(row, given)
    draft = _draft(row, given.seen)
    if given.zero:
        _refuse_zero(draft)
        # A kept draft may be hours old: whoever says 今日无异常 says it of this minute.
        _refuse_zero(_reckoned(row))
    _freeze(actor, row, given, draft, {**found, "why": why, "signer": actor.name}, said)
    return row.versions


def _said(given: Signing) -> bytes:
    """What one signing says; the draft is not typed, but it is what is signed."""
    told = sorted((name, text.strip()) for name, text in given.words.items() if text.strip())
    return fingerprint("sign", given.base, given.zero, told, given.why.strip(), given.seen)


def _why(row: Report, given: Signing) -> str:
    if not row.versions:
        return ""
    return words("why", given.why, required=_("请写明更正了什么、为什么更正。"))


def _draft(row: Report, seen: str) -> drafting.Draft:
    """What the signer had before their eyes: the draft that is kept, else what is reckoned now."""
    if row.draft is not None and drafting.mark_of(row.draft) == seen:
        kept: drafting.Draft = row.draft
        return kept
    now = _reckoned(row)
    if drafting.mark_of(now) != seen:
        raise Changed(_("数据刚刚有变化。请再看一遍,然后签发。"))
    return now


def _reckoned(row: Report) -> drafting.Draft:
    with everywhere("dailyreports") as system:
        return drafting.draft(system, directory.place(row.unit_no), row.day)


def _refuse_zero(draft: drafting.Draft) -> None:
    against = telling.against_zero(draft)
    if against:
        raise Invalid(
            _("现在不能报“今日无异常”:%(why)s。请按实际情况签发。") % {"why": _(";").join(against)},
            {"zero": "not_zero"},
        )


def _freeze(
    actor: Actor, row: Report, given: Signing, draft: drafting.Draft, said: Mapping[str, str],
    mark: bytes,
) -> None:  # fmt: skip
    now = clock.now()
    first = row.versions == 0
    row.versions += 1
    content = {
        **draft, "drafted": _drafted(row, draft), "due_at": row.due_at.astimezone(clock.ZONE).isoformat(),
        "signed_at": now.astimezone(clock.ZONE).isoformat(timespec="seconds"), "no": row.versions,
        "zero": given.zero, "text": telling.frozen(draft, said, zero=given.zero),
    }  # fmt: skip
    digest = drafting.digest_of(content, said)
    if first:
        row.signed_at, row.late = now, now > row.due_at
    row.zero, row.draft, row.drafted_at, row.words = given.zero, None, None, None
    with new_id():
        Version.objects.create(
            id=given.id, school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk,
            no=row.versions, zero=given.zero, content=content, digest=digest, signed_at=now,
            words=ciphers.seal(
                json.dumps(dict(said), ensure_ascii=False), place=queries.VERSION_WORDS, row=given.id
            ),
            by_id=user(actor), said=mark,
        )  # fmt: skip
    row.save()
    for held in duties.hold_about(row.pk, queries.DUTY[row.level]):
        duties.discharge(actor, held, now, on_behalf=held.assignee_id not in (None, actor.user_id))
    journal.record(
        actor,
        DailyReportSigned(
            school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, version_id=given.id,
            day=row.day, no=row.versions, zero=given.zero, late=bool(row.late), digest=digest,
        ),
    )  # fmt: skip


def _drafted(row: Report, draft: drafting.Draft) -> dict[str, Any]:
    """What the system had drafted first, where something else was signed: both values stay."""
    if row.draft is None:
        return {}
    first = row.draft.get("first") or drafting.first_of(row.draft)
    was, now = figures.read(first["figures"]), figures.read(draft["figures"])
    found = rules.changes(was, now, rules.pattern().keys)
    if not found:
        return {}
    return {"as_of": first["as_of"], "figures": figures.kept({one.key: one.was for one in found})}
