"""What somebody asks about a duty of theirs: to hand it over, help, to be let off; who stands in for whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiaoan.kernel.ids import uuid7


class Asking(models.Model):
    """One request about an open duty, by whoever answers for it; it stays theirs until it is answered so.

    `kind`: handover (a colleague takes it), help (a note to the next in the chain), cannot (a superior lets
    off or insists). `answer` is what was answered: accepted, declined, heard, excused, insisted, withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    duty_id = models.UUIDField()
    kind = models.TextField()
    from_id = models.UUIDField()
    recipient_ids = ArrayField(models.UUIDField())
    note = models.TextField(default="")
    at = models.DateTimeField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answer_note = models.TextField(default="")

    class Meta:
        db_table = "duties_asking"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["handover", "help", "cannot"]), name="asking_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="asking_answered",
            ),
            models.UniqueConstraint(
                fields=["school_id", "duty_id", "kind"],
                condition=models.Q(answer=""),
                name="asking_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no"], condition=models.Q(answer=""), name="asking_open"),
            models.Index(fields=["from_id", "at"], name="asking_from"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.duty_id}"


class Deputising(models.Model):
    """Somebody stands in for another's duties from a day until (not including) another, once they agreed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    from_id = models.UUIDField()
    to_id = models.UUIDField()
    since = models.DateField()
    until = models.DateField()
    note = models.TextField(default="")
    state = models.TextField(default="asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duties_deputising"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__lt=models.F("until")), name="deputising_days"
            ),
            models.CheckConstraint(
                condition=~models.Q(from_id=models.F("to_id")), name="deputising_another"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "agreed", "declined", "ended"]),
                name="deputising_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["since"],
                condition=models.Q(state__in=["asked", "agreed"]),
                name="deputising_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.since} {self.until}"
