"""The entrance register: who came, why, to whom; in, out, refused; also without a network."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.campus import rules
from xiaoan.campus.events import VisitNoted, VisitorLeft, VisitsForgotten
from xiaoan.campus.models import Visit
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import visible

WORDS_PLACE = "campus_visit.words_cipher"


@dataclass(frozen=True)
class NewVisit:
    """`id` is made by the phone; `at`: when it was noted by the phone's clock, None: now."""

    id: UUID
    school_no: int
    name: str
    phone: str
    whom: str
    why: str
    celsius: Decimal | None
    refused: bool = False
    at: dt.datetime | None = None

    @property
    def said(self) -> bytes:
        words = [self.name.strip(), self.phone.strip(), self.whom.strip(), self.why.strip()]
        return fingerprint(self.school_no, words, str(self.celsius), self.refused)


def come(actor: Actor, given: NewVisit) -> UUID:
    """Note somebody at the door; the same once more is the same. Invalid: with a fever nobody is let in."""
    known = Visit.objects.filter(pk=given.id).first()
    if known is not None:
        if known.noted_by_id != actor.user_id or is_other(known.said, given.said):
            raise taken()
        return known.pk
    school = given.school_no
    if not actor.may(Permission.SEE_CAMPUS, school) or directory.place(school).kind != "school":
        raise NotFound
    if not actor.may(Permission.KEEP_CAMPUS, school):
        raise Forbidden
    words = _checked(given)
    now = clock.now()
    at = given.at or now
    if not now - rules.LATEST <= at <= now + dt.timedelta(minutes=5):
        raise Invalid(_("登记的时间应在一天以内。请看手机的时间对不对。"), {"at": "out_of_range"})
    with new_id():
        Visit.objects.create(
            id=given.id, school_id=school, unit_no=school, celsius=given.celsius, refused=given.refused,
            words_cipher=ciphers.seal(json.dumps(words), place=WORDS_PLACE, row=given.id),
            came_at=min(at, now), noted_at=now, noted_by_id=acts.user(actor), said=given.said,
        )  # fmt: skip
    journal.record(
        actor,
        VisitNoted(school_id=school, unit_no=school, visit_id=given.id, refused=given.refused),
    )
    return given.id


def _checked(given: NewVisit) -> dict[str, str]:
    longest = rules.LONGEST_WORDS
    words = {
        "name": acts.words("name", given.name, longest=longest, required=_("请写来访人姓名。")),
        "phone": acts.words("phone", given.phone, longest=30),
        "whom": acts.words("whom", given.whom, longest=longest, required=_("请写找谁。")),
        "why": acts.words("why", given.why, longest=longest, required=_("请写来做什么。")),
    }
    if given.celsius is not None and not rules.LOWEST <= given.celsius <= rules.HIGHEST:
        raise Invalid(_("体温应在 34.0 到 42.0 之间,请重新量。"), {"celsius": "range"})
    if given.celsius is None and not given.refused:
        raise Invalid(_("请量体温后填写,例如 36.5。"), {"celsius": "missing"})
    if rules.has_fever(given.celsius) and not given.refused:
        said = _("体温 %(n)s,达到 %(limit)s 不能进校。请劝返,并选“没有让进”。") % {
            "n": given.celsius, "limit": rules.FEVER,
        }  # fmt: skip
        raise Invalid(said, {"refused": "fever"})
    return words


def let_out(actor: Actor, visit_id: UUID) -> None:
    """A visitor leaves; once more changes nothing."""
    rows = visible(Visit.objects.select_for_update(), actor, Permission.SEE_CAMPUS)
    row = rows.filter(pk=visit_id).first()
    if row is None:
        raise NotFound
    if not actor.may(Permission.KEEP_CAMPUS, row.unit_no):
        raise Forbidden
    if row.refused:
        raise Conflict(_("这个人没有进校,不用登记离开。"))
    if row.left_at is not None:
        return
    row.left_at, row.left_by_id = clock.now(), acts.user(actor)
    row.save()
    journal.record(
        actor, VisitorLeft(school_id=row.school_id, unit_no=row.unit_no, visit_id=row.pk)
    )


def forget(actor: Actor) -> int:
    """As the system, each night: delete what may not be kept any longer; gives how many."""
    if not actor.is_system:
        raise Forbidden
    before = clock.today() - rules.KEPT
    rows = Visit.objects.filter(came_at__lt=clock.at(before, dt.time.min))
    schools: dict[int, int] = {}
    for school in rows.values_list("school_id", flat=True):
        schools[school] = schools.get(school, 0) + 1
    rows.delete()
    for school in sorted(schools):
        journal.record(
            actor,
            VisitsForgotten(
                school_id=school, unit_no=school, visits=schools[school], before=before
            ),
        )  # fmt: skip
    return sum(schools.values())
