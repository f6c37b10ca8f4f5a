"""What is in force where: a county's own setting, else the first one."""

from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.illness import rules
from xiaoan.illness.models import Setting
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission


@dataclass(frozen=True)
class InForce:
    """The profile of exclusion and the terms of one place."""

    profile: str = "default"
    trace_hours: int = rules.FIRST_TRACE_HOURS
    long_days: int = rules.FIRST_LONG_DAYS


@dataclass(frozen=True)
class Settings:
    """All that counties have set; one look serves many places."""

    by_unit: dict[int, InForce]

    def at(self, unit_no: int) -> InForce:
        above = (no for no in numbering.ancestors(unit_no) if no in self.by_unit)
        return self.by_unit.get(next(above, 0), InForce())


def settings() -> Settings:
    """Every setting."""
    rows = Setting.objects.values_list("unit_no", "profile", "trace_hours", "long_days")
    return Settings({no: InForce(profile, hours, days) for no, profile, hours, days in rows})


def setting_of(actor: Actor, unit_no: int) -> InForce:
    """The setting of a county, for the page that changes it."""
    if not actor.may(Permission.SET_ESCALATION, unit_no):
        raise NotFound
    if directory.place(unit_no).kind != "county":
        raise NotFound
    return settings().at(unit_no)
