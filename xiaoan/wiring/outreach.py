"""联系家庭: call tasks and home visits about a pupil until the family is reached."""

from xiaoan.directory.services import holding
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.outreach.queries import duty_kinds as outreach_duties


def connect() -> None:
    for table in ("task", "line", "try"):
        holding.have_follow(f"outreach_{table}")
    for kind in outreach_duties.KINDS:
        duty_kinds.connect(kind)
