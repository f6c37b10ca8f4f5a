"""Tables of briefings."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7


class Briefing(models.Model):
    """A briefing as it was made; never changed. `content`: what was chosen with its figures and rules,
    counts and codes only; `by_id` None: by the system in the morning, once a day and unit."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    made_at = models.DateTimeField()
    content = models.JSONField()
    digest = models.TextField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "briefings_briefing"
        constraints = (
            models.UniqueConstraint(
                fields=["unit_no", "day"], condition=Q(by_id=None), name="briefing_of_morning"
            ),
            models.UniqueConstraint(fields=["school_id", "id"], name="briefing_school"),
        )
        indexes = (models.Index(fields=["unit_no", "-made_at"], name="briefing_unit"),)

    def __str__(self) -> str:
        return f"{self.unit_no} {self.made_at}"


class Comment(models.Model):
    """What somebody of the office added; sealed, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    briefing_id = models.UUIDField()
    text = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "briefings_comment"
        indexes = (models.Index(fields=["briefing_id"], name="briefing_comment"),)

    def __str__(self) -> str:
        return f"{self.briefing_id} {self.at}"
