"""When the record came to know that a duty was done that was brought in with others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0010_answering'),
    ]

    operations = [
        migrations.AddField(
            model_name='duty',
            name='recorded_at',
            field=models.DateTimeField(null=True),
        ),
    ]
