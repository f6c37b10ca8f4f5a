"""Tables of campus. At which table a pupil eats and in which room they sleep the directory knows, by days
(`directory_placement`, `directory_enrolment`); here is when which class eats where, and who came
through the door.
"""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7


class Sitting(models.Model):
    """A sitting (餐次) of a canteen: so many tables of so many seats, at a time of the day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    canteen_no = models.IntegerField()
    name = models.TextField()
    begins = models.TimeField()
    ends = models.TimeField()
    tables = models.SmallIntegerField()
    seats = models.SmallIntegerField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "campus_sitting"
        constraints = [
            models.UniqueConstraint(fields=["canteen_no", "name"], name="campus_sitting_name"),
            models.UniqueConstraint(fields=["school_id", "id"], name="campus_sitting_school"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="campus_sitting_time"),
        ]
        indexes = [models.Index(fields=["unit_no"], name="campus_sitting_unit")]

    def __str__(self) -> str:
        return self.name


class Seating(models.Model):
    """That a class eats in a sitting, at these tables, from a day until another."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    sitting_id = models.UUIDField()
    first_table = models.SmallIntegerField()
    tables = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True)
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "campus_seating"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(until=None), name="campus_seated_once"
            ),
        ]
        indexes = [models.Index(fields=["sitting_id"], name="campus_seating_sitting")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.since}"


class Beds(models.Model):
    """How many beds stand in a dormitory room (`unit_no`). Who sleeps there is in `directory`, by days."""

    unit_no = models.IntegerField(primary_key=True)
    school_id = models.IntegerField()
    beds = models.SmallIntegerField()
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    class Meta:
        db_table = "campus_beds"
        constraints = [models.CheckConstraint(condition=Q(beds__gte=0), name="campus_beds_number")]
        indexes = [models.Index(fields=["school_id"], name="campus_beds_school")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.beds}"


class Visit(models.Model):
    """Somebody who came to the door (来访): who, why, whom; let in until they left, or refused. Kept for
    rules.KEPT, then deleted. `id` is made by the phone."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    words_cipher = models.BinaryField()
    celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    refused = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    noted_by_id = models.UUIDField()
    left_at = models.DateTimeField(null=True)
    left_by_id = models.UUIDField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "campus_visit"
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(refused=False, left_at__gte=F("came_at")),
                name="campus_visit_left",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-came_at"], name="campus_visit_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.came_at}"
