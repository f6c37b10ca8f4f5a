"""Numbers that a unit sets instead of the catalogue's, and response levels; the old ladder becomes the first of them."""

from django.db import migrations, models

import xiaoan.kernel.ids

LEVELS = ("normal", "IV", "III", "II", "I")
_MOVE = """
insert into duties_override (id, unit_no, level, path, value, since, reason, by_id, at)
select gen_random_uuid(), unit_no, 'normal', 'ladder.' || role, minutes, date '1990-01-01', '', null,
       timestamptz '1990-01-01' from duties_escalation_rule
"""
_BACK = """
insert into duties_escalation_rule (unit_no, level, role, minutes)
select distinct on (unit_no, path) unit_no,
       array_position(array['grade_head', 'principal', 'township_liaison', 'bureau_officer'],
                      substr(path, 8)),
       substr(path, 8), value
from duties_override where path like 'ladder.%%' and level = 'normal' order by unit_no, path, since desc, at desc
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_about")]
    operations = [
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("unit_no", models.IntegerField()),
                ("level", models.TextField()),
                ("path", models.TextField()),
                ("value", models.IntegerField()),
                ("since", models.DateField()),
                ("reason", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "duties_override",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", LEVELS)), name="override_level"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="override_value"
                    ),
                ],
            },
        ),
        migrations.RunSQL(_MOVE, _BACK),
        migrations.DeleteModel("EscalationRule"),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("unit_no", models.IntegerField()),
                ("level", models.TextField()),
                ("reason", models.TextField()),
                ("basis", models.TextField()),
                ("asked_by_id", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("state", models.TextField(default="asked")),
                ("decided_by_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "duties_response",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", LEVELS)), name="response_level"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed", "refused", "lapsed"])),
                        name="response_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="response_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(
                                ("decided_by_id__isnull", False),
                                models.Q(("decided_by_id", models.F("asked_by_id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="response_two_people",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("unit_no",),
                        name="response_asked_once",
                    ),
                ],
            },
        ),
    ]
