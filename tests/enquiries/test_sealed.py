"""What a question asks about is sealed too, also what was asked before it was."""

from importlib import import_module

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.builders import BUILDER, Universe
from tests.enquiries.talk import asked
from tests.environment import PLACE
from tests.outbreaks.looks import Acting
from xiaoan.enquiries import queries
from xiaoan.kernel.scope import enter


def test_the_title_of_what_is_asked_about_lies_sealed(acting: Acting, universe: Universe) -> None:
    row = asked(
        acting, universe, about_source="notices.notice", about_id="1", about_title="王小明的水痘"
    )
    enter(BUILDER)
    with connection.cursor() as cursor:
        cursor.execute(
            "select row_to_json(e)::text from enquiries_enquiry e where id = %s", [row.pk]
        )
        (kept,) = cursor.fetchone()
    assert "水痘" not in kept
    assert row.about_title_cipher is not None
    assert queries.about_title(row) == "王小明的水痘"


def test_nothing_asked_about_keeps_nothing(acting: Acting, universe: Universe) -> None:
    row = asked(acting, universe)
    assert (row.about_title_cipher, queries.about_title(row)) == (None, "")


def test_rows_of_before_are_sealed_by_the_migration(
    own_database: str, acting: Acting, universe: Universe
) -> None:
    name = psycopg.conninfo.conninfo_to_dict(own_database)["dbname"]
    with psycopg.connect(PLACE.superuser, dbname=name, autocommit=True) as owner:
        owner.execute("alter table enquiries_enquiry add column about_title text default ''")
        owner.execute("grant select, update (about_title) on enquiries_enquiry to xiaoan_app")
    step = import_module("xiaoan.enquiries.migrations.0003_about_title_sealed")
    # The models as they stood once the new column was there and the old one not gone yet.
    between = MigrationLoader(connection).project_state(("enquiries", "0003_about_title_sealed"))
    row = asked(acting, universe)
    enter(BUILDER)
    with connection.cursor() as cursor:
        cursor.execute("update enquiries_enquiry set about_title = '旧题' where id = %s", [row.pk])
        step.seal(between.apps, _Editor())
        cursor.execute("select about_title from enquiries_enquiry where id = %s", [row.pk])
        assert cursor.fetchone() == ("",)
        row.refresh_from_db()
        assert queries.about_title(row) == "旧题"
        step.unseal(between.apps, _Editor())
        cursor.execute("select about_title from enquiries_enquiry where id = %s", [row.pk])
        assert cursor.fetchone() == ("旧题",)


class _Editor:
    """All of a schema editor that the step asks for."""

    connection = connection
