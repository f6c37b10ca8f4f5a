"""What items, units, packs, kinds of entries and bases are called."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.supplies import rules

ITEM_NAMES = {
    "mask_disposable": _l("一次性医用口罩"), "mask_surgical": _l("医用外科口罩"),
    "mask_child": _l("儿童口罩"), "mask_n95": _l("医用防护口罩(N95)"),
    "forehead_gun": _l("额温枪"), "thermal_camera": _l("热成像测温设备"),
    "thermometer_mercury": _l("水银体温计"), "thermometer_electronic": _l("电子体温计"),
    "disinfectant_84": _l("84 消毒液"), "chlorine_tablet": _l("含氯消毒片"),
    "alcohol_75": _l("75% 酒精"), "hand_sanitiser": _l("免洗手消毒液"),
    "hand_soap": _l("洗手液"), "soap_bar": _l("香皂"), "alcohol_swab": _l("酒精棉片"),
    "gown": _l("隔离衣"), "suit": _l("防护服"), "goggles": _l("护目镜"),
    "face_shield": _l("防护面屏"), "cap": _l("医用帽"), "shoe_cover": _l("鞋套"),
    "gloves_latex": _l("乳胶手套"), "gloves_rubber": _l("长袖橡胶手套"), "workwear": _l("工作服"),
    "vomit_kit": _l("呕吐物处置包"), "medical_bin": _l("医疗废物桶"), "medical_bag": _l("医疗废物袋"),
    "sharps_box": _l("锐器盒"), "sprayer": _l("喷雾器"), "spray_can": _l("喷壶"),
    "uv_lamp": _l("紫外线消毒灯"), "measuring_cup": _l("量杯"), "test_paper": _l("余氯试纸"),
    "paper_towel": _l("擦手纸"), "mop": _l("专用拖把"), "bucket": _l("专用水桶"),
    "cloth": _l("专用抹布"), "warning_sign": _l("警示标识"), "antigen_kit": _l("抗原检测试剂"),
    "record_book": _l("登记本"),
}  # fmt: skip
UNIT_NAMES = {
    "zhi": _l("只"), "tai": _l("台"), "stick": _l("支"), "ml": _l("毫升"), "tablet": _l("片"),
    "piece": _l("个"), "garment": _l("件"), "set": _l("套"), "pair_fu": _l("副"), "pair": _l("双"),
    "bag": _l("包"), "ba": _l("把"), "sheet": _l("张"), "dose": _l("人份"), "book": _l("本"),
}  # fmt: skip
PACK_NAMES = {
    "box": _l("盒"), "case": _l("箱"), "bottle": _l("瓶"), "litre": _l("升"), "barrel": _l("桶"),
    "pack": _l("大包"), "roll": _l("卷"),
}  # fmt: skip
KIND_NAMES = {
    "receipt": _l("入库"), "issue": _l("领用"), "use": _l("使用"), "return": _l("退回"),
    "transfer_out": _l("调出"), "transfer_in": _l("调入"), "count": _l("盘点差异"),
    "correction": _l("更正"), "disposal": _l("报废"), "opening": _l("期初"),
}  # fmt: skip
SOURCE_NAMES = {"purchase": _l("自购"), "allocation": _l("下拨"), "donation": _l("捐赠")}
BASIS_NAMES = {
    "person": _l("每人(师生)"), "pupil": _l("每名学生"), "staff": _l("每名教职工"),
    "class": _l("每班"), "boarder": _l("每名住校生"), "gate": _l("每个校门"),
    "room": _l("每间观察室"), "m2": _l("每平方米"), "school": _l("每校"),
}  # fmt: skip
_MANY = {
    "person": _l("每 %(n)s 人(师生)"), "pupil": _l("每 %(n)s 名学生"), "staff": _l("每 %(n)s 名教职工"),
    "class": _l("每 %(n)s 个班"), "boarder": _l("每 %(n)s 名住校生"), "gate": _l("每 %(n)s 个校门"),
    "room": _l("每 %(n)s 间观察室"), "m2": _l("每 %(n)s 平方米"), "school": _l("每 %(n)s 所学校"),
}  # fmt: skip
_WEEK = 7
# Columns of a ledger as schools keep it (reference §4).
LEDGER_HEADS = {
    "item": _l("品名"), "quantity": _l("数量"), "pack": _l("单位"), "expires": _l("有效期至"),
    "batch": _l("生产批号"), "maker": _l("生产企业"),
}  # fmt: skip
# What somebody has to enter so that a need is known.
MISSING_NAMES = {"gate": _l("校门"), "m2": _l("场所面积"), "room": _l("隔离观察室")}
COUNT_NAMES = {
    "counted": _l("等第二人确认"), "confirmed": _l("已确认"), "refused": _l("未确认,退回重盘"),
}  # fmt: skip
VERSION_NAMES = {
    "draft": _l("草稿"), "asked": _l("等另一人发布"), "published": _l("已发布"),
    "withdrawn": _l("已撤回"),
}  # fmt: skip


def item_name(code: str) -> str:
    return str(ITEM_NAMES.get(code, code))


def unit_name(item: str) -> str:
    return str(UNIT_NAMES[rules.ITEMS[item].unit])


def pack_choices(item: str) -> list[tuple[str, str]]:
    """The packs in which an item may be typed, the base unit first, each with what is in it."""
    known = rules.ITEMS[item]
    unit = unit_name(item)
    return [
        ("", unit),
        *(
            (code, f"{PACK_NAMES[code]} ({size:,} {unit})")
            for code, size in sorted(known.packs.items(), key=lambda one: one[1])
        ),
    ]


def amount(item: str, quantity: int) -> str:
    """A quantity as people say it: liquids in litres where they are many, all else in base units."""
    known = rules.ITEMS[item]
    if known.unit == "ml" and abs(quantity) >= known.packs["litre"]:
        litres = f"{quantity / known.packs['litre']:,.3f}".rstrip("0").rstrip(".")
        return f"{litres} {PACK_NAMES['litre']}"
    return f"{quantity:,} {unit_name(item)}"


def rule_words(one: rules.Rule) -> tuple[str, str]:
    """Per what and how much, as people say it: 每 1,500 人(师生), 1 台; 每班, 1 台,另加一成."""
    share, unit, basis = Fraction(one.amount), unit_name(one.item), str(BASIS_NAMES[one.basis])
    if share.denominator == 1:
        return basis, f"{share.numerator:,} {unit}"
    if one.days and share.denominator == _WEEK:
        return basis, _("每周 %(n)s %(unit)s") % {"n": f"{share.numerator:,}", "unit": unit}
    whole, rest = divmod(share, 1)
    if whole and rest == Fraction(1, 10):
        return basis, _("%(n)s %(unit)s,另加一成") % {"n": f"{whole:,}", "unit": unit}
    if whole and (rest * 100).denominator == 1:
        return basis, _("%(n)s %(unit)s,另加 %(more)s%%") % {
            "n": f"{whole:,}", "unit": unit, "more": rest * 100,
        }  # fmt: skip
    return str(_MANY[one.basis]) % {"n": f"{share.denominator:,}"}, f"{share.numerator:,} {unit}"


def fault_sentence(fault: rules.Fault, item: str) -> str:
    """Why a typed quantity or bar code was not taken."""
    known = rules.ITEMS.get(item)
    sentences: dict[str, Any] = {
        "number": _("数量请写数字,如 3 或 2.5。"),
        "unit": _("%(item)s没有这种包装。请从列表中选单位。") % {"item": item_name(item)},
        "whole": _("这个数量换算后不是整%(unit)s。请改数量或单位。")
        % {"unit": unit_name(item) if known else ""},
        "none": _("数量要大于零。"),
        "negative": _("数量不能小于零。一个也没有的填 0。"),
        "most": _("一次最多记 %(n)s。请检查数量和单位。")
        % {"n": amount(item, known.most) if known else ""},
        "twice": _("条码好像扫了两遍。请清空后再扫一次。"),
        "code": _("这不是完整的商品条码(8、12、13 或 14 位数字)。请再扫一次。"),
        "check": _("条码的校验位不对,可能有一位数字错了。请再扫一次,或对照条码下的数字改。"),
        "gs1": _("这个码读不全。请再扫一次,或扫旁边的商品条码。"),
    }
    return str(sentences[fault.code])
