"""In whose name somebody writes, and whom they may address from there."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.notices import rules

# Of staff only offices and schools write to staff: a class has none of its own.
_TO_STAFF = ("county", "township", "school", "grade")


@dataclass(frozen=True)
class Office:
    """A unit in whose name the actor sends. `school_id`: 0 of a township or the county."""

    no: int
    end: int
    name: str
    kind: str
    school_id: int

    @property
    def who(self) -> tuple[str, ...]:
        return rules.WHO if self.kind in _TO_STAFF else ("families",)


def offices(actor: Actor) -> list[Office]:
    """The units that the actor writes for, the widest first."""
    places = directory.places(lo for lo, _hi in actor.reach(Permission.WRITE_NOTICES))
    found = [_office(one) for one in places.values()]
    return sorted(found, key=lambda one: (one.no - one.end, one.no))


def _office(one: directory.Place) -> Office:
    school = 0 if one.kind in ("county", "township") else numbering.school_of(one.no)
    return Office(one.no, one.end, one.name, one.kind, school)


def office_of(unit_no: int) -> Office:
    """The unit, as one that sends."""
    return _office(directory.place(unit_no))


def require_office(actor: Actor, unit_no: int) -> Office:
    """Not in sight: not there; in sight without writing for it: refused."""
    for one in offices(actor):
        if one.no == unit_no:
            return one
    raise Forbidden if actor.may(Permission.WRITE_NOTICES, unit_no) else NotFound


def may_address(office: Office, audience: rules.Audience) -> None:
    """Invalid, field by field, where the office may not address somebody or a choice is none."""
    if not audience.parts:
        raise Invalid(_("请至少选一组发送对象。"), {"part-0-units": "missing"})
    if len(audience.parts) > rules.LIMITS["parts"]:
        raise Invalid(
            _("最多 %(n)s 组发送对象。") % {"n": rules.LIMITS["parts"]}, {"parts": "many"}
        )
    units = {no for part in audience.parts for no in part.units} | set(audience.without_units)
    known = directory.places(units)
    for n, part in enumerate(audience.parts):
        _check(office, part, n, known)
    for no in audience.without_units:
        if no not in known or not office.no <= known[no].no < office.end:
            raise Invalid(_("请从列表中选择要排除的单位。"), {"without_units": "unknown"})


def _check(office: Office, part: rules.Part, n: int, known: dict[int, directory.Place]) -> None:
    if not part.units:
        raise Invalid(_("第 %(n)s 组没有选单位。") % {"n": n + 1}, {f"part-{n}-units": "missing"})
    if len(part.units) > rules.LIMITS["units"]:
        raise Invalid(
            _("第 %(n)s 组选了太多单位,最多 %(most)s 个;可以直接选上一级。")
            % {"n": n + 1, "most": rules.LIMITS["units"]},
            {f"part-{n}-units": "many"},
        )
    for no in part.units:
        if no not in known or not (office.no <= no and known[no].end <= office.end):
            raise Invalid(
                _("第 %(n)s 组有您不能发送的单位。请从列表中选择。") % {"n": n + 1},
                {f"part-{n}-units": "unknown"},
            )
    if not part.who:
        raise Invalid(
            _("第 %(n)s 组没有选发给家长还是教职工。") % {"n": n + 1}, {f"part-{n}-who": "missing"}
        )
    if set(part.who) - set(office.who):
        raise Invalid(
            _("第 %(n)s 组:班级只能发给本班家长。") % {"n": n + 1}, {f"part-{n}-who": "not_allowed"}
        )
