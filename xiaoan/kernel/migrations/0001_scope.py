"""Before any table: what the application role may do by default, and the functions of row security."""

from django.db import migrations

from xiaoan.kernel.row_security import FUNCTIONS, FUNCTIONS_BACK

RIGHTS = """
alter default privileges grant select, insert, update, delete on tables to xiaoan_app;
alter default privileges grant usage, select on sequences to xiaoan_app;
grant select on all tables in schema public to xiaoan_app;
grant usage on schema public to xiaoan_app;
"""
RIGHTS_BACK = """
alter default privileges revoke all on tables from xiaoan_app;
alter default privileges revoke all on sequences from xiaoan_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(RIGHTS, RIGHTS_BACK),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
    ]
