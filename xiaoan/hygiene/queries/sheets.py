"""The sheet of a list of places: its columns, and numbers as people write them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xiaoan.hygiene.queries.words import PLACE_NAMES

_HEADS = {
    "building": _("楼栋"),
    "floor": _("楼层"),
    "name": _("场所名称"),
    "kind": _("种类"),
    "area": _("面积"),
    "who": _("负责人"),
    "often": _("多久一次"),
}
NEEDED = ("name",)
# Of a list of disinfectants: code → heading, in the order of the columns.
PRODUCT_HEADS = {
    "name": _("产品名称"),
    "maker": _("生产企业"),
    "agent": _("有效成分"),
    "strength": _("浓度"),
    "form": _("剂型"),
    "pack": _("规格"),
    "licence": _("许可或备案号"),
    "approved": _("批准日期"),
    "licence_until": _("有效期止"),
    "keeps_days": _("开瓶后能用几天"),
}
PRODUCT_NEEDED = ("name", "agent", "strength")
_UNITS = (_("平方米"), _("平米"), _("平方"), _("平"))


def heads() -> dict[str, str]:
    """Code → heading, in the language of the county's records."""
    with override("zh-hans"):
        return {code: str(head) for code, head in _HEADS.items()}


def kind_names() -> dict[str, str]:
    with override("zh-hans"):
        return {code: str(name) for code, name in PLACE_NAMES.items()}


def plain_area(text: str) -> str:
    """Without its unit: 60, 60㎡, 60 m2, 60.5."""
    found = "".join(text.split()).lower()
    with override("zh-hans"):
        units = [*(str(one) for one in _UNITS), "㎡", "m²", "m2"]
    for unit in units:
        found = found.removesuffix(unit)
    return found


def whole_area(text: str) -> int | None:
    """Square metres, rounded; None: no number."""
    whole, _dot, part = text.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 9):
        return None
    if part and not (part.isascii() and part.isdigit() and len(part) < 9):
        return None
    return round(float(text))
