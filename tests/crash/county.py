"""`python -m tests.crash.county`: the small county in the cluster of XIAOAN_HOME, and six sessions.

A process of its own, because the installation under test is not the one of the test run. Prints what
the clients need as JSON.
"""

import datetime as dt
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from xiaoan import embedded

TEACHERS = ("teacher", "teacher_12", "teacher_21", "teacher_k", "teacher_71", "teacher_72")
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.datetime(2026, 11, 23, 7, 30, tzinfo=SHANGHAI)


def main() -> None:
    home = Path(os.environ["XIAOAN_HOME"])
    # The installation's clock stands at the county's morning, as a demonstration's does.
    (home / "clock").write_text(str((MORNING - dt.datetime.now(SHANGHAI)).total_seconds()))
    place = embedded.start(home / "pg")
    os.environ["DATABASE_URL"] = place.app
    os.environ["XIAOAN_OWNER_DATABASE_URL"] = place.owner
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiaoan.settings"
    django.setup()
    # Only now: these modules hold models.
    import_module("xiaoan.management.commands.serve").make_keys()
    call_command("migrate", database="owner", verbosity=0)
    universe = import_module("tests.builders").build_universe()
    teachers = [_teacher(universe, login) for login in TEACHERS]
    json.dump({"superuser": place.superuser, "teachers": teachers}, sys.stdout)


def _teacher(universe: Any, login: str) -> dict[str, Any]:
    """A session of a class teacher, the class, and one pupil to mark."""
    user = universe.users[login]
    builders = import_module("tests.builders")
    with import_module("xiaoan.kernel.scope").acting_as(builders.BUILDER):
        key = builders.session_of(user)
    unit_no = universe.cast[login].scopes[0].lo
    pupils = [str(pupil.enrolment_id) for pupil in universe.pupils[unit_no]]
    return {"session": key, "unit_no": unit_no, "pupils": pupils}


if __name__ == "__main__":
    main()
