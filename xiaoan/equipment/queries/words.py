"""Equipment in words."""

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _l

STATE_NAMES = {
    "in_use": _l("在用"), "lent": _l("借出"), "fault": _l("报障,停用"), "repair": _l("送修"),
    "lost": _l("丢失"), "retired": _l("报废"),
}  # fmt: skip
SHAPES = {
    "in_use": "done", "lent": "late", "fault": "missed", "repair": "late", "lost": "missed",
    "retired": "excused",
}  # fmt: skip
ACT_NAMES = {
    "assign": _l("换位置或保管人"), "lend": _l("借出"), "return": _l("归还"), "fault": _l("报障"),
    "repair": _l("送修"), "back": _l("修好启用"), "lose": _l("报丢失"), "find": _l("找回"),
    "retire": _l("报废"), "certify": _l("登记校准证书"), "compare": _l("两支对比自查"),
}  # fmt: skip
STEP_NAMES = {**ACT_NAMES, "added": _l("登记"), "counted": _l("清点到")}
FAULT_NAMES = {
    "dead": _l("不开机、没电"), "wrong": _l("读数不准"), "broken": _l("摔坏、破损"), "other": _l("其他"),
}  # fmt: skip
VALIDITY_NAMES = {
    "over": _l("校准已过期"), "soon": _l("校准快到期"), "unknown": _l("没有校准记录"),
    "valid": _l("校准有效"),
    "never": _l("不需定期校准"),
}  # fmt: skip
VALIDITY_SHAPES = {
    "over": "missed", "soon": "late", "unknown": "unknown", "valid": "done", "never": "excused",
}  # fmt: skip
KIT_NAMES = {
    "observation_room": _l("观察室防护套装"), "gate": _l("校门防护套装"), "ambulance_bag": _l("急救转运包"),
}  # fmt: skip
PER_NAMES = {"room": _l("隔离观察室"), "gate": _l("校门"), "school": _l("学校")}
KIT_ACT_NAMES = {
    "open": _l("建立"), "fill": _l("从库房补齐"), "check": _l("巡查"), "use": _l("用了"),
    "drop": _l("取出过期、损坏的"), "close": _l("撤销套装"), "confirm": _l("确认少了的"),
}  # fmt: skip
HEADS = {
    "item": _l("品名"), "number": _l("数量"), "serial": _l("序列号"), "place": _l("位置"),
    "keeper": _l("保管人"), "calibrated": _l("上次校准"), "until": _l("有效期至"),
}  # fmt: skip
# Where intervals and kits come from (data/), in the reader's language.
SOURCES = frozenset(
    (
        gettext_noop("JJF 1107(红外体温计校准规范),建议不超过 1 年:凭记忆,未核到原文"),
        gettext_noop("JJG 1162(医用电子体温计检定规程),一般不超过 1 年:凭记忆,未核到原文"),
        gettext_noop("JJG 111(玻璃体温计检定规程),只做首次检定:凭记忆,未核到原文"),
        gettext_noop("自定"),
        gettext_noop("观察室配备清单(某区,转引,未核到原文)"),
    )
)


def source_words(text: str) -> str:
    return gettext(text) if text in SOURCES else text
