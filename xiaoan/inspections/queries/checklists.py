"""The checklists in force: what comes along, and the county's own versions beside or instead."""

from dataclasses import dataclass

from xiaoan.inspections import rules
from xiaoan.inspections.models import Edition

# Who may be named by a checklist to mend.
POSTS = (
    "principal", "school_doctor", "logistics", "canteen", "dormitory_keeper", "class_teacher",
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A checklist and whether it is offered for new rounds."""

    checklist: rules.Checklist
    is_used: bool


def listed() -> dict[str, Listed]:
    """Every checklist by code, in the order in which they come along, the county's new ones behind."""
    found = {code: Listed(one, True) for code, one in rules.shipped().items()}
    for row in Edition.objects.order_by("code", "no"):
        items = tuple(rules.item_of(one) for one in row.items)
        made = rules.Checklist(
            row.code, row.name, str(row.no), tuple(row.posts), items, source=row.reason, own=True
        )
        found[row.code] = Listed(made, row.is_used)
    return found


def every() -> dict[str, rules.Checklist]:
    return {code: one.checklist for code, one in listed().items()}


def in_use() -> dict[str, rules.Checklist]:
    """What new rounds may be made with."""
    return {code: one.checklist for code, one in listed().items() if one.is_used}


def editions(code: str) -> list[Edition]:
    """The county's versions of a checklist, newest first."""
    return list(Edition.objects.filter(code=code).order_by("-no"))
