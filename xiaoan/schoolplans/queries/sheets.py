"""The columns of a sheet of tasks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from xiaoan.schoolplans.queries.words import PHASE_NAMES

HEADS: Mapping[str, Any] = {
    "chapter": _l("章"), "what": _l("任务"), "phase": _l("阶段"), "person_id": _l("责任人"),
    "deputy_id": _l("AB岗"), "due_on": _l("日期"), "offset": _l("离开学日的天数"), "place": _l("地点"),
    "evidence": _l("凭据"), "wants_file": _l("需照片"),
}  # fmt: skip
YES, NO = _l("是"), _l("否")
NEEDED = ("chapter", "what", "phase")


def phases() -> dict[str, str]:
    """Word on a sheet → code, whatever language its reader has."""
    with override("zh-hans"):
        return {str(words): code for code, words in PHASE_NAMES.items()}


def yes_no() -> dict[str, bool]:
    """Word of the last column → whether a photo or paper has to be there."""
    with override("zh-hans"):
        return {str(YES): True, str(NO): False}


def file_word(*, wants: bool) -> str:
    """The same the other way round, for the sheet that is filled."""
    return next(word for word, asked in yes_no().items() if asked == wants)


def heads() -> list[str]:
    with override("zh-hans"):
        return [str(one) for one in HEADS.values()]
