"""The words of the template that comes along (data/template-cn.toml), so that they have a catalogue in every
language; a plan's headings and proposed tasks in the language of who reads. What a school or the bureau
writes is shown as it was written; the plan on paper stays as it is.
"""

from dataclasses import replace

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

from xiaoan.schoolplans.rules.template import Chapter, Entry
from xiaoan.web.sources import NO_DOCUMENT

TEXTS = (
    _("全校"),
    _("自编,综合 S-p719、S-wufang、S41、S-bj"),
    _("领导机构与职责"),
    _("领导小组和各工作组的职责分工"),
    _("综合协调、疫情监测、现场处置、信息联络、心理辅导、后勤保障、教学"),
    _("核对并公布领导小组名单、电话和 AB 岗"),
    _("公布的名单"),
    _("基本情况与风险"),
    _("本校的主要风险点"),
    _("班额、通风差的教室、共用的厕所和入口、周边情况"),
    _("校车线路、车辆和随车照管"),
    _("线路、车牌、载客数、随车照管人"),
    _("人员摸排与分类"),
    _("S29 第一版开学前 7 条; S33"),
    _("怎样分类、各类怎样对待"),
    _("可以返校、暂缓返校、情况不明"),
    _("摸排全部师生开学前 14 天的去向和健康,一个不漏"),
    _("摸排表,情况不明的为 0"),
    _("摸排食堂、保安、保洁、宿管等后勤人员"),
    _("后勤人员摸排表"),
    _("开学条件与时间"),
    _("分批、错峰返校的安排"),
    _("哪个年级哪一天、几点到几点、走哪个门"),
    _("按开学条件逐条自查,有一条不符合就不开学"),
    _("自查表(签名)"),
    _("S31 山东 45 条,一票否决"),
    _("开学前"),
    _("S29 第一版开学前 7 条"),
    _("告知家长的内容和方式"),
    _("时间、路线、要带什么、哪些情况不能来"),
    _("全员培训:晨午检、消毒配制、应急处置,并考核"),
    _("签到和考核结果"),
    _("全部场所彻底清洁、预防性消毒、通风一遍"),
    _("消毒记录"),
    _("备足口罩、消毒剂、手消毒液、体温计(不少于两周)"),
    _("入库单和盘点"),
    _("S35 不少于两周"),
    _("设好相对独立的(临时)隔离观察室,备好用品"),
    _("照片"),
    _("开展应急演练,问题整改完"),
    _("演练记录和整改"),
    _("S29; S32b 无演练不开学"),
    _("告知家长并逐户确认收到"),
    _("回执统计"),
    _("核对食堂人员健康证,餐具、台面消毒到位"),
    _("健康证复印件、消毒记录"),
    _("玩具、被褥、餐具逐件清洗消毒晾晒"),
    _("S29 托幼机构"),
    _("宿舍铺位按班排定,通风消毒,腾出备用房间"),
    _("铺位表"),
    _("逐名学生写好照护安排,约定接送人"),
    _("照护安排表"),
    _("开学当日"),
    _("S-p719; S42 五个一律"),
    _("分时分段入校、路线和校门分工"),
    _("每个门谁值守、几个通道、家长止步的位置"),
    _("校门值守:测温、核验、登记,家长不入校"),
    _("入校登记"),
    _("S42 五个一律"),
    _("发热等异常学生带到观察室,复测、联系家长、送诊"),
    _("处置记录"),
    _("第一课:防疫知识、洗手、就餐和如厕的要求"),
    _("教案"),
    _("校车:上车测温、固定座位、到站前后消毒"),
    _("随车记录"),
    _("开学后"),
    _("S29 开学后 13 条"),
    _("晨午检、缺勤追踪、通风消毒的日常安排"),
    _("谁在几点做、报给谁"),
    _("错峰就餐和固定座位"),
    _("批次、座位表、打餐路线"),
    _("宿舍管理"),
    _("查寝、通风、非住宿生不进"),
    _("每日晨午检,因病缺勤当天追踪,零报告"),
    _("系统记录"),
    _("教室每天通风不少于 3 次、每次 30 分钟,重点部位消毒"),
    _("通风消毒记录"),
    _("S29 2020-05 版"),
    _("排好就餐固定座位并张贴"),
    _("座位表"),
    _("每晚查寝,体温异常立即报告"),
    _("查寝记录"),
    _("未返校和隔离学生"),
    _("S29; 参考资料 3.3"),
    _("未返校学生的上课、联系和返校审核"),
    _("谁联系、多久一次、凭什么返校"),
    _("未返校学生逐人跟踪,安排线上课,到期审核返校"),
    _("跟踪台账"),
    _("应急处置与流程"),
    _("处置流程(发现、隔离、报告、120、家长、密接、消毒、流调、停课、心理、复课)"),
    _("每一步谁做、几分钟内做"),
    _("对口医院和联系人"),
    _("医院名称、电话、送诊路线"),
    _("发现异常立即报告校长、疾控和教育局"),
    _("报告记录"),
    _("S43 处置流程"),
    _("就地隔离,疏散同班,封存活动轨迹"),
    _("病例停留场所终末消毒"),
    _("终末消毒记录"),
    _("心理与教学衔接、防辍"),
    _("教学衔接和学情摸底"),
    _("停课期间学了什么、怎么补"),
    _("开学心理筛查和第一次心理课"),
    _("课表和筛查统计"),
    _("核对未到校学生,一个不能少"),
    _("到校统计"),
    _("宣传与舆情"),
    _("对外发布的口径和发布人"),
    _("只由指定的人发布"),
    _("收集家长疑问和谣言,当天答复"),
    _("答复记录"),
    _("督查与责任"),
    _("督查办法和责任追究"),
    _("谁查、查什么、多久一次"),
    _("开学第一周每天督查各项任务,问题当日整改"),
    _("督查记录"),
    _("S42c 当日整改"),
    _("附件"),
    _("应急电话表"),
    _("教育局、疾控、医院、派出所、社区"),
    _("平面图、座位图存放在哪里"),
    _("校园平面图、教室座位图、食堂座位图、来访登记"),
)
_KNOWN = frozenset(TEXTS)
# Words that stand for something else where other pages have them.
_HEADINGS = {
    _("附件"): pgettext_lazy("chapter", "附件"),
    _("开学当日"): pgettext_lazy("chapter", "开学当日"),
}
# How a data file says that something is ours.
_OWN = "own choice"


def said(text: str) -> str:
    """A text of the template in the language of who reads."""
    if text in _HEADINGS:
        return str(_HEADINGS[text])
    return gettext(text) if text in _KNOWN else text


def source(text: str) -> str:
    """Where an entry is from, in the language of who reads."""
    return str(NO_DOCUMENT["OWN"]) if text == _OWN else said(text)


def told_entry(one: Entry) -> Entry:
    """An entry with its words in the language of who reads; to be shown, never to be kept."""
    return replace(
        one, label=said(one.label), hint=said(one.hint), place=said(one.place),
        evidence=said(one.evidence), source=source(one.source),
    )  # fmt: skip


def told(one: Chapter) -> Chapter:
    """The same for a chapter."""
    return replace(
        one, title=said(one.title), source=source(one.source),
        entries=tuple(told_entry(entry) for entry in one.entries),
    )  # fmt: skip
