"""What each fact about school plans is called."""

from django.utils.translation import gettext_lazy as _

PLAN_NAMES = {
    "schoolplans.stepped": _("开学方案有进展"),
    "schoolplans.written": _("改了开学方案"),
    "schoolplans.commented": _("开学方案有了审核意见或答复"),
    "schoolplans.duties_moved": _("开学任务按方案调整了"),
    "schoolplans.task_done": _("办好了一项开学任务"),
    "schoolplans.change_seen": _("确认了开学方案的变化"),
    "schoolplans.template_stepped": _("开学方案模板有变动"),
}
