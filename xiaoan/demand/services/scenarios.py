"""Suppositions about the weeks to come: named, in versions, added and never changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.demand import rules
from xiaoan.demand.events import ScenarioSet
from xiaoan.demand.models import Scenario
from xiaoan.demand.queries import scenarios
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken

LONGEST_NAME = 40
MOST_PARTS = 20
_LOCK = "select pg_advisory_xact_lock(hashtext('demand.scenarios'))"


@dataclass(frozen=True)
class NewScenario:
    """A version of a scenario: `base` is the version it was made from, 0 for a new name."""

    id: UUID
    name: str
    base: int
    parts: tuple[rules.Part, ...]
    standing: bool = True


@transaction.atomic
def set_scenario(actor: Actor, given: NewScenario) -> UUID:
    """Add a version; the same form once more adds nothing. Whoever was overtaken is told."""
    county = directory.county()
    if not actor.may(Permission.SEE_SUPPLIES, county.no):
        raise NotFound if not actor.may_anywhere(Permission.SEE_SUPPLIES) else Forbidden
    if not actor.may(Permission.SET_STANDARD, county.no):
        raise Forbidden
    name = _checked(given)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    kept = scenarios.said_of(given.parts)
    sent = said.fingerprint(name, given.base, kept, given.standing)
    known = Scenario.objects.filter(pk=given.id).first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.body_hash, sent):
            raise taken()
        return known.pk
    last = (
        Scenario.objects.filter(unit_no=county.no, name=name).order_by("-version").first()
    )  # fmt: skip
    if (last.version if last else 0) != given.base:
        raise Conflict(
            _("这个设想刚刚被改过。请刷新后再改。") if given.base
            else _("已有同名的设想。请换一个名称,或打开那一个修改。")
        )  # fmt: skip
    with new_id():
        Scenario.objects.create(
            id=given.id, unit_no=county.no, name=name, version=given.base + 1, parts=kept,
            standing=given.standing, body_hash=sent, at=clock.now(), by_id=actor.user_id,
        )  # fmt: skip
    journal.record(
        actor,
        ScenarioSet(
            school_id=county.school_id, unit_no=county.no, scenario_id=given.id,
            version=given.base + 1, parts=len(kept), standing=given.standing,
        ),
    )  # fmt: skip
    return given.id


def _checked(given: NewScenario) -> str:
    name = given.name.strip()
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise Invalid(_("请写名称,不超过 40 个字。"), {"name": "invalid"})
    if given.standing and not given.parts:
        raise Invalid(_("请至少写一条:哪些学校、哪天返校。"), {"reopens": "empty"})
    if len(given.parts) > MOST_PARTS:
        raise Invalid(_("一个设想最多 20 条。"), {"reopens": "most"})
    _refuse_days(given.parts)
    for one in given.parts:
        fault = rules.part_fault(one)
        if fault:
            raise Invalid(_SENTENCES[fault](), {fault: "invalid"})
    return name


_SENTENCES = {
    "stages": lambda: _("请从列表中选学校类型。"),
    "grades": lambda: _("请从列表中选年级。"),
    "share": lambda: _("到校比例请写 0 到 100。"),
    "level": lambda: _("请从列表中选响应级别。"),
    "extra": lambda: _("推演增加的用量超出了范围。请重新推演后再记。"),
}


def _refuse_days(parts: Sequence[rules.Part]) -> None:
    today = clock.today()
    latest = today + dt.timedelta(days=rules.HORIZON - 1)
    for one in parts:
        if one.reopens is not None and not today <= one.reopens <= latest:
            raise Invalid(
                _("返校日期请写今天到 %(day)s 之间的一天。") % {"day": latest.isoformat()},
                {"reopens": "range"},
            )
