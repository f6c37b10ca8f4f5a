"""The database's catalogue: nothing personal is outside row security, and the checker sees what is."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from psycopg.conninfo import make_conninfo

from tests import environment
from tests.builders import Universe
from tests.conftest import TEMPLATE
from tests.security import catalogue
from xiaoan import embedded
from xiaoan.management.commands.doctor import WITHOUT_PEOPLE

CLONE = "catalogue_clone"
OURS = (
    "journal",
    "directory",
    "accounts",
    "duties",
    "screening",
    "supplies",
    "procurement",
    "allocation",
    "demand",
    "equipment",
    "photos",
    "delivery",
    "training",
    "materials",
    "stories",
    "outreach",
    "lessons",
    "platforms",
    "homework",
    "counselling",
    "learning",
    "dropout",
    "campus",
    "schoolplans",
    "clearances",
    "drills",
    "simulations",
    "arrivals",
    "readiness",
    "indicators",
    "situation",
    "dailyreports",
    "returns",
    "analysis",
    "briefings",
    "hygiene",
    "inspections",
    "reopening",
    "publicity",
    "enquiries",
    "rumours",
    "careteams",
    "command",
    "directives",
    "keypersons",
    "verification",
    "outbreaks",
    "investigations",
    "measures",
    "statutory",
    "overview",
)
# Tables of rules and of the tree itself: rows of the county, without a person in them. What they say
# of a unit is public inside the county, so they carry `unit_no` (or are the units) and no school.
RULES = {
    "accounts.DemoPerson", "accounts.Throttle", "careteams.SchemeChoice",
    "directory.Bell", "directory.CalendarDay",
    "directory.FormerName", "directory.Site", "directory.Term", "directory.Unit",
    "duties.Answering", "duties.Override",
    "duties.Response",
    "journal.Head", "keypersons.PackChoice", "screening.SlotRule",
    "procurement.Pace", "procurement.Paper", "procurement.Release", "procurement.Supplier",
    "supplies.Code", "supplies.Lot", "supplies.Recall", "supplies.Standard",
    "delivery.Channel", "delivery.Pace", "lessons.Mapping", "delivery.Receipt",
    "homework.Mapping",
    "demand.Rate", "demand.Scenario",
    "training.Need", "training.Retired", "training.Version",
    "publicity.Edition",
    "materials.Assignment", "materials.Halt", "materials.Review", "materials.Version",
    "materials.View",
}  # fmt: skip
# Of these, what everybody reads and the county alone writes: under row security all the same.
COUNTY_ONLY = {
    "procurement.Pace", "procurement.Paper", "procurement.Release", "procurement.Supplier",
    "delivery.Channel",
}  # fmt: skip


def test_the_catalogue_is_clean(universe: Universe) -> None:
    assert catalogue.faults(make_conninfo(environment.PLACE.superuser, dbname="xiaoan")) == []


@pytest.fixture(scope="module")
def clone(universe: Universe) -> Iterator[str]:
    """A copy that may be broken; every test rolls its own damage back."""
    with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
        su.execute(f"create database {CLONE} template {TEMPLATE} owner xiaoan_owner")
        yield make_conninfo(environment.PLACE.superuser, dbname=CLONE)
        su.execute(f"drop database {CLONE} with (force)")


DAMAGE = [
    (
        "drop policy inside_read on screening_mark",
        (
            "create policy inside_read on screening_mark for select using (unit_no >= scope_lo() "
            "and unit_no < scope_hi())"
        ),
        "screening_mark: policies ['inside_delete', 'inside_insert', 'inside_update']",
    ),
    (
        "alter policy inside_read on screening_mark using (true)",
        (
            "alter policy inside_read on screening_mark using (unit_no >= scope_lo() "
            "and unit_no < scope_hi())"
        ),
        "screening_mark: policy inside_read does not ask for the scope",
    ),
    (
        "alter table directory_person disable row level security",
        "alter table directory_person enable row level security",
        "directory_person: row security enabled False, forced True",
    ),
    (
        "alter table directory_person no force row level security",
        "alter table directory_person force row level security",
        "directory_person: row security enabled True, forced False",
    ),
    (
        "create table a_new_table (id int)",
        "drop table a_new_table",
        "a_new_table: policies []\na_new_table: row security enabled False, forced False",
    ),
    (
        "create view everybody as select name from directory_person",
        "drop view everybody",
        "view everybody: runs with its owner's rights",
    ),
    (
        "create function peep() returns int language sql security definer as 'select 1'",
        "drop function peep()",
        "function peep: security definer, not on the list",
    ),
    (
        "grant update on journal_entry to xiaoan_app",
        "revoke update on journal_entry from xiaoan_app",
        "journal_entry: the web role may update",
    ),
    (
        "alter table directory_term owner to xiaoan_app",
        "alter table directory_term owner to xiaoan_owner",
        (
            "directory_term: owned by the web role\n"
            "directory_term: the web role may references\n"
            "directory_term: the web role may trigger\n"
            "directory_term: the web role may truncate"
        ),
    ),
]


@pytest.mark.parametrize(("damage", "repair", "fault"), DAMAGE, ids=[d for d, *_ in DAMAGE])
def test_the_checker_sees_damage(clone: str, damage: str, repair: str, fault: str) -> None:
    with psycopg.connect(clone, autocommit=True) as superuser:
        superuser.execute(damage)
        assert "\n".join(catalogue.faults(clone)) == fault
        superuser.execute(repair)
    assert catalogue.faults(clone) == []


def test_every_operational_model_has_school_and_unit() -> None:
    """What is about people can be distributed by school and cut by unit; the rest is named."""
    without = {
        model._meta.label
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if not {"school_id", "unit_no"} <= {f.attname for f in model._meta.concrete_fields}
    }
    assert without == RULES


def test_the_list_of_tables_without_people_names_tables_of_rules_only() -> None:
    ours = {m._meta.db_table for a in OURS for m in apps.get_app_config(a).get_models()}
    named = {apps.get_model(label)._meta.db_table for label in RULES - COUNTY_ONLY}
    assert ours & WITHOUT_PEOPLE == named


def test_the_application_role_cannot_step_out_of_itself(universe: Universe) -> None:
    with psycopg.connect(environment.PLACE.app) as connection:
        for attempt in (
            "set role xiaoan_owner",
            "set session authorization postgres",
            "alter table directory_person disable row level security",
            "drop policy inside_read on directory_person",
            "alter role xiaoan_app bypassrls",
            "create table public.hole (id int)",
            "update journal_entry set body = ''",
            "delete from journal_entry",
            "truncate directory_person",
        ):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege),
                connection.transaction(),
            ):
                connection.execute(attempt)
        # `row_security = off` turns a hidden row into an error, never into a row.
        connection.execute("set row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("select count(*) from directory_person")


def test_the_two_roles_are_the_ones_the_server_started_with(universe: Universe) -> None:
    assert (embedded.APP, embedded.OWNER) == ("xiaoan_app", "xiaoan_owner")
    with psycopg.connect(environment.PLACE.app) as connection:
        row = connection.execute("select current_user, session_user").fetchone()
    assert row == ("xiaoan_app", "xiaoan_app")
