"""Subjects, as pages name them."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.rules.subjects import SUBJECTS, Subject, subject_of

# As the data file names them, in the reader's language.
NAMES = {
    "chinese": _l("语文"), "maths": _l("数学"), "english": _l("英语"), "politics": _l("道德与法治"),
    "history": _l("历史"), "geography": _l("地理"), "physics": _l("物理"), "chemistry": _l("化学"),
    "biology": _l("生物"), "science": _l("科学"), "computing": _l("信息科技"), "sport": _l("体育与健康"),
    "music": _l("音乐"), "art": _l("美术"), "labour": _l("劳动"), "practice": _l("综合实践"),
    "wellbeing": _l("心理健康"), "meeting": _l("班会"), "play": _l("亲子游戏"), "other": _l("其他"),
}  # fmt: skip


def subjects(stage: str = "") -> list[Subject]:
    """All subjects in the order of the timetable, or those that a stage has ("other" always)."""
    return [one for one in SUBJECTS if not stage or not one.stages or stage in one.stages]


def subject_name(code: str) -> str:
    """语文, 数學, Maths; the code itself if it is on no list any more."""
    return str(NAMES.get(code, code))


__all__ = ["NAMES", "Subject", "subject_name", "subject_of", "subjects"]
