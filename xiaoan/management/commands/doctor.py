"""`xiaoan doctor`: is this installation safe to use? One line per check, exit 1 if any fails."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xiaoan import embedded
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.seals import queries
from xiaoan.web import pdf

# Tables without a person in them; every other table of ours must be under forced row security.
WITHOUT_PEOPLE = frozenset(
    {
        "accounts_demo_person", "accounts_throttle", "auth_group", "auth_group_permissions",
        "auth_permission", "directory_bell", "directory_calendar_day", "directory_former_name",
        "directory_site", "directory_term", "directory_unit", "django_content_type", "django_migrations",
        "django_session", "duties_answering", "duties_override", "duties_response",
        "illness_setting", "journal_head",
        "keypersons_pack_choice", "careteams_scheme_choice", "procrastinate_events",
        "procrastinate_jobs",
        "procrastinate_periodic_defers", "procrastinate_workers", "screening_slot_rule",
        "supplies_code", "supplies_lot", "supplies_recall", "supplies_standard",
        "publicity_edition",
        "delivery_pace", "delivery_receipt",
        "demand_rate", "demand_scenario", "training_version", "training_need", "training_retired",
        "materials_version", "materials_review", "materials_halt", "materials_view",
        "materials_assignment",
        "notices_template", "notices_variable",
        "lessons_mapping", "homework_mapping",
    }
)  # fmt: skip
FEWEST_PLACES = 3
LEAST_FREE_BYTES = 2 * 1024**3
Check = Callable[[], Iterator[str]]


class Command(BaseCommand):
    """Faults go to stderr as sentences that say what to set."""

    help = "Check settings, database roles, row security, worker, disk and clock."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for name, check in CHECKS.items():
            faults = list(check())
            failed += bool(faults)
            self.stdout.write(f"{'FAIL' if faults else 'ok':4}  {name}")
            for fault in faults:
                self.stderr.write(f"      {fault}")
        if failed:
            raise CommandError(f"{failed} of {len(CHECKS)} checks failed.")


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def role() -> Iterator[str]:
    for name, is_super, bypass in _rows(
        "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
    ):
        if is_super or bypass:
            yield f"The web role {name} is superuser or may by-pass row security. Use {embedded.APP}."


def ownership() -> Iterator[str]:
    for (table,) in _rows(
        "select relname from pg_class where relkind in ('r','p','v') and "
        "relnamespace = 'public'::regnamespace and pg_get_userbyid(relowner) = current_user"
    ):
        yield f"The web role owns {table}. Migrate as {embedded.OWNER}."


def row_security() -> Iterator[str]:
    for table, enabled, forced in _rows(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class where relkind in ('r','p') "
        "and relnamespace = 'public'::regnamespace order by relname"
    ):
        if table not in WITHOUT_PEOPLE and not (enabled and forced):
            yield f"Table {table} is not under forced row security."


def server_settings() -> Iterator[str]:
    found = dict(_rows("select name, setting from pg_settings"))
    for name, wanted in embedded.SAFE.items():
        if found[name] != wanted:
            yield f"{name} is {found[name]}; set it to {wanted}."
    if found["data_checksums"] != "on":
        yield "Data checksums are off; run pg_checksums --enable on the stopped cluster."


def disk() -> Iterator[str]:
    free = shutil.disk_usage(settings.XIAOAN_HOME).free
    if free < LEAST_FREE_BYTES:
        yield f"Only {free / 1024**3:.1f} GB free under XIAOAN_HOME; at least 2 GB are needed."


def server_clock() -> Iterator[str]:
    ((theirs,),) = _rows("select clock_timestamp()")
    apart = abs(theirs - dt.datetime.now(clock.ZONE))
    if apart > dt.timedelta(seconds=5):
        yield f"Clocks differ by {apart.total_seconds():.0f} s. Run NTP on both machines."


def keys() -> Iterator[str]:
    path = Path(settings.XIAOAN_KEY_FILE)
    if not path.exists():
        yield f"{path} is missing. Restore it, or make one with `xiaoan keys new FILE` before first use."
    elif path.stat().st_mode & 0o077:
        yield f"{path} can be read by others. chmod 600 it."


def counselling_keys() -> Iterator[str]:
    path = Path(settings.XIAOAN_COUNSELLING_KEY_FILE)
    if not path.exists():
        yield (
            f"{path} is missing. Restore it; before first use make one with `xiaoan keys counselling FILE`."
        )
    elif path.stat().st_mode & 0o077:
        yield f"{path} can be read by others. chmod 600 it."


def worker() -> Iterator[str]:
    ((late,),) = _rows(
        "select count(*) from procrastinate_jobs where status = 'todo' and "
        "coalesce(scheduled_at, now()) < now() - interval '5 minutes'"
    )
    ((alive,),) = _rows(
        "select count(*) from procrastinate_workers where last_heartbeat > now() - interval '1 minute'"
    )
    if not alive:
        yield "No worker has been seen in the last minute. Run `xiaoan worker` (or `xiaoan serve`)."
    if late:
        yield f"{late} jobs have waited for more than 5 minutes."
    ((failed,),) = _rows(
        "select count(*) from procrastinate_jobs j where status = 'failed' and exists (select from "
        "procrastinate_events e where e.job_id = j.id and e.at > now() - interval '1 day')"
    )
    if failed:
        yield f"{failed} jobs of the last day failed and are not tried again; the worker's log says why."


def seal_key() -> Iterator[str]:
    path = Path(settings.XIAOAN_SEAL_KEY_FILE)
    if not path.exists():
        yield f"{path} is missing. Make one with `xiaoan keys seal {path}`."
    elif path.stat().st_mode & 0o077:
        yield f"{path} can be read by others. chmod 600 it."


def papers() -> Iterator[str]:
    found = pdf.missing()
    if found:
        yield f"Papers cannot be had as PDF: install {found} (scripts/system.sh does, as root)."


def seals() -> Iterator[str]:
    with acting_as(system("doctor")):
        yield from queries.troubles()
    places = queries.configured()
    if not settings.DEMO and len(places) < FEWEST_PLACES:
        yield (
            f"Seals go to {len(places)} places; name at least {FEWEST_PLACES} in XIAOAN_SEAL_PLACES, "
            "kept by different people."
        )


CHECKS: dict[str, Check] = {
    "web role is neither superuser nor above row security": role,
    "web role owns no table": ownership,
    "row security is enabled and forced": row_security,
    "server settings are safe": server_settings,
    "keys are there and private": keys,
    "counselling keys are there and private": counselling_keys,
    "seal key is there and private": seal_key,
    "seals are made and carried out": seals,
    "disk has room": disk,
    "clocks agree": server_clock,
    "worker is running": worker,
    "papers can be set as PDF": papers,
}
