"""What is done several times a day, as airing is, belongs to the whole day and not to one part of it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hygiene', '0006_truth'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='line', name='hygiene_line_slot'),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('slot__in', ('morning', 'noon', 'day', 'after', 'trip'))), name='hygiene_line_slot'),
        ),
    ]
