"""Who has agreed that their own phone number is shown."""

from django.db import models

from xiaoan.kernel.ids import uuid7


class NumberShown(models.Model):
    """That somebody has agreed to have their own phone number shown: to the families of those they look
    after, or to colleagues while they lead or stand watch. Until they withdraw it; ended, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    audience = models.TextField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_number_shown"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience__in=["families", "colleagues"]), name="number_audience"
            ),
            models.UniqueConstraint(
                fields=["user_id", "audience"],
                condition=models.Q(until_at=None),
                name="number_shown_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.audience}"
