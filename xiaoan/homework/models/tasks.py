"""Tables of homework. A task is of one class; a piece is what is known of one pupil who is not simply as the
task says of all (`base`)."""

from django.db import models
from django.db.models import F, Q

from xiaoan.homework import rules
from xiaoan.kernel.ids import uuid7


class Act(models.Model):
    """An act under the id of its form: the same once more is the same act. Never changed."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "homework_act"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="homework_act_what")
        ]

    def __str__(self) -> str:
        return self.what


_ADDS_UP = Q(roll=F("handed") + F("missing") + F("excused") + F("no_device") + F("unknown"))
_MARKED = Q(marked__gte=0, marked__lte=F("handed"))


class Task(models.Model):
    """Homework of one class. `set_id`: the form it came by, one for several classes. `base`: what is known
    of whoever has no piece; `told_at`: when the teacher told of all. Counts are of pupils, and add up."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    set_id = models.UUIDField()
    subject = models.TextField()
    title = models.TextField()
    text = models.TextField(default="")
    minutes = models.IntegerField()
    way = models.TextField()
    day = models.DateField()
    due_at = models.DateTimeField()
    photos = models.JSONField(default=list)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    base = models.TextField(default="unknown")
    told_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    roll = models.IntegerField(default=0)
    handed = models.IntegerField(default=0)
    missing = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    no_device = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    marked = models.IntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "homework_task"
        constraints = [
            models.UniqueConstraint(fields=["set_id", "unit_no"], name="homework_task_once"),
            models.UniqueConstraint(fields=["school_id", "id"], name="homework_task_school"),
            models.CheckConstraint(condition=Q(way__in=rules.WAYS), name="homework_task_way"),
            models.CheckConstraint(
                condition=Q(base="unknown", told_at=None) | Q(base="handed", told_at__isnull=False),
                name="homework_task_base",
            ),
            models.CheckConstraint(condition=_ADDS_UP, name="homework_task_adds_up"),
            models.CheckConstraint(condition=_MARKED, name="homework_task_marked"),
            models.CheckConstraint(
                condition=Q(minutes__gte=0, minutes__lte=rules.MOST_MINUTES),
                name="homework_task_minutes",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) ^ ~Q(reason=""), name="homework_task_cancelled"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "day"], name="homework_task_unit"),
            models.Index(fields=["by_id", "day"], name="homework_task_by"),
            models.Index(
                fields=["unit_no"], condition=Q(marked__lt=F("handed"), cancelled_at=None),
                name="homework_task_unmarked",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Piece(models.Model):
    """What one pupil did about a task. `number`: how often it was handed in; `mark` is a grade, points or
    "seen"; `returned_at`: to be mended, until it is handed in again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    task_id = models.UUIDField()
    person_id = models.UUIDField()
    state = models.TextField()
    why = models.TextField(default="")
    late = models.BooleanField(default=False)
    number = models.IntegerField(default=0)
    text = models.TextField(default="")
    photos = models.JSONField(default=list)
    handed_at = models.DateTimeField(null=True)
    handed_by_id = models.UUIDField(null=True)
    mark = models.TextField(default="")
    comment = models.TextField(default="")
    marked_at = models.DateTimeField(null=True)
    marked_by_id = models.UUIDField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "homework_piece"
        constraints = [
            models.UniqueConstraint(fields=["task_id", "person_id"], name="homework_piece_once"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="homework_piece_state"),
            models.CheckConstraint(
                condition=Q(state="handed") ^ Q(handed_at=None),
                name="homework_piece_handed",
            ),
            models.CheckConstraint(
                condition=Q(marked_at=None, mark="") | Q(marked_at__isnull=False, state="handed"),
                name="homework_piece_marked",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["person_id"], name="homework_piece_person")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.state}"


class Turn(models.Model):
    """So many pieces of a task were marked, handed in at an instant, by who set it. Added only."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    task_id = models.UUIDField()
    teacher_id = models.UUIDField()
    pieces = models.IntegerField()
    handed_at = models.DateTimeField()
    marked_at = models.DateTimeField()

    class Meta:
        db_table = "homework_turn"
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gt=0), name="homework_turn_pieces"),
            models.CheckConstraint(
                condition=Q(marked_at__gte=F("handed_at")), name="homework_turn_order"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "marked_at"], name="homework_turn_unit")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.pieces}"


class Day(models.Model):
    """Read table: the homework of a class in a subject that is due on a day, summed over its tasks."""

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    subject = models.TextField()
    day = models.DateField()
    tasks = models.IntegerField(default=0)
    minutes = models.IntegerField(default=0)
    roll = models.IntegerField(default=0)
    handed = models.IntegerField(default=0)
    missing = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    no_device = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    marked = models.IntegerField(default=0)

    class Meta:
        db_table = "homework_day"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "day", "subject"], name="homework_day_once"),
            models.CheckConstraint(condition=_ADDS_UP, name="homework_day_adds_up"),
            models.CheckConstraint(condition=_MARKED, name="homework_day_marked"),
        ]
        indexes = [models.Index(fields=["day", "unit_no"], name="homework_day_day")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} {self.subject}"
