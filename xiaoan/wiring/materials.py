"""Prevention knowledge: what is to be looked at again, approved and read; readings follow the class."""

from xiaoan.directory.services import holding
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.materials.queries import duty_kinds as materials_duties
from xiaoan.materials.queries.waiting import TO_APPROVE, TO_READ
from xiaoan.web import waiting


def connect() -> None:
    duty_kinds.connect(materials_duties.KIND)
    duty_starts.connect(materials_duties.LIBRARY)
    for kind in (TO_APPROVE, TO_READ):
        waiting.connect(kind)
    holding.have_follow("materials_reading")
