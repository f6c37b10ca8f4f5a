"""What each fact about reports and requests of other offices is called."""

from django.utils.translation import gettext_lazy as _

RETURNS_NAMES = {
    "returns.form_kept": _("上传或改了一张表"),
    "returns.filled": _("用已有数据填了一张表"),
    "returns.run_asked": _("要求为各单位各填一份表"),
    "returns.run_ended": _("各单位的表填完了"),
    "returns.run_put_away": _("到期删除了各单位填好的表"),
    "returns.request_kept": _("登记或结束了一项数据需求"),
    "returns.round_opened": _("向学校问了一次数据"),
    "returns.answered": _("学校答复了数据需求"),
    "returns.answers_taken": _("导出了数据需求的答复"),
    "returns.exported": _("按交换格式导出了数据"),
}
