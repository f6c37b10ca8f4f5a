"""The bells of a stage, at the county, a township or a school."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from xiaoan.directory import queries, rules
from xiaoan.directory.events import BellsCleared, BellsSet
from xiaoan.directory.models import Bell
from xiaoan.directory.rules import bells as rule
from xiaoan.directory.services.calendar import lock_calendar
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid


def set_bells(actor: Actor, unit_no: int, stage: str, bells: Sequence[rule.Bell]) -> bool:
    """These bells and no others, in this order. False if it was so.

    Invalid.fields: place in the list → what is wrong (rules.bells.bell_faults).
    """
    unit = lock_calendar(actor, unit_no)
    if unit.kind not in rules.CALENDAR_UNITS or stage not in queries.STAGE_NAMES:
        raise Invalid(_("作息按县、乡镇或学校的学段定。"), {"stage": "unknown"})
    faults = rule.bell_faults(bells)
    if faults:
        raise Invalid(
            "\n".join(_sentence(at, code, bells) for at, code in faults.items()),
            {str(at): code for at, code in faults.items()},
        )
    own = Bell.objects.filter(unit_no=unit_no, stage=stage)
    rows = own.order_by("place").values_list("name", "starts", "ends")
    if [rule.Bell(*row) for row in rows] == list(bells):
        return False
    own.delete()
    Bell.objects.bulk_create(
        Bell(unit_no=unit_no, stage=stage, place=at, **vars(bell)) for at, bell in enumerate(bells)
    )
    journal.record(actor, BellsSet(school_id=0, unit_no=unit_no, stage=stage, bells=len(bells)))
    return True


def clear_bells(actor: Actor, unit_no: int, stage: str) -> bool:
    """Back to the bells of the unit above. False if the unit has none of its own (any more)."""
    lock_calendar(actor, unit_no)
    gone, _rows = Bell.objects.filter(unit_no=unit_no, stage=stage).delete()
    if gone:
        journal.record(actor, BellsCleared(school_id=0, unit_no=unit_no, stage=stage))
    return bool(gone)


def _sentence(at: int, code: str, bells: Sequence[rule.Bell]) -> str:
    words = {
        "none": _("请至少写一行,例如“第一节 08:30-09:10”。"),
        "many": _("最多 %(most)s 行。"),
        "name": _("第 %(row)s 行:名称要有,不超过 %(longest)s 个字。"),
        "order": _("第 %(row)s 行“%(name)s”:开始要早于结束。"),
        "overlap": _("第 %(row)s 行“%(name)s”:开始不能早于前一行的结束。请按时间先后写。"),
        "twice": _("第 %(row)s 行“%(name)s”:名称重复,请改成不同的。"),
    }
    return words[code] % {
        "row": at + 1,
        "name": bells[at].name if bells else "",
        "most": rule.MOST_BELLS,
        "longest": rule.LONGEST_NAME,
    }
