"""One child alone, a report by a person: what a signal of those rules needs."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbreaks', '0005_security_statistics'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='signal',
            name='signal_once',
        ),
        migrations.AddField(
            model_name='signal',
            name='about_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='signal',
            name='reported_by_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='signal',
            name='source',
            field=models.TextField(default='system'),
        ),
        migrations.AddField(
            model_name='signal',
            name='words',
            field=models.BinaryField(null=True),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(fields=['school_id', '-last_day'], name='signal_school_day'),
        ),
        migrations.AddIndex(
            model_name='signalcase',
            index=models.Index(fields=['school_id', 'person_id'], name='signal_case_person'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.UniqueConstraint(fields=('school_id', 'unit_no', 'rule', 'syndrome', 'day', 'about_id'), name='signal_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('source', 'system'), models.Q(('reported_by_id__isnull', False), ('source', 'person')), _connector='OR'), name='signal_source'),
        ),
    ]
