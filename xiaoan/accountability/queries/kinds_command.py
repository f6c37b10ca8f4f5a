"""What each fact of boards, reports and questions is called."""

from django.utils.translation import gettext_lazy as _

COMMAND_NAMES = {
    "indicators.day_closed": _("一天的数字定稿"),
    "indicators.changed": _("定稿后的数字有更正"),
    "indicators.checked": _("一天的数字核对过"),
    "analysis.saved": _("存了一个问数据的问题"),
    "analysis.dropped": _("删去一个问数据的问题"),
    "analysis.taken": _("导出了问数据的结果"),
}
