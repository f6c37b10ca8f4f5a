"""What is flagged of records, in words."""

from django.utils.translation import gettext_lazy as _

# Code of rules.FLAGS → its sentence.
FLAG_NAMES = {
    "weak": _("浓度低于要求"),
    "short": _("作用时间不够"),
    "not_rinsed": _("没有用清水擦净"),
    "alcohol_vomit": _("用酒精处理呕吐物或粪便(对诺如病毒无效)"),
    "strong": _("浓度高于方案上限"),
    "routine": _("日常消毒浓度高于 500 mg/L"),
    "often": _("次数超过方案的两倍"),
    "present": _("方案要求无人时做,当时有人"),
    "uv_present": _("有人时开紫外线灯"),
    "outdoor_large": _("六个不之一:对室外环境大规模消毒"),
    "outdoor_weather": _("六个不之二:雨雪天对室外消毒"),
    "outdoor_air": _("六个不之三:对室外空气消毒"),
    "people": _("六个不之四:直接对人喷洒消毒剂"),
    "water": _("六个不之五:向水塘、水库投放消毒剂"),
    "air_present": _("六个不之六:有人时用化学消毒剂对空气消毒"),
    "alcohol_spray": _("喷洒酒精(易燃)"),
    "tyres": _("对车轮喷洒消毒剂"),
    "unlicensed": _("消毒产品没有卫生许可或备案号"),
    "unknown_product": _("用的产品没有登记"),
}
SIDE_NAMES = {"over": _("过度"), "under": _("不足"), "product": _("产品")}
# Where the bound is the school's own.
PLAN_SOURCE = _("学校的方案")
