"""Key persons whom an outside list has named."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keypersons', '0003_days'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='keyperson',
            name='key_person_source',
        ),
        migrations.AddConstraint(
            model_name='keyperson',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ('hand', 'survey', 'list', 'illness', 'travel', 'move'))), name='key_person_source'),
        ),
    ]
