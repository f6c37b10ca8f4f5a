"""The words of the packs that come along (data/pack-*.toml), so that they have a catalogue in every language;
an item in the language of who reads. What a county words itself is shown as it was written; papers and what a
decision froze stay as they are.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

from xiaoan.readiness.rules.packs import Item, Pack

TEXTS = (
    _("开学条件(2023年以后常态)"),
    _("自编,依据《传染病防治法》(2025修订)、GB 28932-2012、教育部2023年操作指南"),
    _("不是主管部门发布的清单,条目措辞由本系统编写。"),
    _("组织与方案"),
    _("人员底数"),
    _("培训与演练"),
    _("物资与设备"),
    _("清洁消毒"),
    _("隔离观察"),
    _("返校安排"),
    _("教学与关爱"),
    _("检查与疫情"),
    _("当地响应级别允许开学"),
    _("教育部党组2020-02-28“三个不开学”之一;级别界线为自定"),
    _("没有正在处置的疫情事件"),
    _("检查查出的重大、较大问题全部整改销号"),
    _("一校一案已批准,批准后没有未审的改动"),
    _("《传染病防治法》(2025修订):学校应有传染病应急预案"),
    _("校长为第一责任人,卫生副校长(或健康副校长)和校医到岗"),
    _("任命文件或聘书照片"),
    _("与定点医院、疾控中心有联系人和联系电话"),
    _("联系单照片,电话当场拨通"),
    _("摸排覆盖全部在册学生,没有未知、没有矛盾"),
    _("重点人员都有人跟踪,没有超期未访"),
    _("每个人能否到校都已判定,没有未知"),
    _("各岗位应训的人全部持有效证书"),
    _("首版方案:开学前全员培训(S29)"),
    _("开学前应急演练已做,发现的问题已整改"),
    _("预案未演练不开学(S32b)"),
    _("各种物资达到配备标准"),
    _("2023年指南:至少2周用量(S35);标准见配备标准"),
    _("测温设备都在检定有效期内"),
    _("物资专人保管,账物相符,酒精存放安全"),
    _("台账和存放处照片"),
    _("应清洁消毒的场所全部做到"),
    _("首版方案:开学前彻底清洁和预防性消毒(S29)"),
    _("洗手设施够用,有洗手液,水龙头完好"),
    _("各楼层洗手处照片"),
    _("饮用水设施清洗消毒,有水质检测报告"),
    _("检测报告"),
    _("食堂环境、餐具消毒、从业人员健康证符合要求"),
    _("健康证登记、消毒记录、后厨照片"),
    _("隔离观察室按清单备齐"),
    _("观察室配备清单(某区,转引)"),
    _("观察室相对独立、通风好、有标识和流程图"),
    _("房间、门牌和路线照片"),
    _("各学段开学日期已确定"),
    _("校历已排到开学以后"),
    _("错峰到校安排已发布,每个人都有时段"),
    _("校门口有测温、留观、疏导的地方和分流标线"),
    _("校门照片"),
    _("就餐的人都排了固定座位"),
    _("住宿的人都排了床位"),
    _("每个师生都有完整的包联"),
    _("暂缓返校的学生有线上课和联系老师"),
    _("名单(不写病情)和课程安排"),
    _("国家2020年开学条件(条目自编)"),
    _("教育部党组2020-02-28“三个不开学”、2020-03-09三条件(S33);首版防控技术方案开学前7条(S29)"),
    _("三个“不开学”为国家提法,其下条目由本系统对应编写。仅供追溯2020年口径,不在今天使用。"),
    _("疫情得到基本控制"),
    _("学校基本防控条件具备"),
    _("师生和校园公共卫生安全得到切实保障"),
    _("当地疫情得到基本控制"),
    _("听取了家长意见,多数认为安全"),
    _("意见汇总"),
    _("方案、制度已定并批准"),
    _("全体教职工培训"),
    _("演练已做,问题已整改"),
    _("洗手液、手消毒剂、口罩、手套、消毒剂备足"),
    _("彻底清洁、预防性消毒和通风"),
    _("(临时)隔离室设立并备齐"),
    _("隔离室相对独立"),
    _("房间照片"),
    _("开学日期已由上级确定"),
    _("每日掌握师生健康状况,日报告、零报告"),
    _("外出或外来人员返回后居家观察满14天有人跟踪"),
    _("每个人能否返校已判定"),
    _("错峰到校安排已发布"),
    _("山东2020年核验组别(条目自编)"),
    _("组名:山东省2020-03-11开学条件核验(转引);条目措辞自编"),
    _(
        "原文45条未见。组名为转引,条目由本系统按组名编写;13组中有1组名称未见到。仅供追溯2020年口径,不在今天使用。"
    ),
    _("体系建设与机制建立"),
    _("方案及制度制定"),
    _("全员培训"),
    _("应急处置"),
    _("全面排查"),
    _("物资保障"),
    _("隔离区域"),
    _("餐饮管理"),
    _("错峰返校"),
    _("校园出入管理"),
    _("教学准备"),
    _("领导小组成立,校长为第一责任人,分组到人"),
    _("文件照片"),
    _("与教育、卫健、疾控、医院的联系机制到人"),
    _("联系单照片"),
    _("师生包联落实到人"),
    _("一校一案经批准"),
    _("日报告零报告、晨午检、因病缺勤追踪等制度齐全"),
    _("制度汇编照片"),
    _("教职工全员培训并考核合格"),
    _("告知家长开学要求"),
    _("告知书或通知送达情况"),
    _("应急演练已做,问题已整改"),
    _("师生健康状况和行踪全部摸清"),
    _("重点人员全部落实跟踪"),
    _("防控物资达到储备标准"),
    _("物资专人保管,有台账,每日清点"),
    _("台账照片"),
    _("测温设备检定有效"),
    _("校园全面清洁和预防性消毒"),
    _("洗手设施和洗手液到位"),
    _("洗手处照片"),
    _("隔离区域相对独立,有专用通道"),
    _("房间和通道照片"),
    _("食堂人员健康证齐全,餐具消毒,分时就餐"),
    _("健康证登记、消毒记录照片"),
    _("固定就餐座位"),
    _("各学段开学日期已确定,分批到校"),
    _("宿舍床位已安排"),
    _("校门测温、登记、分流落实,校外无关人员不进校"),
    _("校门照片、登记册"),
    _("校历和课表已调整"),
    _("未返校学生线上教学衔接"),
    _("课程安排"),
)
_KNOWN = frozenset(TEXTS)
# Words that stand for something else where other pages have them.
_HEADINGS = {
    _("物资保障"): pgettext_lazy("group of conditions", "物资保障"),
    _("错峰返校"): pgettext_lazy("group of conditions", "错峰返校"),
}


def said(text: str) -> str:
    """A text of a pack in the language of who reads."""
    if text in _HEADINGS:
        return str(_HEADINGS[text])
    return gettext(text) if text in _KNOWN else text


def told_item(one: Item) -> Item:
    """An item with its words in the language of who reads; to be shown, never to be kept."""
    return replace(one, text=said(one.text), asks=said(one.asks), source=said(one.source))


def told(one: Pack) -> Pack:
    """The same for a whole pack."""
    return replace(
        one, title=said(one.title), source=said(one.source), note=said(one.note),
        items=tuple(told_item(item) for item in one.items),
        groups={code: said(title) for code, title in one.groups.items()},
    )  # fmt: skip


def name(kept: str, packs: Iterable[Pack]) -> str:
    """The name of a pack as it is kept with an inspection: title and version."""
    for one in packs:
        if kept == f"{one.title} {one.version}":
            return f"{said(one.title)} {one.version}"
    return kept
