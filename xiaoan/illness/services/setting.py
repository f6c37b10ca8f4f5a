"""What a county sets for illness."""

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness import queries, rules
from xiaoan.illness.events import SettingChanged
from xiaoan.illness.models import Setting
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission


def change_setting(actor: Actor, unit_no: int, wanted: queries.InForce) -> None:
    """Choose the profile of exclusion, the hours for a trace and the days that are long, for a county."""
    if not actor.may(Permission.SET_ESCALATION, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    if directory.place(unit_no).kind != "county":
        raise NotFound
    hours, days = rules.TRACE_HOURS, rules.LONG_DAYS
    if wanted.profile not in rules.PROFILES:
        raise Invalid(_("请选择一种隔离期。"), {"profile": "unknown"})
    if not hours[0] <= wanted.trace_hours <= hours[1]:
        raise Invalid(_("追踪时限应在 1 到 72 小时。"), {"trace_hours": "out_of_range"})
    if not days[0] <= wanted.long_days <= days[1]:
        raise Invalid(_("久缺天数应在 2 到 10 天。"), {"long_days": "out_of_range"})
    Setting.objects.update_or_create(unit_no=unit_no, defaults=dict(vars(wanted)))
    journal.record(actor, SettingChanged(school_id=0, unit_no=unit_no, **vars(wanted)))
