"""What is kept, and what is wrong with a statement, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

OUTCOME_NAMES = {
    "": _l("还没有计入"), "counted": _l("已计入"), "few": _l("认识的账号太少,没有计入"),
    "said": _l("老师或导出已报,以那个为准"),
}  # fmt: skip
OUTCOME_SHAPES = {"": "due", "counted": "done", "few": "unknown", "said": "excused"}
_FAULTS = {
    "missing": _l("缺少这一项"), "object": _l("要写成对象:{ … }"), "text": _l("要写成文字"),
    "iri": _l("要写成完整的网址或 IRI"), "uuid": _l("要写成 UUID"),
    "too_long": _l("太长了"), "too_many": _l("一次最多 1000 条,请分批"),
    "unreadable": _l("有不能保存的字符"), "unknown_field": _l("xAPI 没有这一项"),
    "attachments": _l("不收附件,请不要带附件发送"),
    "actor_type": _l("只能是 Agent 或 Group"),
    "object_type": _l("只能是 Activity、Agent、Group、StatementRef 或 SubStatement"),
    "one_identifier": _l("要有且只有一个:account、mbox、mbox_sha1sum 或 openid"),
    "mbox": _l("要写成 mailto:名字@域名"), "sha1": _l("要写成 40 位十六进制"),
    "voids": _l("要写成要撤回的那条的 StatementRef"),
    "moment": _l("要写成带时区的时间,如 2026-11-23T08:00:00+08:00"),
    "duration": _l("要写成 ISO 8601 时长,如 PT38M20S"),
}  # fmt: skip


def fault_sentence(index: int, field: str, code: str) -> str:
    """Which statement of a batch, which field, and how to mend it."""
    return _("第 %(n)s 条(从 0 数)的 %(field)s:%(how)s。整批没有存,改好后请再发。") % {
        "n": index, "field": field, "how": _FAULTS[code],
    }  # fmt: skip
