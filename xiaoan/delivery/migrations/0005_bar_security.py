"""Row security of what officers entered at somebody's request."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_languages_bars")]
    operations = [protect("delivery_bar"), own_school("delivery_bar")]
