"""Questions of families: they follow the child's class; desks owe answers, families have them to read."""

from xiaoan.directory.services import holding
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.enquiries.queries import duty_kinds as enquiries_duties
from xiaoan.enquiries.queries.waiting import TO_READ
from xiaoan.web import waiting


def connect() -> None:
    for table in ("enquiry", "step", "turn"):
        holding.have_follow(f"enquiries_{table}")
    for kind in enquiries_duties.KINDS:
        duty_kinds.connect(kind)
    waiting.connect(TO_READ)
