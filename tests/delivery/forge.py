"""`python -m tests.delivery.forge`: workers to be killed. Each line of input forks one, whose number is
printed; it sends until it is killed, or ("finish") until nothing waits any more. Everything is imported
once, here."""

import datetime as dt
import os
import sys
import time

import django

LEASE_MS, WAIT_MS = 400, 20


def main() -> None:
    django.setup()
    from xiaoan.delivery import rules  # noqa: PLC0415  # after the set-up
    from xiaoan.delivery.rules.kinds import Retry  # noqa: PLC0415  # after the set-up

    # As in life, only shorter: what a dead worker left is taken up within the second.
    rules.LEASE = dt.timedelta(milliseconds=LEASE_MS)
    rules.RETRY = Retry(WAIT_MS / 1000, WAIT_MS / 1000, 500, 0)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _work(finish=line.strip() == "finish")
            os._exit(0)
        print(pid, flush=True)  # noqa: T201  # to whoever started this
        os.waitpid(pid, 0)
        print("over", flush=True)  # noqa: T201  # to whoever started this


def _work(*, finish: bool) -> None:
    """A worker's life."""
    from xiaoan.delivery.models import Sending  # noqa: PLC0415  # after the set-up
    from xiaoan.delivery.services.sending import run  # noqa: PLC0415  # after the set-up
    from xiaoan.kernel.actor import system  # noqa: PLC0415  # after the set-up
    from xiaoan.kernel.scope import acting_as  # noqa: PLC0415  # after the set-up

    while True:
        run(seconds=5, threads=2)
        if finish:
            with acting_as(system("tests")):
                if not Sending.objects.filter(state__in=["queued", "held", "sent"]).exists():
                    return
        time.sleep(WAIT_MS / 1000)


if __name__ == "__main__":
    main()
