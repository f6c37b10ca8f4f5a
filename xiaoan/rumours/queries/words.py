"""Words of rumours."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _l

VERDICT_NAMES = {
    "false": _l("不实"), "partly": _l("部分属实"), "true": _l("属实"), "unknown": _l("无法核实"),
    "outdated": _l("旧闻,已过时"),
}  # fmt: skip
VERDICT_SHAPES = {
    "false": "missed", "partly": "late", "true": "done", "unknown": "unknown", "outdated": "excused",
}  # fmt: skip
STATE_NAMES = {
    "open": _l("核查中"), "published": _l("已答复"), "dismissed": _l("不需核查"),
    "withdrawn": _l("答复已撤回"),
    "merged": _l("已并入另一条"),
}  # fmt: skip
STATE_SHAPES = {
    "open": "due", "published": "done", "dismissed": "excused", "withdrawn": "late", "merged": "excused",
}  # fmt: skip
STEP_NAMES = {
    "take": _l("接手核查"), "propose": _l("写好答复,请人审核"), "return": _l("审核没有通过,退回"),
    "publish": _l("审核通过,发布并答复"), "withdraw": _l("撤回答复"), "dismiss": _l("不需核查"),
    "reopen": _l("重新核查"), "merge": _l("并入另一条"), "take_in": _l("并进了一条"), "split": _l("分出一条"),
    "apart": _l("看过,不是同一条"),
}  # fmt: skip
HOW_NAMES = {
    "new": _l("第一个报的"), "same": _l("文字相同"), "link": _l("链接相同"), "photo": _l("图片相同"),
    "near": _l("文字相近"), "like_photo": _l("图片相近"), "known": _l("看过答复,说就是这条"),
    "other": _l("看过答复,说不是那条"), "hand": _l("人工分出"),
}  # fmt: skip
AGE_NAMES = {
    "day": _l("不到 1 天"), "three_days": _l("1 至 3 天"), "week": _l("3 至 7 天"), "longer": _l("超过 7 天"),
}  # fmt: skip
LANGUAGE_NAMES = {"hans": _l("简体中文"), "hant": _l("繁体中文"), "en": _l("英文")}


def language() -> str:
    """The language of the page, as answers name it."""
    found = (get_language() or "").lower()
    if found.startswith("en"):
        return "en"
    return "hant" if "hant" in found or found.endswith(("-tw", "-hk", "-mo")) else "hans"
