"""What is noticed between the checks: a symptom seen in class, in the yard, at the retest."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.screening import rules


class Observation(models.Model):
    """A symptom of a pupil, noted by a teacher, keeper or doctor. `id` is made by the page.

    `unit_no` follows the class, `class_no` is the class when it was seen. Withdrawn rows stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_no = models.IntegerField()
    enrolment_id = models.UUIDField()
    person_id = models.UUIDField()
    dormitory_no = models.IntegerField(null=True)
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    source = models.TextField(default="seen")
    symptoms = models.IntegerField()
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    method = models.TextField(default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "screening_observation"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=rules.OBSERVED), name="observation_source"
            ),
            models.CheckConstraint(condition=Q(symptoms__gt=0), name="observation_symptoms"),
        ]
        indexes = [
            models.Index(fields=["day", "unit_no"], name="observation_day_unit"),
            models.Index(fields=["day", "class_no"], name="observation_day_class"),
            models.Index(fields=["school_id", "person_id"], name="observation_person"),
            models.Index(
                fields=["day", "dormitory_no"],
                condition=Q(dormitory_no__isnull=False),
                name="observation_dormitory",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
