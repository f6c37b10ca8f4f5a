"""Tables of notices: what was written and decided; who was addressed and what became of it."""

from xiaoan.notices.models.people import Call, Chase, Family, Reach, Recipient
from xiaoan.notices.models.writing import Act, Notice, SavedList, SavedMember, Template, Variable

__all__ = [
    "Act",
    "Call",
    "Chase",
    "Family",
    "Notice",
    "Reach",
    "Recipient",
    "SavedList",
    "SavedMember",
    "Template",
    "Variable",
]
