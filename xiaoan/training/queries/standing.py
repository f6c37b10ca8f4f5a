"""Who is trained: certificates by person, course and day. Of several, the one that holds longest counts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import standing as offices
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.training import rules
from xiaoan.training.models import Certificate
from xiaoan.training.queries.courses import Rule, rule_of, title_of

# The kind of duty about a row of training_owed.
OWED = "training.course"


@dataclass(frozen=True)
class Standing:
    """How somebody stands in a course on a day: `state` (rules.STATES), and the last day of it."""

    state: str
    until: dt.date | None

    @property
    def is_trained(self) -> bool:
        return self.state in rules.COUNTED


@dataclass(frozen=True)
class Paper:
    """A certificate."""

    id: UUID
    user_id: UUID
    course: str
    source: str
    number: str
    since: dt.date
    until: dt.date
    school_id: int
    unit_no: int
    made_at: dt.datetime
    made_by_id: UUID | None
    attempt_id: UUID | None
    revoked_at: dt.datetime | None
    reason: str


_PAPER = tuple(Paper.__dataclass_fields__)


def valid_for(user_ids: Iterable[UUID], course_code: str, day: dt.date) -> dict[UUID, dt.date]:
    """Of some people those who are trained on a day → the last day on which they are.

    Wherever their certificate was made: who moves to another school is trained there too.
    """
    found: dict[UUID, dt.date] = {}
    with everywhere("training"):
        rows = Certificate.objects.filter(
            user_id__in=set(user_ids), course=course_code, revoked_at=None, since__lte=day,
            until__gte=day,
        ).order_by("until")  # fmt: skip
        found |= dict(rows.values_list("user_id", "until"))
    return found


def may_sign(user_id: UUID, course_code: str, day: dt.date) -> bool:
    """Whether somebody may sign for what the course is about: trained on the day, or the county does not
    require it (yet) of any post they hold. NotFound: there is no such course."""
    rule = rule_of(course_code)
    if not rule.requires(day) or not is_needed(user_id, rule, day):
        return True
    return bool(valid_for([user_id], course_code, day))


def is_needed(user_id: UUID, rule: Rule, day: dt.date) -> bool:
    """Whether somebody holds a post on a day that needs a course."""
    with everywhere("training"):
        posts = offices.of_people([user_id], day).get(user_id, [])
    return any(one.role in rule.roles for one in posts)


def hint(user_id: UUID, course_code: str, day: dt.date) -> str:
    """A sentence to show beside what is signed: not trained, expiring, or expired; "" where there is nothing
    to say. Also before the course is required."""
    rule = rule_of(course_code)
    found = standing_of(user_id, course_code, day, rule.ahead)
    said = {"title": title_of(course_code), "day": f"{found.until:%Y-%m-%d}" if found.until else ""}
    if found.state == "valid":
        return ""
    if found.state == "expiring":
        return _("“%(title)s”培训证书 %(day)s 到期,请提前重考。") % said
    lacks = (
        _("“%(title)s”培训证书已于 %(day)s 到期。")
        if found.until
        else _("还没有“%(title)s”培训证书。")
    ) % said
    return lacks + _when(rule, day, is_needed=is_needed(user_id, rule, day))


def _when(rule: Rule, day: dt.date, *, is_needed: bool) -> str:
    if not is_needed:
        return _("您的岗位不要求持证,建议学习。")
    if rule.requires(day):
        return _("通过测验后才能签字,请打开“我的培训”。")
    if rule.required_from is not None:
        return _("从 %(day)s 起要有证书才能签字。") % {"day": f"{rule.required_from:%Y-%m-%d}"}
    return _("建议先学习并通过测验。")


def standing_of(user_id: UUID, course_code: str, day: dt.date, ahead: int) -> Standing:
    """How one person stands."""
    return standing([user_id], {course_code: ahead}, day)[user_id, course_code]


def standing(
    user_ids: Iterable[UUID], ahead: dict[str, int], day: dt.date
) -> dict[tuple[UUID, str], Standing]:
    """How each of some people stands in each of some courses (course → how many days ahead is expiring)."""
    people = set(user_ids)
    days: dict[tuple[UUID, str], list[tuple[dt.date, dt.date]]] = defaultdict(list)
    with everywhere("training"):
        rows = Certificate.objects.filter(
            user_id__in=people, course__in=list(ahead), revoked_at=None
        )
        for user_id, course, since, until in rows.values_list(
            "user_id", "course", "since", "until"
        ):
            days[user_id, course].append((since, until))
    return {
        (who, course): Standing(*rules.state_on(days.get((who, course), ()), day, n))
        for who in people
        for course, n in ahead.items()
    }


def certificates_of(user_id: UUID) -> list[Paper]:
    """One's own certificates, the newest first; as far as the running scope reaches."""
    rows = Certificate.objects.filter(user_id=user_id).order_by("-until", "-made_at")
    return [Paper(*row) for row in rows.values_list(*_PAPER)]


def certificate(actor: Actor, certificate_id: UUID) -> Paper:
    """A certificate of one's own, or of somebody of a unit whose training the actor sees."""
    seen = inside(actor.reach(Permission.SEE_TRAINING)) | Q(user_id=actor.user_id)
    row = Certificate.objects.filter(seen, pk=certificate_id).values_list(*_PAPER).first()
    if row is None:
        raise NotFound
    return Paper(*row)
