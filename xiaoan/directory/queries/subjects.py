"""Subjects, as pages name them."""

from xiaoan.directory.rules.subjects import SUBJECTS, Subject, subject_of

NAMES = {one.code: one.name for one in SUBJECTS}


def subjects(stage: str = "") -> list[Subject]:
    """All subjects in the order of the timetable, or those that a stage has ("other" always)."""
    return [one for one in SUBJECTS if not stage or not one.stages or stage in one.stages]


def subject_name(code: str) -> str:
    """语文, 数学; the code itself if it is on no list any more."""
    return NAMES.get(code, code)


__all__ = ["NAMES", "Subject", "subject_name", "subject_of", "subjects"]
