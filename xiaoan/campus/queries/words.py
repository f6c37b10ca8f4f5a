"""Words of campus."""

from django.utils.translation import gettext_lazy as _l

VISIT_NAMES = {"inside": _l("在校内"), "left": _l("已离开"), "refused": _l("没有让进")}
VISIT_SHAPES = {"inside": "due", "left": "done", "refused": "missed"}
ROOM_NAMES = {
    "unknown": _l("没有写床位"), "over": _l("超员"), "full": _l("住满"), "free": _l("有空床"),
}  # fmt: skip
ROOM_SHAPES = {"unknown": "unknown", "over": "missed", "full": "done", "free": "due"}
