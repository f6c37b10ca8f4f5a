"""Papers of earlier trainings from a sheet of a school: all of its rows, or none."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.accounts.queries import ROLE_NAMES, standing
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.training import queries
from xiaoan.training.events import CertificatesImported
from xiaoan.training.models import Certificate
from xiaoan.training.queries.words import PAPER_HEADS
from xiaoan.training.services import acting, certifying, counting, owing, sheets

_NEEDED = ("name", "course", "since", "until", "number")


@dataclass(frozen=True)
class File:
    """What was uploaded for a school or office, under the id of its form."""

    id: UUID
    unit_no: int
    name: str
    content: bytes


@dataclass(frozen=True)
class _Line:
    user_id: UUID
    course: str
    since: dt.date
    until: dt.date
    number: str


@transaction.atomic
def import_papers(actor: Actor, given: File) -> sheets.Read[_Line]:
    """Read a sheet; where every row is right, its papers are brought in. The same file under the same id once
    more adds nothing. People are matched by name to who is in office there, by their post where two are
    called the same."""
    seat = acting.unit_for(actor, given.unit_no, Permission.CERTIFY)
    digest = hashlib.sha256(given.content).hexdigest()
    again = acting.is_done(given.id, "import", given.unit_no, digest)
    reader = _Reader(actor, seat, again=again)
    found = sheets.read(given.name, given.content, PAPER_HEADS, _NEEDED, reader.line)
    if found.faults:
        return found
    lines = [line for _number, line in found.rows]
    for one in sorted({line.user_id for line in lines}):
        acting.hold(str(one))
    for who, course in sorted({(line.user_id, line.course) for line in lines}):
        owing.hold(who, course)
    if not acting.begin(actor, given.id, seat, "import", given.unit_no, digest):
        _keep(actor, seat, given.id, lines)
    return found


def _keep(actor: Actor, seat: queries.Seat, act_id: UUID, lines: Sequence[_Line]) -> None:
    now = clock.now()
    with everywhere("training"):
        Certificate.objects.bulk_create(
            Certificate(
                id=uuid7(), school_id=seat.school_id, unit_no=seat.unit_no, user_id=one.user_id,
                course=one.course, source="paper", number=one.number, since=one.since,
                until=one.until, made_at=now, made_by_id=actor.user_id,
            )
            for one in lines
        )  # fmt: skip
    journal.record(
        actor,
        CertificatesImported(
            school_id=seat.school_id, unit_no=seat.unit_no, act_id=act_id, certificates=len(lines)
        ),
    )
    for who, course in sorted({(line.user_id, line.course) for line in lines}):
        owing.follow(actor, who, course)
    with everywhere("training") as system:
        counting.recount(system, [seat.unit_no])


class _Reader:
    """Reads rows by the names of who is in office. `again`: the same file has been taken already, so that its
    certificates are there."""

    def __init__(self, actor: Actor, seat: queries.Seat, *, again: bool) -> None:
        self.own_id, self.again = actor.user_id, again
        self.people: dict[str, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.courses = {title: code for code, title in queries.course_titles().items()}
        self.seen: set[tuple[UUID, str, str]] = set()
        with override("zh-hans"):
            names = {role: str(words) for role, words in ROLE_NAMES.items()}
        for one in standing.inside(seat.interval, clock.today()):
            self.people[one.name][one.user_id].add(names.get(one.role, ""))

    def line(self, texts: Mapping[str, str]) -> _Line:
        who = self._person(texts)
        course = self.courses.get(texts.get("course", ""), "")
        if not course:
            raise sheets.Bad("course", _("请填:%(names)s") % {"names": "、".join(self.courses)})
        since, until = sheets.day_of(texts, "since"), sheets.day_of(texts, "until")
        number = texts.get("number", "")
        if not 0 < len(number) <= 60:
            raise sheets.Bad("number", _("请写证书编号,不超过 60 个字。"))
        try:
            certifying.refuse_days(course, since, until)
            if not self.again:
                certifying.refuse_number(who, course, number)
        except Invalid as refused:
            raise sheets.Bad(next(iter(refused.fields)), str(refused)) from None
        if (who, course, number) in self.seen:
            raise sheets.Bad("number", _("这个人的这张证书在表里有两行。"))
        self.seen.add((who, course, number))
        return _Line(who, course, since, until, number)

    def _person(self, texts: Mapping[str, str]) -> UUID:
        name, post = texts.get("name", ""), texts.get("post", "")
        found = self.people.get(name, {})
        if not found:
            raise sheets.Bad("name", _("这里没有这个姓名的在岗人员。请查对姓名,或先任职。"))
        fits = [pk for pk, posts in found.items() if post in posts] if post else list(found)
        if not fits:
            posts = sorted({one for each in found.values() for one in each})
            raise sheets.Bad("post", _("这个人的岗位是:%(posts)s") % {"posts": "、".join(posts)})
        if len(fits) > 1:
            raise sheets.Bad("name", _("有几个人同名,请填岗位;岗位也相同的,请在页面上逐个登记。"))
        if fits[0] == self.own_id:
            raise sheets.Bad("name", _("不能给自己办,请由另一个人办。"))
        return fits[0]
