"""Case files: a question, picked entries of the record, statements, a finding by two people with its legal
basis, measures, an appeal decided by a third. Each is a numbered step that is never changed.

Nobody keeps a file in which they are named; whoever is concerned is heard first, and can appeal. Lock order:
the file, then the journal.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accountability import queries, rules
from xiaoan.accountability.models import CaseFile, FileStep
from xiaoan.accountability.queries import files, rights
from xiaoan.accountability.services import steps
from xiaoan.journal.rules import instant
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.scope import everywhere
from xiaoan.web.templatetags.web_tags import moment

# Numbers are given one by one in the county.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('accountability.case_file'))"


@dataclass(frozen=True)
class NewFile:
    """What is asked about which unit. `id` is the form's own: the same once more opens nothing."""

    id: UUID
    unit_no: int
    question: str


@dataclass(frozen=True)
class Sent:
    """A step as it was sent. `base`: how many steps there were when its person looked."""

    id: UUID
    file_id: UUID
    base: int
    text: str


def open_file(actor: Actor, given: NewFile) -> UUID:
    """Open a file about a unit; gives its id."""
    place = queries.seen_place(actor, given.unit_no)
    if not actor.may(Permission.KEEP_FILES, place.no):
        raise Forbidden
    question = steps.words(given.question, "question", rules.LONGEST_QUESTION)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    said = steps.said_of(given.id, "open", question, {})
    before = CaseFile.objects.filter(pk=given.id).first()
    if before:
        first = FileStep.objects.filter(file_id=before.pk, no=1).first()
        if first is None or bytes(first.said) != said or before.opened_by_id != actor.user_id:
            raise taken()
        return before.pk
    now = clock.now()
    with everywhere("accountability"):
        last = CaseFile.objects.filter(year=now.year).order_by("-number").first()
    row = CaseFile(
        id=given.id, school_id=place.school_id, unit_no=place.no, year=now.year,
        number=last.number + 1 if last else 1, opened_at=now, opened_by_id=actor.user_id,
    )  # fmt: skip
    row.save(force_insert=True)
    steps.take(actor, row, given.id, "open", question, {})
    return row.pk


def _begin(actor: Actor, sent: Sent, kind: str, facts: dict[str, Any]) -> CaseFile | None:
    """Lock a file that the actor keeps and see that the step can be taken; None: this form took it."""
    files.find(actor, sent.file_id)
    row = CaseFile.objects.select_for_update().get(pk=sent.file_id)
    if actor.user_id in row.party_ids:
        raise NotFound
    if steps.known(actor, sent.id, steps.said_of(row.pk, kind, sent.text.strip(), facts)):
        return None
    steps.refuse_overtaken(row, sent.base, kind)
    return row


def pick(actor: Actor, sent: Sent, entries: Collection[tuple[int, int]]) -> None:
    """Take entries of the journal into the file, frozen as they are; they can be read by number and hash."""
    wanted = sorted(set(entries))
    if not wanted or len(wanted) > rules.MOST_PICKED:
        raise Invalid(
            _("请选 1 到 %(n)d 条记录。") % {"n": rules.MOST_PICKED}, {"entries": "count"}
        )
    facts = {"entries": [_frozen(actor, *one) for one in wanted]}
    row = _begin(actor, sent, "pick", facts)
    if row is not None:
        steps.take(actor, row, sent.id, "pick", sent.text.strip(), facts)


def _frozen(actor: Actor, school_id: int, n: int) -> dict[str, Any]:
    """An entry as its chain holds it, byte for byte what its hash is over."""
    found = rights.readable(actor).filter(school_id=school_id, n=n).first()
    if found is None:
        raise NotFound
    return {
        "school_id": found.school_id, "n": found.n, "unit_no": found.unit_no, "kind": found.kind,
        "actor": found.actor, "at": instant(found.at), "body": found.body,
        "previous": bytes(found.previous).hex(), "hash": bytes(found.hash).hex(),
        **({} if found.salt is None else {"salt": bytes(found.salt).hex()}),
    }  # fmt: skip


def ask(actor: Actor, sent: Sent, user_id: UUID, *, concerned: bool) -> None:
    """Name somebody who is to make a statement; `concerned`: a finding may be about them."""
    facts = {"user_id": str(user_id), "concerned": concerned}
    row = _begin(actor, sent, "ask", facts)
    if row is None:
        return
    text = steps.words(sent.text)
    if user_id not in dict(files.people_of(actor, row.unit_no)):
        raise Invalid(_("请从名单中选一位。"), {"user_id": "unknown"})
    if _has_kept(row, user_id):
        raise Invalid(_("这位办过这份案卷,不能又作当事人或证人。"), {"user_id": "keeper"})
    row.party_ids = [*dict.fromkeys([*row.party_ids, user_id])]
    if concerned:
        row.concerned_ids = [*dict.fromkeys([*row.concerned_ids, user_id])]
    steps.take(actor, row, sent.id, "ask", text, facts)


def _has_kept(row: CaseFile, user_id: UUID) -> bool:
    taken_by = FileStep.objects.filter(school_id=row.school_id, file_id=row.pk, by_id=user_id)
    return taken_by.exclude(kind__in=rules.OF_PARTIES).exists()


def state(actor: Actor, sent: Sent) -> None:
    """Somebody named in the file says what they have to say, in their own name."""
    _as_party(actor, sent, "state", concerned_only=False)


def appeal(actor: Actor, sent: Sent) -> None:
    """Whoever the finding is about appeals, while there is time."""
    _as_party(actor, sent, "appeal", concerned_only=True)


def _as_party(actor: Actor, sent: Sent, kind: str, *, concerned_only: bool) -> None:
    detail = files.as_party(actor, sent.file_id)
    if concerned_only and actor.user_id not in detail.concerned:
        raise Forbidden
    text = steps.words(sent.text)
    # The file may lie at a unit that the person does not reach: they are let in by name.
    with everywhere("accountability"):
        row = CaseFile.objects.select_for_update().get(pk=sent.file_id)
        if steps.known(actor, sent.id, steps.said_of(row.pk, kind, text, {})):
            return
        if not rules.may_follow(kind, row.state):
            raise Conflict(_("案卷现在的状态不能做这一步。"))
        if kind == "appeal" and row.found_on:
            _refuse_late(row.found_on)
        steps.take(actor, row, sent.id, kind, text, {})


def _refuse_late(found_on: dt.date) -> None:
    if clock.today() > rules.appeal_until(found_on):
        raise Conflict(_("申诉期限已过。"))


def propose(
    actor: Actor, sent: Sent, verdict: str, about: Collection[str], laws: Collection[str]
) -> None:
    """One person writes the finding: what was late, missed, false or changed, and on which legal basis."""
    facts = {"verdict": verdict, "about": sorted(set(about)), "laws": sorted(set(laws))}
    row = _begin(actor, sent, "propose", facts)
    if row is None:
        return
    text = steps.words(sent.text)
    if verdict not in rules.VERDICTS:
        raise Invalid(_("请选一项结论。"), {"verdict": "unknown"})
    if not set(about) <= set(rules.WORDS) or (verdict == "fault" and not about):
        raise Invalid(_("请写明是迟报、漏报、不实还是更正,可以不止一项。"), {"about": "unknown"})
    if verdict == "no_fault" and set(about) & set(rules.FAULTS):
        raise Invalid(
            _("没有责任的结论不能同时写迟报、漏报或不实;查明的情况写在理由里。"),
            {"about": "contradiction"},
        )
    if not laws or not set(laws) <= rules.catalogue().laws.keys():
        raise Invalid(_("请选依据的法律或规定。"), {"laws": "unknown"})
    _refuse_unheard(row, verdict)
    row.proposed_by_id = actor.user_id
    steps.take(actor, row, sent.id, "propose", text, facts)


def _refuse_unheard(row: CaseFile, verdict: str) -> None:
    if verdict == "fault" and not row.concerned_ids:
        raise Conflict(_("写有责任的结论以前,要先指明当事人并请其陈述。"))
    awaited = files.unheard(row)
    if awaited:
        raise Conflict(
            _("还有 %(n)d 人没有陈述,最晚等到 %(at)s。等陈述以后或过了这个时刻,再写结论。")
            % {"n": len(awaited), "at": moment(awaited[-1])}
        )


def send_back(actor: Actor, sent: Sent) -> None:
    """A second person does not confirm it; the file is open again."""
    row = _begin(actor, sent, "return", {})
    if row is None:
        return
    _refuse_same(actor, row.proposed_by_id)
    steps.take(actor, row, sent.id, "return", steps.words(sent.text), {})


def confirm(actor: Actor, sent: Sent) -> None:
    """A second person confirms the finding; it stands from here on, and the time for an appeal runs."""
    row = _begin(actor, sent, "confirm", {})
    if row is None:
        return
    _refuse_same(actor, row.proposed_by_id)
    row.found_by_id, row.found_on = actor.user_id, clock.today()
    steps.take(actor, row, sent.id, "confirm", steps.words(sent.text), {})


def measure(actor: Actor, sent: Sent, code: str) -> None:
    """What follows from a finding of fault, decided by another person than the one who wrote it."""
    facts = {"measure": code}
    row = _begin(actor, sent, "measure", facts)
    if row is None:
        return
    _refuse_same(actor, row.proposed_by_id)
    if files.verdict_of(row) != "fault" or not row.concerned_ids:
        raise Conflict(_("只有认定当事人有责任的结论,才能作处理。"))
    text = steps.words(sent.text)
    if code not in rules.catalogue().sanctions:
        raise Invalid(_("请选一项处理。"), {"measure": "unknown"})
    steps.take(actor, row, sent.id, "measure", text, facts)


def decide_appeal(actor: Actor, sent: Sent, outcome: str) -> None:
    """A third person, who neither wrote nor confirmed the finding, decides the appeal."""
    facts = {"outcome": outcome}
    row = _begin(actor, sent, "decide", facts)
    if row is None:
        return
    _refuse_same(actor, row.proposed_by_id)
    _refuse_same(actor, row.found_by_id)
    text = steps.words(sent.text)
    if outcome not in rules.OUTCOMES:
        raise Invalid(_("请选申诉结果。"), {"outcome": "unknown"})
    steps.take(actor, row, sent.id, "decide", text, facts)


def close(actor: Actor, sent: Sent) -> None:
    """Nothing more is done; the file stays to be read. Not while somebody can still appeal, and without a
    finding only by another person than the one who opened it."""
    row = _begin(actor, sent, "close", {})
    if row is None:
        return
    if row.state == "open" and actor.user_id == row.opened_by_id:
        raise Forbidden(_("没有结论就结束案卷,要由立案以外的另一个人来做。"))
    if row.concerned_ids and rules.may_appeal_yet(row.state, row.found_on, clock.today()):
        raise Conflict(
            _("当事人可以申诉到 %(day)s,过了这天才能结束案卷。")
            % {"day": rules.appeal_until(row.found_on).isoformat() if row.found_on else ""}
        )
    steps.take(actor, row, sent.id, "close", steps.words(sent.text), {})


def _refuse_same(actor: Actor, other: UUID | None) -> None:
    if actor.user_id == other:
        raise Forbidden(_("要由另一个人来做:写结论的、确认或处理的、裁定申诉的不能是同一人。"))
