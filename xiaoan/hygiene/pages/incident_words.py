"""What is to be done at each step of an incident, and what was, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene.queries.words import COVER_NAMES
from xiaoan.supplies.queries.words import amount

# By step, or step and size.
ADVICE = {
    "tell": _l("不要写学生姓名。学生另外告诉校医。"),
    "clear": _l("请周围的人离开,拦住这块地方,至少 2 米内不让人走。"),
    "ppe": _l("戴口罩和橡胶手套,穿隔离衣或防水围裙,穿胶鞋或鞋套。"),
    "windows": _l("打开门窗,朝外通风;不要用风扇对着吹。"),
    "cover.small": _l(
        "用一次性吸水材料完全盖住,倒上 5,000–10,000 mg/L 的含氯消毒液浇透;或用高水平消毒干巾盖住。"
        "酒精对诺如病毒无效,不要用。"
    ),
    "cover.large": _l(
        "用含吸水成分的消毒粉或漂白粉完全盖住,或用高水平消毒干巾盖住。酒精对诺如病毒无效,不要用。"
    ),
    "cover": _l(
        "少量:用一次性吸水材料完全盖住,倒上 5,000–10,000 mg/L 的含氯消毒液浇透。大量:用含吸水成分的消毒粉或"
        "漂白粉完全盖住。都可以用高水平消毒干巾。酒精对诺如病毒无效,不要用。"
    ),
    "wipe": _l("盖够 30 分钟再清。用纸或铲子小心收起,由外向内,不要直接拖、不要冲。"),
    "surfaces": _l(
        "周围 2 米内的地面、墙面、桌椅、门把手,用 1,000 mg/L 含氯消毒液擦拖,停留 30 分钟。"
    ),
    "finish": _l("停够 30 分钟,用清水擦净。工具用 1,000 mg/L 浸泡 30 分钟。"),
    "bag": _l("清下来的东西、用过的防护用品装进双层医疗废物袋或垃圾袋,扎紧,写明内容。"),
    "hands": _l("脱手套后用肥皂或洗手液、流动水洗手 20 秒以上。免洗酒精凝胶对诺如病毒不管用。"),
    "air": _l("擦净以后、人再进来以前,继续通风至少 30 分钟。"),
    "look": _l("到现场看一遍:干净、无味、工具已浸泡、垃圾已扎紧,再确认。"),
    "take": _l("接手后由您处置,名字会显示给大家。"),
}


# Code of rules.delays.how_late → what is said beside the time.
LATE_NAMES = {
    "late": _l("收到晚,时间请当面核对"), "too_late": _l("收到太晚,按收到的时间算"),
}  # fmt: skip


def facts_said(what: str, facts: dict[str, Any]) -> str:
    """What a step says in figures: 吸水材料 · 8000 mg/L · 用 500 mL."""
    parts = []
    if facts.get("how") in COVER_NAMES:
        parts.append(str(COVER_NAMES[facts["how"]]))
    if facts.get("strength"):
        parts.append(f"{facts['strength']} mg/L")
    if facts.get("item") and facts.get("quantity"):
        parts.append(_("用 %(n)s") % {"n": amount(facts["item"], facts["quantity"])})
    if facts.get("batch"):
        parts.append(_("批号 %(batch)s") % {"batch": facts["batch"]})
    if "waited" in facts:
        parts.append(_("等了 %(n)s 分钟") % {"n": facts["waited"]})
    return " · ".join(parts)
