"""The entrance register: who came, why, to whom; in, out, refused; also without a network."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.campus import rules
from xiaoan.campus.events import VisitNoted, VisitorLeft, VisitsForgotten
from xiaoan.campus.models import Visit
from xiaoan.campus.queries.door import at_the_door
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
    if not at_the_door(actor, school):
        raise Forbidden
    words = _checked(given)
    now = clock.now()
    at = given.at or now
    if not now - rules.LATEST <= at <= now + dt.timedelta(minutes=5):
        raise Invalid(_("登记的时间应在一天以内。请看手机的时间对不对。"), {"at": "out_of_range"})
    if not given.refused:
        _refuse_inside(school, words, at)
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
        "phone": _phone(given.phone),
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


def _phone(text: str) -> str:
    """A number as it was written, or nothing; Invalid: nobody can be reached there."""
    found = acts.words("phone", text, longest=30)
    if found and not rules.is_phone(found):
        raise Invalid(
            _("电话请只写数字,7 到 15 位,例如 13800000000 或 0571-8888888;不知道就留空。"),
            {"phone": "unreadable"},
        )
    return found


def _refuse_inside(school: int, words: dict[str, str], at: dt.datetime) -> None:
    """The same person of the same day who has not left: noted twice, or the leaving was forgotten. One at a
    time for each door, so that two phones at once are seen."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('campus.door'), %s)", [school])
    begin = clock.at(at.astimezone(clock.ZONE).date(), dt.time.min)
    rows = Visit.objects.filter(
        unit_no=school, refused=False, left_at=None, came_at__gte=begin,
        came_at__lt=begin + dt.timedelta(days=1),
    )  # fmt: skip
    for row in rows:
        there = json.loads(ciphers.unseal(row.words_cipher, place=WORDS_PLACE, row=row.pk))
        if there["name"] == words["name"] and (
            rules.digits(there["phone"]) == rules.digits(words["phone"])
        ):
            said = _("%(name)s 已经登记在校内(%(at)s 来)。先在登记表里点“离开了”,再登记。") % {
                "name": words["name"], "at": f"{row.came_at.astimezone(clock.ZONE):%H:%M}",
            }  # fmt: skip
            raise Invalid(said, {"name": "inside"})


def let_out(actor: Actor, visit_id: UUID) -> None:
    """A visitor leaves; once more changes nothing."""
    rows = visible(Visit.objects.select_for_update(), actor, Permission.SEE_CAMPUS)
    row = rows.filter(pk=visit_id).first()
    if row is None:
        raise NotFound
    if not at_the_door(actor, row.unit_no):
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
