"""Writing materials: versions, reviews, assignments, and who has read and answered."""

from xiaoan.materials.services.assigning import (
    NewAssignment,
    Unsure,
    assign,
    cancel,
    place_for,
)
from xiaoan.materials.services.reading import answer, read, viewed
from xiaoan.materials.services.reviewing import confirm, halt, owe_reviews
from xiaoan.materials.services.writing import (
    Edit,
    Head,
    approve,
    draft,
    edit_head,
    edit_question,
    edit_section,
    give_back,
    submit,
    withdraw,
)

__all__ = [
    "Edit",
    "Head",
    "NewAssignment",
    "Unsure",
    "answer",
    "approve",
    "assign",
    "cancel",
    "confirm",
    "draft",
    "edit_head",
    "edit_question",
    "edit_section",
    "give_back",
    "halt",
    "owe_reviews",
    "place_for",
    "read",
    "submit",
    "viewed",
    "withdraw",
]
