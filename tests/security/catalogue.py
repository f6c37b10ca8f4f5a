"""Reads the database's own catalogue and says what is not as it must be."""

from collections.abc import Iterator

import psycopg

from xiaoan import embedded
from xiaoan.management.commands.doctor import WITHOUT_PEOPLE

POLICIES = {
    "inside_read": "r",
    "inside_insert": "a",
    "inside_update": "w",
    "inside_delete": "d",
}
# Functions that run with their owner's rights instead of the caller's. None: each would be a by-pass.
SECURITY_DEFINER: frozenset[str] = frozenset()
# What the web role may not do although it may insert.
INSERT_ONLY = (
    "journal_entry", "registry_look", "seals_seal", "directory_enrolment_change",
    "accounts_grant_change", "duties_naming", "accountability_file_step", "accountability_conduct",
    "accountability_reply", "supplies_act", "supplies_entry",
    "procurement_step", "procurement_delivery", "procurement_delivery_line", "procurement_bill",
    "procurement_pace", "procurement_paper", "supplies_lot",
    "demand_scenario",
    "equipment_step", "equipment_kit_step", "photos_photo", "photos_paper",
    "hygiene_record", "hygiene_flag", "hygiene_check", "hygiene_statement",
    "hygiene_incident_step", "hygiene_act",
    "training_act", "training_practical", "training_need", "training_retired",
    "materials_act", "materials_review", "materials_halt",
    "stories_act", "stories_shown", "stories_word",
    "homework_act", "homework_turn", "homework_import",
    "delivery_attempt", "delivery_receipt",
    "inspections_edition", "inspections_step", "inspections_form",
    "notices_act", "notices_call", "notices_variable",
    "reopening_opening", "publicity_version", "publicity_step",
    "rumours_answer", "rumours_release", "rumours_step",
    "drills_act",
    "briefings_briefing",
    "briefings_comment",
    "dailyreports_order",
    "dailyreports_receipt",
    "dailyreports_remark",
    "dailyreports_sending",
    "dailyreports_version",
    "returns_act",
    "returns_version",
    "dropout_report", "dropout_review", "dropout_check", "dropout_list_mark",
    "dropout_report", "dropout_review",
    "readiness_act", "readiness_statement", "readiness_turn",
    "counselling_certificate",
    "lessons_import",
    "arrivals_act", "arrivals_hand_over",
    "situation_map",
    "indicators_check", "indicators_difference",
    "schoolplans_act", "schoolplans_version", "schoolplans_step",
)  # fmt: skip
EXTENSION_FREE = """
 and not exists (select 1 from pg_depend d where d.objid = o.oid and d.deptype = 'e')
"""


def faults(url: str) -> list[str]:
    """Every fault of the database at `url` (a superuser's address), sorted."""
    with psycopg.connect(url) as connection:
        checks = (_tables, _stale, _policies, _roles, _owners, _functions, _views, _rights)
        return sorted(fault for check in checks for fault in check(connection))


def tables(connection: psycopg.Connection) -> dict[str, tuple[bool, bool]]:
    rows = connection.execute(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class "
        "where relkind in ('r', 'p', 'm', 'f') and relnamespace = 'public'::regnamespace"
    )
    return {name: (enabled, forced) for name, enabled, forced in rows}


def _tables(connection: psycopg.Connection) -> Iterator[str]:
    for name, (enabled, forced) in tables(connection).items():
        if name not in WITHOUT_PEOPLE and not (enabled and forced):
            yield f"{name}: row security enabled {enabled}, forced {forced}"
        if name in WITHOUT_PEOPLE and enabled:
            yield f"{name}: on the list of tables without people, yet under row security"


def _stale(connection: psycopg.Connection) -> Iterator[str]:
    for name in WITHOUT_PEOPLE - tables(connection).keys():
        yield f"{name}: on the list of tables without people, yet not there"


def _policies(connection: psycopg.Connection) -> Iterator[str]:
    rows = connection.execute(
        "select c.relname, p.polname, p.polcmd, p.polpermissive, p.polroles::oid[] = '{0}', "
        "coalesce(pg_get_expr(p.polqual, p.polrelid), '') || "
        "coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') "
        "from pg_policy p join pg_class c on c.oid = p.polrelid"
    )
    found: dict[str, dict[str, str]] = {}
    for table, name, command, permissive, everybody, text in rows:
        found.setdefault(table, {})[name] = command
        if not (permissive and everybody and "scope_lo()" in text and "scope_hi()" in text):
            yield f"{table}: policy {name} does not ask for the scope"
    for table in tables(connection).keys() - WITHOUT_PEOPLE:
        if found.get(table) != POLICIES:
            yield f"{table}: policies {sorted(found.get(table, {}))}"


def _roles(connection: psycopg.Connection) -> Iterator[str]:
    rows = connection.execute(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
        "from pg_roles where rolname in (%s, %s) order by 1",
        [embedded.APP, embedded.OWNER],
    ).fetchall()
    for name, *powers in rows:
        if any(powers):
            yield f"role {name}: has a power beyond its tables"
    if len(rows) != 2:
        yield "roles are missing"
    members = connection.execute(
        "select m.rolname, r.rolname from pg_auth_members a join pg_roles m on m.oid = a.member "
        "join pg_roles r on r.oid = a.roleid where m.rolname = any (%s)",
        [[embedded.APP, embedded.OWNER]],
    )
    for member, role in members:
        yield f"role {member}: is a member of {role}"


def _owners(connection: psycopg.Connection) -> Iterator[str]:
    rows = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'p', 'v', 'm', 'f') and pg_get_userbyid(relowner) = %s",
        [embedded.APP],
    )
    for (name,) in rows:
        yield f"{name}: owned by the web role"
    creates = connection.execute(
        "select has_schema_privilege(%s, 'public', 'create')", [embedded.APP]
    ).fetchone()
    if creates == (True,):
        yield "schema public: the web role may create tables in it"


def _functions(connection: psycopg.Connection) -> Iterator[str]:
    rows = connection.execute(
        "select proname from pg_proc o where prosecdef and pronamespace = 'public'::regnamespace"
        + EXTENSION_FREE
    )
    found = {name for (name,) in rows}
    for name in found - SECURITY_DEFINER:
        yield f"function {name}: security definer, not on the list"
    for name in SECURITY_DEFINER - found:
        yield f"function {name}: on the list of security definers, yet not there"


def _views(connection: psycopg.Connection) -> Iterator[str]:
    rows = connection.execute(
        "select relname, coalesce(reloptions::text, '') from pg_class "
        "where relkind = 'v' and relnamespace = 'public'::regnamespace"
    )
    for name, options in rows:
        if "security_invoker=true" not in options and "security_invoker=on" not in options:
            yield f"view {name}: runs with its owner's rights"


def _rights(connection: psycopg.Connection) -> Iterator[str]:
    for table in INSERT_ONLY:
        for verb in ("update", "delete", "truncate"):
            if _may(connection, table, verb):
                yield f"{table}: the web role may {verb}"
    for table in tables(connection):
        for verb in ("truncate", "trigger", "references"):
            if table not in INSERT_ONLY and _may(connection, table, verb):
                yield f"{table}: the web role may {verb}"
    if _may(connection, "journal_head", "delete"):
        yield "journal_head: the web role may delete"


def _may(connection: psycopg.Connection, table: str, verb: str) -> bool:
    row = connection.execute(
        "select has_table_privilege(%s, %s, %s)", [embedded.APP, table, verb]
    ).fetchone()
    return row == (True,)
