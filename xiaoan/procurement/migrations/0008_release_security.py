"""Releases are read by all who buy and written by the county alone."""

from django.db import migrations

from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("procurement", "0007_release")]
    operations = [protect("procurement_release", also="true")]
