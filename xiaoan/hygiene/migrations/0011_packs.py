"""Of a product also how it is packed, and when its permit was given and ends."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("hygiene", "0010_pressed")]
    operations = [
        migrations.AddField("product", "approved", models.DateField(null=True)),
        migrations.AddField("product", "licence_until", models.DateField(null=True)),
        migrations.AddField("product", "pack", models.TextField(default="")),
    ]
