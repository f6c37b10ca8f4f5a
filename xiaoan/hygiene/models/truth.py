"""Whether a record is true: what makes it doubtful, what is drawn for a look, what a second person found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from xiaoan.hygiene.rules.looks import HOWS, RESULTS
from xiaoan.kernel.ids import uuid7


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
        indexes = [
            models.Index(fields=["school_id", "day"], name="hygiene_doubt_day"),
            models.Index(fields=["day", "unit_no"], name="hygiene_doubt_unit"),
        ]

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
    """What a second person found, under the id of its form; added only. `draw_id`: if it was drawn;
    `root_id`: the first of the record's versions, so that a correction does not get away from it;
    `measured`: by strip, in the agent's unit."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    place_id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    root_id = models.UUIDField(null=True)
    draw_id = models.UUIDField(null=True)
    body_hash = models.BinaryField()
    result = models.TextField()
    how = models.TextField()
    measured = models.IntegerField(null=True)
    note = models.TextField(default="")
    photo_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hygiene_check"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="hygiene_check_school"),
            models.CheckConstraint(
                condition=Q(result__in=RESULTS) & Q(how__in=HOWS), name="hygiene_check_result"
            ),
            models.CheckConstraint(
                condition=Q(record_id=None, root_id=None)
                | Q(record_id__isnull=False, root_id__isnull=False),
                name="hygiene_check_root",
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "day"], name="hygiene_check_day"),
            models.Index(fields=["root_id", "-at"], name="hygiene_check_of"),
            models.Index(fields=["place_id", "-at"], name="hygiene_check_place"),
        ]

    def __str__(self) -> str:
        return self.result


class Statement(models.Model):
    """What whoever told a record has to say to a check of it, once; added only. `words` are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    check_id = models.UUIDField()
    body_hash = models.BinaryField()
    words = models.BinaryField()
    photo_ids = ArrayField(models.UUIDField(), default=list)
    paper_ids = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hygiene_statement"
        constraints = [
            models.UniqueConstraint(fields=["check_id"], name="hygiene_statement_once"),
        ]

    def __str__(self) -> str:
        return str(self.check_id)
