"""What is wrong with a cell about a person, in a sentence that says how to mend it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

ID_KIND_NAMES = {
    "resident": _("居民身份证"),
    "passport": _("护照"),
    "hk_macao_permit": _("港澳居民来往内地通行证"),
    "taiwan_permit": _("台湾居民来往大陆通行证"),
    "hk_macao_taiwan_residence": _("港澳台居民居住证"),
    "foreign_permanent": _("外国人永久居留身份证"),
    "other": _("其他证件"),
    "none": _("无证件"),
}
SEX_NAMES = {"M": _("男"), "F": _("女")}
# Code of a fault (directory.rules.identity) → sentence; row and column are put before it.
FAULT_NAMES = {
    "id_empty": _("没有填,请照证件填写;确实没有证件的,证件类型填“无证件”。"),
    "id_not_none": _("证件类型是“无证件”,却填了号码,请改证件类型或删去号码。"),
    "id_length": _("应为 18 位(旧身份证 15 位),现有 %(length)s 位,请核对原件。"),
    "id_letter": _("第 %(place)s 位是“%(character)s”,应为数字,请核对原件。"),
    "id_region": _("前 6 位 %(region)s 不是这种证件的地区代码,请核对原件。"),
    "id_birth_date": _("第 7 位起的出生日期 %(digits)s 不对,请核对原件。"),
    "id_lost_digits": _(
        "校验码不对,末三位是 000,可能已被表格程序改掉。请把整列设为文本,照原件重新填写。"
    ),
    "check_digit": _("校验码不对,应为 %(expected)s,请核对原件。"),
    "number_cell": _("已被表格程序当成数值,末几位可能丢失。请把整列设为文本,照原件重新填写。"),
    "passport_shape": _("不像护照号码:应为 5 至 12 位字母和数字,请核对原件。"),
    "hk_macao_permit_shape": _("应为 H 或 M 加 8 位数字(旧证 10 位),请核对原件。"),
    "taiwan_permit_shape": _("应为 8 位数字(旧证 10 位),请核对原件。"),
    "other_shape": _("只能有字母、数字和括号,4 至 30 位,请核对原件。"),
    "kind_differs": _("这个号码是%(kind)s的号码,请改证件类型,或核对号码。"),
    "kind_empty": _("没有填,请从下拉列表里选一种证件。"),
    "kind_unknown": _("没有“%(text)s”这种证件,请从下拉列表里选。"),
    "birth_date_differs": _("与证件号码不一致:号码里是 %(expected)s。请核对原件,改正其中一个。"),
    "sex_differs": _("与证件号码不一致:号码里是%(sex)s。请核对原件,改正其中一个。"),
    "phone_empty": _("没有填,请补上手机号。"),
    "phone_two": _("一格里有两个号码,请只留一个。"),
    "phone_character": _("里面有“%(character)s”,电话只能有数字,请改正。"),
    "phone_length": _("手机号应为 11 位,现有 %(length)s 位,请核对。"),
    "phone_area": _("座机没有区号,请写成 0371-66668888 这样。"),
    "phone_shape": _("不是可以拨打的号码,请核对;境外号码前写国家或地区代码,如 +852。"),
    "name_empty": _("没有填,请照证件填写。"),
    "name_placeholder": _("“%(text)s”不是姓名,请照证件填写。"),
    "name_length": _("有 %(length)s 个字,最多 %(longest)s 个,请核对。"),
    "name_control": _("第 %(place)s 个位置有看不见的控制字符(%(code)s),请删去后重新输入。"),
    "name_direction": _("第 %(place)s 个位置有改变书写方向的字符(%(code)s),请删去后重新输入。"),
    "name_private_use": _(
        "第 %(place)s 个字是自造字(%(code)s),别的电脑显示不出。请用支持生僻字的输入法重新输入。"
    ),
    "name_lost": _("第 %(place)s 个字在转换时丢失,只剩下符号。请对照证件重新输入。"),
    "name_digit": _(
        "第 %(place)s 个字是数字“%(character)s”。同名的学生用学号区分,请从姓名里删去。"
    ),
    "name_character": _(
        "第 %(place)s 个字“%(character)s”不能用在姓名里,请照证件上的汉字或拉丁字母填写。"
    ),
    "name_mixed": _("汉字和字母混在一起,请照证件只填一种。"),
    "date_empty": _("没有填,请补上,如 2015-09-01。"),
    "date_serial": _("“%(text)s”是表格程序里日期的序号。请把整列设为文本,填成 2015-09-01 这样。"),
    "date_short_year": _("“%(text)s”的年份不是四位,请填成 2015-09-01 这样。"),
    "date_order": _("“%(text)s”看不出哪个是月、哪个是日,请填成 2015-09-01 这样。"),
    "date_without_day": _("“%(text)s”没有写到日,请填成 2015-09-01 这样。"),
    "date_impossible": _("没有 %(text)s 这一天,请核对。"),
    "date_shape": _("“%(text)s”不是日期,请填成 2015-09-01 这样。"),
    "sex_empty": _("没有填,请填“男”或“女”。"),
    "sex_unknown": _("“%(text)s”不认识,请填“男”或“女”。"),
    "yes_no_empty": _("没有填,请填“是”或“否”。"),
    "yes_no_unknown": _("“%(text)s”不认识,请填“是”或“否”。"),
}
# Values that are codes themselves.
_IN_WORDS = {"kind": ID_KIND_NAMES, "sex": SEX_NAMES}


def fault_sentence(code: str, values: Mapping[str, str]) -> str:
    """The sentence of a fault, in the language of the reader."""
    said = {name: str(_IN_WORDS.get(name, {}).get(text, text)) for name, text in values.items()}
    return str(FAULT_NAMES[code]) % said
