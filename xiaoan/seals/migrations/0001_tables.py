"""Seals are only ever added; places say how far they have got."""

from django.db import migrations, models

from xiaoan.kernel.row_security import insert_only, protect


class Migration(migrations.Migration):
    initial = True
    dependencies = [("journal", "0003_receipts")]
    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("no", models.IntegerField(primary_key=True, serialize=False)),
                ("unit_no", models.IntegerField()),
                ("at", models.DateTimeField(db_index=True)),
                ("whole", models.BooleanField()),
                ("body", models.TextField()),
                ("signature", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "seals_seal"},
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("unit_no", models.IntegerField()),
                ("delivered_no", models.IntegerField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("reason", models.TextField(default="")),
                ("detail", models.TextField(default="")),
            ],
            options={"db_table": "seals_place"},
        ),
        protect("seals_seal"),
        insert_only("seals_seal"),
        protect("seals_place"),
    ]
