"""What each fact about opening schools again is called."""

from django.utils.translation import gettext_lazy as _

REOPENING_NAMES = {
    "drills.stepped": _("应急演练有进展"),
    "drills.concluded": _("评估了一次应急演练"),
    "dailyreports.opened": _("日报待签发"),
    "dailyreports.signed": _("签发了日报"),
    "dailyreports.stepped": _("日报有进展"),
    "dailyreports.told": _("日报已发送"),
    "dailyreports.ordered": _("日报批示转为督办"),
    "briefings.made": _("生成了晨会简报"),
    "briefings.commented": _("补充了晨会简报"),
}
