"""Whether a record is true: what makes it doubtful, what is drawn for a look, what a second person found."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7

RESULTS = ("true", "untrue", "unclear")


class Doubt(models.Model):
    """One thing that speaks against a record. `weight` in thousandths, `facts`: figures that show it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    record_id = models.UUIDField()
    what = models.TextField()
    weight = models.SmallIntegerField()
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "hygiene_doubt"
        constraints = [
            models.UniqueConstraint(fields=["record_id", "what"], name="hygiene_doubt_once"),
            models.CheckConstraint(
                condition=Q(weight__gt=0) & Q(weight__lte=1000), name="hygiene_doubt_weight"
            ),
        ]
        indexes = [models.Index(fields=["school_id", "day"], name="hygiene_doubt_day")]

    def __str__(self) -> str:
        return self.what


class Draw(models.Model):
    """A place drawn for a look on a day; a duty is about it. `record_id`: the record it was drawn for, if
    for one; `chance`: thousandths with which it was drawn, `seed` makes the drawing repeatable."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    place_id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    why = models.TextField()
    chance = models.SmallIntegerField()
    seed = models.TextField()
    drawn_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hygiene_draw"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_draw_school"),
            models.UniqueConstraint(
                fields=["place_id", "day", "record_id"], name="hygiene_draw_once",
                nulls_distinct=False,
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["school_id", "day"], name="hygiene_draw_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.why}"


class Check(models.Model):
    """What a second person found, under the id of its form; added only. `draw_id`: if it was drawn."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    place_id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    draw_id = models.UUIDField(null=True)
    body_hash = models.BinaryField()
    result = models.TextField()
    how = models.TextField()
    note = models.TextField(default="")
    photo_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hygiene_check"
        constraints = [
            models.CheckConstraint(condition=Q(result__in=RESULTS), name="hygiene_check_result"),
        ]
        indexes = [
            models.Index(fields=["school_id", "day"], name="hygiene_check_day"),
            models.Index(fields=["record_id"], name="hygiene_check_record"),
        ]

    def __str__(self) -> str:
        return self.result
