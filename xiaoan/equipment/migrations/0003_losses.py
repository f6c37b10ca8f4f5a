"""What a round of a kit did not find, and who confirmed it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('equipment', '0002_row_security'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='kitstep',
            name='equipment_kit_step_what',
        ),
        migrations.AddField(
            model_name='kitstep',
            name='about_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='kitstep',
            name='lost',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='kitstep',
            index=models.Index(condition=models.Q(('lost', {}), _negated=True), fields=['unit_no'], name='equipment_kit_step_lost'),
        ),
        migrations.AddConstraint(
            model_name='kitstep',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ('open', 'fill', 'check', 'use', 'drop', 'close', 'confirm'))), name='equipment_kit_step_what'),
        ),
        migrations.AddConstraint(
            model_name='kitstep',
            constraint=models.CheckConstraint(condition=models.Q(('what', 'confirm'), ('about_id', None), _connector='XOR'), name='equipment_kit_step_confirms'),
        ),
        migrations.AddConstraint(
            model_name='kitstep',
            constraint=models.UniqueConstraint(fields=('about_id',), name='equipment_kit_step_confirmed'),
        ),
    ]
