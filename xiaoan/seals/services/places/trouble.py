"""What a place that was not reached is told by."""

# Seconds. The worker has other things to do; what waits is tried again.
PATIENCE = 10


class Unreachable(Exception):
    """`reason` is a code of a closed list (see pages/words.py), `detail` what the other side said."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
