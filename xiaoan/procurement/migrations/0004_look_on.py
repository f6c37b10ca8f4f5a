"""The day on which a late order is chased again where nothing new was promised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0003_invoice_once")]
    operations = [migrations.AddField("order", "look_on", models.DateField(null=True))]
