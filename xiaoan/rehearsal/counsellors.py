"""Counsellors of the invented schools."""

from xiaoan.directory import rules as numbering
from xiaoan.rehearsal.geography import County
from xiaoan.rehearsal.people import Member


def appoint(county: County, staff: list[Member]) -> None:
    """One of those who are there already in each school (kindergartens have none): a teacher without a class
    if there is one, else the subject teacher of the last class. Nothing is drawn, so all else stays."""
    by_school: dict[int, list[Member]] = {}
    for member in staff:
        by_school.setdefault(member.school_no, []).append(member)
    for school in county.schools:
        if school.kind == "kindergarten":
            continue
        here = by_school[school.no]
        free = [one for one in here if not one.roles]
        teach = [one for one in here if any(role == "subject_teacher" for role, *_ in one.roles)]
        chosen = free[0] if free else teach[-1]
        chosen.roles.append(("counsellor", school.no, school.no + numbering.SCHOOL))
