"""A salt has 16 bytes (decision 27): of another length it could take digits from the unit, and the hash stay."""

from django.db import migrations

CHECK = """
alter table journal_entry add constraint journal_entry_salt
  check (salt is null or octet_length(salt) = 16);
"""
UNDO = "alter table journal_entry drop constraint journal_entry_salt;"


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_commitments")]
    operations = [migrations.RunSQL(CHECK, UNDO)]
