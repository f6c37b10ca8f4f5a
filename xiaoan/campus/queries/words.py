"""Words of campus."""

from django.utils.translation import gettext_lazy as _l

VISIT_NAMES = {"inside": _l("在校内"), "left": _l("已离开"), "refused": _l("没有让进")}
VISIT_SHAPES = {"inside": "due", "left": "done", "refused": "missed"}
