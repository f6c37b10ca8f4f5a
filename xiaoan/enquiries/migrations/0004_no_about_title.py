"""Nothing of it is left in clear."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0003_about_title_sealed")]
    operations = [migrations.RemoveField("enquiry", "about_title")]
