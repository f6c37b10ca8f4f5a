"""The notice to families: that their slot is there to be read, nothing about any child."""

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.arrivals.models import Plan
from xiaoan.arrivals.rules import setting
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.notices import services as notices

KIND = "general"
_LANGUAGES = ("zh-hans", "zh-hant", "en")


def announce(actor: Actor, plan: Plan, *, is_change: bool) -> UUID | None:
    """To the families of the grades of a plan, in the name of the school; None where the actor writes no
    notices
    for it."""
    if not notices.may_write(actor, plan.unit_no):
        return None
    given = setting.read(plan.setting)
    days = sorted(set(given.day_of.values()))
    grades = directory.places(given.day_of)
    texts = {}
    for code in _LANGUAGES:
        with translation.override(code):
            texts[code] = _text(given.bring, f"{days[0]:%Y-%m-%d}", is_change=is_change)
    letter = notices.Letter(
        uuid7(), uuid7(), plan.unit_no, KIND, texts, tuple(sorted(one.name for one in grades.values()))
    )  # fmt: skip
    notices.write(actor, letter)
    return letter.id


def _text(bring: str, day: str, *, is_change: bool) -> tuple[str, str]:
    title = _("到校时段有变化") if is_change else _("错峰到校安排")
    change = _("安排有变化,时段变了的孩子原来的入校码已经作废,请打开新的。") if is_change else ""
    body = _(
        "各位家长:\n\n从 %(day)s 起分时段到校。请登录校安,在“孩子到校安排”里看孩子的时间、走哪个门、要带什么,"
        "到校时出示入校码。没有手机的,报班级和姓名也能进。\n\n孩子发热或不舒服,先不要来,请告诉班主任。"
    ) % {"day": day}
    # Braces would be variables of the notice.
    said = bring.replace("{{", "{ {").replace("}}", "} }").strip()
    more = _("要带的东西:%(what)s") % {"what": said} if said else ""
    return title, "\n\n".join(part for part in (body, change, more) if part)
