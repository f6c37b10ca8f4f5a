"""Findings that no round made: of what an app above holds."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0004_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='finding',
            name='about_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name='finding',
            name='round_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(condition=models.Q(('about_id__isnull', False)), fields=['about_id'], name='finding_about'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('round_id', None), ('about_id', None), _connector='XOR'), name='finding_of_one_thing'),
        ),
    ]
