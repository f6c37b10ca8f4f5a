"""Signs, looks and warnings of a solution, in plain words with their figures."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

RESULT_NAMES = {"true": _l("属实"), "untrue": _l("不实"), "unclear": _l("说不清")}
RESULT_SHAPES = {"true": "done", "untrue": "missed", "unclear": "unknown"}
HOW_NAMES = {
    "site": _l("看现场"),
    "strip": _l("测浓度试纸"),
    "asked": _l("问人"),
    "photos": _l("看照片"),
}
SIGN_NAMES = {
    "ahead": _l("登记早于结束"),
    "early": _l("登记早于时段"),
    "contact": _l("作用时间未到就登记"),
    "after_day": _l("过后补记"),
    "together": _l("很晚才一起补登"),
    "rhythm": _l("间隔一样"),
    "unrelated": _l("间隔与场所大小无关"),
    "cloned": _l("与前几天时刻相同"),
    "figures": _l("各处用量一样"),
    "pace": _l("快得做不完"),
    "lessons": _l("上课时间消毒"),
    "order": _l("先后对不上"),
    "photo": _l("照片用过"),
    "away": _l("当天不在岗"),
    "untrained": _l("没有有效培训证"),
}
_SAID = {
    "ahead": _l("填的结束时间比按下登记还晚 %(minutes)s 分钟。"),
    "early": _l("比这个时段最早能开始的时间早 %(minutes)s 分钟就登记了。"),
    "contact": _l("按方案要作用 %(wanted)s 分钟,开始后 %(minutes)s 分钟就登记做完了。"),
    "after_day": _l("过了 %(days)s 天才登记。"),
    "together_1h": _l("%(records)s 处一起登记,离填的结束时间大约 %(hours)s 小时。"),
    "together_3h": _l("%(records)s 处一起登记,离填的结束时间大约 %(hours)s 小时。"),
    "rhythm": _l("连续 %(places)s 处,每处都正好隔 %(minutes)s 分钟。"),
    "rhythm_round": _l("连续 %(places)s 处,每处都正好隔 %(minutes)s 分钟。"),
    "unrelated": _l("%(places)s 处的间隔,与场所大小和路程没有关系(相关 %(alike)s)。"),
    "cloned_1": _l("%(records)s 条的时刻与 %(last)s 分钟不差(看了前 %(of)s 天)。"),
    "cloned_2": _l("%(records)s 条的时刻,前 %(of)s 天里有 %(days)s 天分钟不差。"),
    "cloned_round_2": _l(
        "%(records)s 条的时刻,前 %(of)s 天里有 %(days)s 天分钟不差,都是整五分钟。"
    ),
    "figures": _l("%(records)s 处大小不同,填的用量却完全一样。"),
    "pace_80": _l("%(records)s 处至少要 %(needed)s 分钟(走路加干活),只用了 %(minutes)s 分钟。"),
    "pace_60": _l("%(records)s 处至少要 %(needed)s 分钟(走路加干活),只用了 %(minutes)s 分钟。"),
    "pace_35": _l("%(records)s 处至少要 %(needed)s 分钟(走路加干活),只用了 %(minutes)s 分钟。"),
    "lessons": _l("方案要求无人时做,填的时间有 %(minutes)s 分钟在上课。"),
    "order": _l("%(records)s 条比前一条后送到,却说按得更早。"),
    "photo": _l("同一张照片以前用过。"),
    "away": _l("当天有人替班,登记的人不在岗。"),
    "untrained": _l("当天没有有效的消毒培训证。"),
}


def sign_name(what: str) -> str:
    return str(SIGN_NAMES[what.partition("_")[0] if what not in SIGN_NAMES else what])


def sign(what: str, facts: Mapping[str, Any]) -> str:
    """What speaks against a record, with its figures."""
    return str(_SAID[what]) % dict(facts)


GRADE_NAMES = {
    "stop": _l("不能这样配"), "unsafe": _l("危险"), "outside": _l("与指引不同"), "note": _l("提醒"),
}  # fmt: skip
GRADE_SHAPES = {"stop": "missed", "unsafe": "missed", "outside": "late", "note": "due"}
BESIDE_NAMES = {
    "acid": _l("洁厕灵等酸性清洁剂"), "alcohol": _l("酒精"), "ammonia": _l("氨水、尿渍未冲净"),
    "peroxide": _l("双氧水"), "chlorine": _l("84 等含氯消毒剂"), "soap": _l("肥皂、洗衣粉"),
}  # fmt: skip
_WARNED = {
    "nothing": _l("浓度、配制量都要大于 0。"),
    "weaker": _l("瓶里只有 %(bound)s %(unit)s,比要配的还稀,配不出来。请换浓一些的产品。"),
    "unmeasurable": _l("要量的不到 1 mL,量不准。请至少配 %(litres)s。"),
    "too_much": _l("一次最多算 %(litres)s。请分几次配。"),
    "no_water": _l("酒精不兑水,开瓶直接擦。"),
    "outdoors": _l("室外不喷洒消毒剂,清扫就够。"),
    "acid": _l("含氯消毒剂遇洁厕灵等酸性清洁剂会放出氯气,会中毒。两样不能一起用,也不能前后脚用。"),
    "alcohol": _l("含氯消毒剂不能和酒精混用,会产生有毒物质。"),
    "ammonia": _l("含氯消毒剂遇氨会放出有毒的氯胺气。先用清水冲净、开窗,再消毒。"),
    "peroxide": _l("含氯消毒剂不能和双氧水混用。"),
    "chlorine": _l("不能和 84 等含氯消毒剂混用。"),
    "soap": _l("季铵盐遇肥皂、洗衣粉会失效。先用清水擦净。"),
    "hot": _l("要用凉水。热水会让有效氯跑掉,放出刺激气体。"),
    "stored": _l("昨天配的不能用,有效氯已经降低。请现配现用。"),
    "sprayed": _l("酒精不能大面积喷洒,会燃爆。只用来擦。"),
    "above": _l("比这里的指引上限 %(bound)s %(unit)s 浓,属过度消毒。"),
    "below": _l("比这里的指引下限 %(bound)s %(unit)s 稀,达不到消毒。"),
    "agent": _l("指引里这一项用的不是这种消毒剂。"),
    "strange": _l("%(bound)s %(unit)s 不像常见的瓶签。请再看一遍瓶上写的。"),
    "unlicensed": _l("产品没有登记许可或备案号,或已到期,或号码不像。请核对瓶签再用。"),
    "rounded": _l("量少,刻度带来的误差大。配到 %(litres)s 以上就准了。"),
    "present": _l("无人时做,做完开窗通风再进人。"),
    "strong": _l("浓度高:戴手套、口罩和护目镜,开窗。"),
    "never": _l("不和洁厕灵、酒精等混用;凉水,现配现用。"),
}


def warning(code: str, bound: int | None, unit: str) -> str:
    """A warning with the figure that was passed."""
    return str(_WARNED[code]) % {
        "bound": bound, "unit": unit, "litres": litres(bound) if bound is not None else "",
    }  # fmt: skip


def litres(ml: int) -> str:
    """10000 → 10 升, 500 → 500 毫升."""
    if ml < 1000:
        return _("%(n)s 毫升") % {"n": ml}
    return _("%(n)s 升") % {"n": f"{ml / 1000:g}"}
