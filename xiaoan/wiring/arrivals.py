"""错峰返校: slots, passes, the desk at the gate and who has arrived."""

from xiaoan.arrivals.queries import duty_kinds as arrivals_duties
from xiaoan.directory.services import holding
from xiaoan.duties.queries import kinds as duty_kinds


def connect() -> None:
    for table in ("place", "check", "follow"):
        holding.have_follow(f"arrivals_{table}")
    for kind in arrivals_duties.KINDS:
        duty_kinds.connect(kind)
