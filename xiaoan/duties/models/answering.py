"""Who answers for a kind of duty, as a unit has set it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from xiaoan.duties import rules
from xiaoan.kernel.ids import uuid7


class Answering(models.Model):
    """Who answers for a kind at a unit and a level instead of the catalogue's, along which chain it goes up,
    what is asked as evidence. Added only but for its state: the latest in force counts (rules.answering).

    `takes`: it takes the duty from a post, shortens the chain or asks for less, and needs a second person.
    `values`: the numbers of the kind that go with it. `effective_at`: from when on; `applied_at`: when what
    was open followed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    kind = models.TextField()
    level = models.TextField()
    answers = ArrayField(models.TextField(), default=list)
    deputies = ArrayField(models.TextField(), default=list)
    chain = ArrayField(models.TextField(), default=list)
    evidence = ArrayField(models.TextField(), default=list)
    values = models.JSONField(default=dict)
    takes = models.BooleanField()
    since = models.DateField()
    reason = models.TextField()
    said = models.BinaryField()
    state = models.TextField(default="asked")
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duties_answering"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=rules.LEVELS), name="answering_level"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "set", "refused", "lapsed"]),
                name="answering_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_at=None)
                | models.Q(~models.Q(state="asked"), decided_at__isnull=False),
                name="answering_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(state="set") ^ models.Q(effective_at=None),
                name="answering_effective",
            ),
            # Two people, whatever a service forgets.
            models.CheckConstraint(
                condition=~models.Q(state="set", takes=True)
                | (
                    models.Q(decided_by_id__isnull=False)
                    & ~models.Q(decided_by_id=models.F("asked_by_id"))
                ),
                name="answering_two_people",
            ),
            models.UniqueConstraint(
                fields=["unit_no", "kind", "level"],
                condition=models.Q(state="asked"),
                name="answering_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_no} {self.level} {self.state}"
