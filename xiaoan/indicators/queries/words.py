"""What each indicator is called, what stands above and below its line, and where it comes from."""

from dataclasses import asdict, dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from xiaoan.indicators.rules import CATALOGUE, Indicator, by_key

GROUP_NAMES = {
    "screening": _("晨午检与摸排"), "health": _("健康与疫情"), "supplies": _("物资"),
    "hygiene": _("消毒与检查"), "learning": _("学习"), "opening": _("开学"), "duty": _("责任"),
}  # fmt: skip
STATE_NAMES = {
    "good": _("达到"), "fair": _("接近"), "poor": _("没有达到"), "unknown": _("情况不明"),
    "none": _("没有要统计的"), "plain": _("没有定界线"),
}  # fmt: skip
# Of what is better low there is nothing to reach: it stays below a bound or passes it.
_LOW_NAMES = {"good": _("在界线内"), "fair": _("接近界线"), "poor": _("超过界线")}
STATE_SHAPES = {
    "good": "done", "fair": "late", "poor": "missed", "unknown": "unknown", "none": "excused",
    "plain": "due",
}  # fmt: skip
# Key → name, numerator, denominator ("" of a count), whom or what the unknown are, source.
_WORDS = {
    "rollcall.classes": (_("晨检已报班级"), _("已报班级"), _("应报班级"), "", _("晨检")),
    "rollcall.pupils": (_("晨检已知学生"), _("已报学生"), _("应报学生"), _("未报班级的学生"), _("晨检")),
    "rollcall.late": (_("晨检迟报班级"), _("迟报班级"), _("已报班级"), _("未报班级"), _("晨检")),
    "rollcall.excused": (_("晨检不需报班级"), _("不需报班级"), _("全部班级"), "", _("晨检")),
    "noon.classes": (_("午检已报班级"), _("已报班级"), _("应报班级"), "", _("午检")),
    "rollcall.absent": (_("缺勤学生"), _("缺勤"), _("已报学生"), _("未报班级的学生"), _("晨检")),
    "rollcall.sick": (_("因病缺勤学生"), _("因病缺勤"), _("已报学生"), _("未报班级的学生"), _("晨检")),
    "rollcall.fever": (_("发热学生"), _("发热"), _("已报学生"), _("未报班级的学生"), _("晨检")),
    "rollcall.symptomatic": (
        _("有症状学生"), _("有症状"), _("已报学生"), _("未报班级的学生"), _("晨检"),
    ),
    "known.people": (_("摸排已知人员"), _("情况已知"), _("在册人员"), _("情况不明"), _("最近一轮摸排")),
    "keypersons.followed": (_("重点人员按时随访"), _("按时随访"), _("重点人员"), "", _("重点人员")),
    "clearances.cleared": (
        _("可以到校人员"), _("可以到校"), _("在册人员"), _("情况不明"), _("返校审核"),
    ),
    "signals.running": (_("未办结异常信号"), _("异常信号"), "", "", _("异常信号")),
    "events.running": (_("进行中的疫情事件"), _("疫情事件"), "", "", _("疫情事件")),
    "reports.late": (_("逾期未报的法定报告"), _("逾期报告"), "", "", _("法定报告")),
    "supplies.met": (
        _("达到标准的物资"), _("够用品项"), _("有标准的品项"), _("算不出的品项"),
        _("物资台账与配备标准"),
    ),
    "supplies.lasting": (
        _("够用 7 天的物资"), _("够 7 天的品项"), _("算得出的品项"), _("算不出的品项"), _("用量推算"),
    ),
    "hygiene.places": (_("已消毒场所"), _("全部做完的场所"), _("应做场所"), "", _("清洁消毒台账")),
    "training.trained": (_("培训合格人员"), _("证书有效"), _("应培训"), "", _("培训")),
    "devices.timed": (_("在校准期内的设备"), _("在期内"), _("要校准的设备"), _("日期不明"), _("设备登记")),
    "findings.closed": (_("已销号的隐患"), _("已销号"), _("查出隐患"), "", _("检查整改")),
    "learning.viewing": (_("收看率"), _("收看"), _("应收看"), _("没有报的"), _("网课")),
    "learning.completion": (_("作业完成率"), _("已交"), _("应交"), _("没有说的"), _("作业")),
    "learning.marking": (_("作业批改率"), _("已批"), _("已交"), "", _("作业")),
    "gate.ready": (_("条件齐备的学校"), _("条件齐备或已开学"), _("学校"), _("情况不清"), _("开学条件")),
    "plans.approved": (_("方案已批准的学校"), _("方案已批准"), _("学校"), "", _("开学方案")),
    "duties.done": (_("当天事项办结"), _("已办"), _("到期应办"), "", _("待办事项")),
    "duties.overdue": (_("学校逾期的事项"), _("学校的逾期事项"), "", "", _("待办事项")),
    "care.covered": (_("包联到位人员"), _("包联齐全"), _("在册人员"), "", _("包联")),
}  # fmt: skip


@dataclass(frozen=True)
class Described(Indicator):
    """An indicator with its words in the reader's language."""

    @cached_property
    def _words(self) -> tuple[object, ...]:
        return _WORDS[self.key]

    @property
    def name(self) -> str:
        return str(self._words[0])

    @property
    def num_words(self) -> str:
        return str(self._words[1])

    @property
    def den_words(self) -> str:
        """Empty for a count."""
        return str(self._words[2])

    @property
    def unknown_words(self) -> str:
        """Empty where nothing can be unknown."""
        return str(self._words[3])

    @property
    def source(self) -> str:
        return str(self._words[4])

    @property
    def group_name(self) -> str:
        return str(GROUP_NAMES[self.group])


_ALL = tuple(Described(**asdict(one)) for one in CATALOGUE)
_BY_KEY = {one.key: one for one in _ALL}


def state_words(key: str, state: str) -> str:
    """A state of STATE_SHAPES in the words of its indicator: what is better low passes a bound."""
    names = _LOW_NAMES if by_key(key).better == "low" else {}
    return str(names.get(state, STATE_NAMES[state]))


def catalogue() -> tuple[Described, ...]:
    """All indicators in the order in which they are shown."""
    return _ALL


def described(key: str) -> Described:
    """KeyError for one that is not in the catalogue."""
    return _BY_KEY[by_key(key).key]
