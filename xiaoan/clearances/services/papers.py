"""The check of a paper (查验) by the school's doctor: fields of §3.4, held against the days.

A paper for a diagnosis is judged by `illness` with its table of exclusion; one for what a survey said, for a
contact or an illness without diagnosis is judged here.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.clearances import rules
from xiaoan.clearances.events import PaperChecked
from xiaoan.clearances.models import Ground, Paper
from xiaoan.clearances.queries import told_of
from xiaoan.clearances.queries.words import FAULT_NAMES
from xiaoan.clearances.services.settling import settle
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere, visible
from xiaoan.photos import services as photos

WORDS_PLACE = "clearances_paper.words_cipher"
_WORDS = {"diagnosis": 100, "issuer": 100, "doctor": 40, "note": rules.LONGEST}


@dataclass(frozen=True)
class NewPaper:
    """What stands on it. `id` is made by the form; `words`: diagnosis, issuer, doctor, note; `photo`: its
    picture, if one was taken."""

    id: UUID
    ground_id: UUID
    kind: str
    issued_on: dt.date
    back_on: dt.date
    words: dict[str, str] = field(default_factory=dict)
    onset: dt.date | None = None
    diagnosed_on: dt.date | None = None
    isolated: tuple[dt.date | None, dt.date | None] = (None, None)
    photo: bytes = b""

    @property
    def said(self) -> bytes:
        words = {name: text.strip() for name, text in self.words.items()}
        return fingerprint(
            str(self.ground_id), self.kind, self.issued_on, self.back_on, words, self.onset,
            self.diagnosed_on, self.isolated,
        )  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Whether it does; `faults`: by field what is wrong with its days."""

    accepted: bool
    faults: dict[str, str]


def check_paper(actor: Actor, given: NewPaper) -> Judged:
    """Check a paper for one ground; one that does not do is kept as refused with what is wrong.

    NotFound, Forbidden; Conflict where the ground ends by other rules, or is over; Invalid at its field.
    """
    known = Paper.objects.filter(pk=given.id).first()
    if known is not None:
        if known.by_id != actor.user_id or is_other(known.said, given.said):
            raise taken()
        return Judged(known.accepted, dict(one.split("=", 1) for one in known.faults))
    rows = visible(Ground.objects.select_for_update(), actor, Permission.SEE_CLEARANCES)
    ground = rows.filter(pk=given.ground_id).first()
    if ground is None:
        raise NotFound
    if not actor.may(Permission.CHECK_PAPERS, ground.unit_no):
        raise Forbidden
    _refuse_kind(given, ground)
    words = _checked(given)
    faults = rules.paper_faults(given.issued_on, given.isolated, given.back_on, clock.today())
    _refuse_slips(faults)
    _keep(actor, given, ground, words, faults)
    if not faults:
        school = ground.school_id
        with everywhere("clearances") as system:
            settle(system, [school])
    return Judged(not faults, faults)


def _refuse_kind(given: NewPaper, ground: Ground) -> None:
    """A paper that is none for this ground."""
    if given.kind not in rules.KINDS:
        raise Invalid(_("请选是哪一种证明。"), {"kind": "missing"})
    if given.kind not in rules.kinds_for(told_of(ground)):
        if rules.is_own(told_of(ground)):
            raise Invalid(_("这一项不收这种证明,请另选一种。"), {"kind": "other"})
        raise Conflict(_("这一项要在它自己的页面上查验或解除,请点这一项进去办。"))


def _refuse_slips(faults: dict[str, str]) -> None:
    """Days that nobody can mean are asked for again; a day inside the isolation is kept as refused."""
    wrong = {name: code for name, code in faults.items() if code != "inside"}
    if wrong:
        first = next(iter(wrong.items()))
        raise Invalid(str(FAULT_NAMES[first]), wrong)


def _checked(given: NewPaper) -> dict[str, str]:
    required = {
        "issuer": _("请写开具机构。"), "doctor": _("请写开具的医生。"),
        "note": _("没有证明时,请写明看到了什么、谁说的。"), "diagnosis": _("请写诊断证明上的诊断。"),
    }  # fmt: skip
    wanted: tuple[str, ...] = ("note",) if given.kind == "statement" else ("issuer", "doctor")
    if given.kind == rules.DIAGNOSIS:
        wanted = ("diagnosis", *wanted)
        if given.diagnosed_on is None:
            raise Invalid(_("请填诊断证明上的诊断日。"), {"diagnosed_on": "missing"})
    found = {
        name: acts.words(
            name, given.words.get(name, ""), longest=longest,
            required=required[name] if name in wanted else "",
        )
        for name, longest in _WORDS.items()
    }  # fmt: skip
    for name in ("onset", "diagnosed_on"):
        day = getattr(given, name)
        if day is not None and not clock.FIRST_DAY <= day <= clock.today():
            raise Invalid(_("发病、诊断的日期不能晚于今天。"), {name: "future"})
    return found


def _keep(
    actor: Actor, given: NewPaper, ground: Ground, words: dict[str, str], faults: dict[str, str]
) -> None:
    photo = photos.keep(actor, ground.unit_no, given.photo).id if given.photo else None
    with new_id():
        Paper.objects.create(
            id=given.id, school_id=ground.school_id, unit_no=ground.unit_no, person_id=ground.person_id,
            code=ground.code, about_id=ground.about_id, kind=given.kind,
            words_cipher=ciphers.seal(json.dumps(words), place=WORDS_PLACE, row=given.id),
            onset=given.onset, diagnosed_on=given.diagnosed_on, isolated_from=given.isolated[0],
            isolated_to=given.isolated[1], issued_on=given.issued_on, back_on=given.back_on,
            photo_id=photo, accepted=not faults, faults=[f"{k}={v}" for k, v in faults.items()],
            at=clock.now(), by_id=acts.user(actor), said=given.said,
        )  # fmt: skip
    journal.record(
        actor,
        PaperChecked(
            school_id=ground.school_id, unit_no=ground.unit_no, paper_id=given.id,
            person_id=ground.person_id, accepted=not faults,
        ),
    )  # fmt: skip
