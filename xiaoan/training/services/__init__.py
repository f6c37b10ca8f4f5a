"""Writing training: tests, certificates, papers brought in, courses, what is needed and owed."""

from xiaoan.training.services.banks import import_bank
from xiaoan.training.services.certifying import Check, Earlier, check, enter, revoke
from xiaoan.training.services.counting import recount
from xiaoan.training.services.importing import File, import_papers
from xiaoan.training.services.listing import take
from xiaoan.training.services.loading import load_certificates
from xiaoan.training.services.needs import ROLES, NewNeed, set_need
from xiaoan.training.services.owing import owe_today
from xiaoan.training.services.sheets import Read, RowFault, plain
from xiaoan.training.services.signing import require
from xiaoan.training.services.testing import begin, hand_in, lapse_before
from xiaoan.training.services.writing import (
    Edit,
    Head,
    draft,
    edit_head,
    edit_question,
    edit_section,
    give_back,
    publish,
    retire,
    submit,
    withdraw,
)

__all__ = [
    "ROLES",
    "Check",
    "Earlier",
    "Edit",
    "File",
    "Head",
    "NewNeed",
    "Read",
    "RowFault",
    "begin",
    "check",
    "draft",
    "edit_head",
    "edit_question",
    "edit_section",
    "enter",
    "give_back",
    "hand_in",
    "import_bank",
    "import_papers",
    "lapse_before",
    "load_certificates",
    "owe_today",
    "plain",
    "publish",
    "recount",
    "require",
    "retire",
    "revoke",
    "set_need",
    "submit",
    "take",
    "withdraw",
]
