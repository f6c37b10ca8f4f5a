"""The title of what a question asks about is sealed as its words are; rows of before are sealed here."""

from typing import Any

from django.db import migrations, models

from xiaoan.kernel import ciphers
from xiaoan.kernel.scope import everywhere

_PLACE = "enquiries_enquiry.about_title_cipher"


def seal(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    rows = apps.get_model("enquiries", "Enquiry").objects.using(using)
    with everywhere("migration", using):
        for row in rows.exclude(about_title="").only("id", "about_title").iterator(500):
            sealed = ciphers.seal(row.about_title, place=_PLACE, row=row.pk)
            rows.filter(pk=row.pk).update(about_title_cipher=sealed, about_title="")


def unseal(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    rows = apps.get_model("enquiries", "Enquiry").objects.using(using)
    with everywhere("migration", using):
        for row in rows.exclude(about_title_cipher=None).iterator(500):
            title = ciphers.unseal(row.about_title_cipher, place=_PLACE, row=row.pk)
            rows.filter(pk=row.pk).update(about_title=title)


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0002_row_security")]
    operations = [
        migrations.AddField("enquiry", "about_title_cipher", models.BinaryField(null=True)),
        migrations.RunPython(seal, unseal),
    ]
