"""Whoever an entry or a reply is about reads it wherever it lies: it is their own record."""

from django.db import migrations

from xiaoan.kernel.row_security import INSIDE

TABLES = ("accountability_conduct", "accountability_reply")


def _reading(more: str) -> str:
    return "".join(f"alter policy inside_read on {one} using (({INSIDE}){more});" for one in TABLES)


class Migration(migrations.Migration):
    dependencies = [("accountability", "0003_replies_of_people"), ("kernel", "0001_scope")]
    operations = [
        migrations.RunSQL(_reading(" or user_id = (select scope_user())"), _reading("")),
    ]
