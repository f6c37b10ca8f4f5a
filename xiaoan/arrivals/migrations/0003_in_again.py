"""A child let in, then measured again or sent home, may be let in once more; the desk takes one child at a
time."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('arrivals', '0002_row_security'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='check',
            name='arrivals_in_once',
        ),
    ]
