"""The third ledger: children of school age who are on no roll, from lists of police, villages and poverty
relief. They belong to a township, never to a school: nobody below the township reaches a row.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.dropout.rules import children as rules
from xiaoan.kernel.ids import uuid7


class OutsideList(models.Model):
    """A list as it came: of which kind, from whom, on what paper, as of when, and what became of its rows.
    The file itself is not kept. `said`: of the file and what came with it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    kind = models.TextField()
    source = models.TextField()
    paper = models.TextField()
    as_of = models.DateField()
    state = models.TextField(default="read")
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "dropout_list"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="dropout_list_school"),
            models.CheckConstraint(condition=Q(kind__in=rules.LISTS), name="dropout_list_kind"),
            models.CheckConstraint(
                condition=Q(state__in=rules.LIST_STATES), name="dropout_list_state"
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "-at"], name="dropout_list_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.kind} {self.as_of}"


class ListMark(models.Model):
    """That a list names somebody, by the blind index of the ID number alone: for comparing with others."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    list_id = models.UUIDField()
    id_index = models.BinaryField()

    class Meta:
        db_table = "dropout_list_mark"
        constraints = [
            models.UniqueConstraint(fields=["list_id", "id_index"], name="dropout_mark_once")
        ]
        indexes = [models.Index(fields=["id_index"], name="dropout_mark_index")]

    def __str__(self) -> str:
        return str(self.list_id)


class Child(models.Model):
    """A child of a list whom no roll has. All that the list said is one sealed text; `who_index` finds the
    same child of another list, `id_index` the same number on a roll. `person_id`: the pupil, once found."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    list_id = models.UUIDField()
    who_index = models.BinaryField(null=True)
    id_index = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    state = models.TextField(default="new")
    opened_at = models.DateTimeField()
    owner_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    how = models.TextField(default="")
    until = models.DateField(null=True)
    asked_by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    steps = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "dropout_child"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="dropout_child_school"),
            models.UniqueConstraint(
                fields=["who_index"],
                condition=Q(closed_at=None) & ~Q(state="new"),
                name="dropout_child_once",
            ),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="dropout_child_state"),
            # Nobody closes what they asked to close.
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False, closed_by_id__isnull=False)
                & (Q(asked_by_id=None) | ~Q(closed_by_id=F("asked_by_id"))),
                name="dropout_child_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "state"], condition=Q(closed_at=None), name="dropout_child_open"
            ),
            models.Index(fields=["id_index"], condition=Q(closed_at=None), name="dropout_child_id"),
            models.Index(fields=["closed_at", "unit_no"], name="dropout_child_closed"),
            models.Index(fields=["list_id", "state"], name="dropout_child_list"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.state}"


class Candidate(models.Model):
    """A pupil on the roll who may be the child of a list; `decision`: what a person said of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    child_id = models.UUIDField()
    person_id = models.UUIDField()
    rule = models.TextField()
    decision = models.TextField(default="")

    class Meta:
        db_table = "dropout_candidate"
        constraints = [
            models.UniqueConstraint(
                fields=["child_id", "person_id"], name="dropout_candidate_once"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=("", "same", "other")), name="dropout_candidate_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.rule}"


class ChildStep(models.Model):
    """One act about a child of no roll, never changed. `id` is made by the form; words are sealed, with who
    came along on a visit and the number of a proof."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    child_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    how = models.TextField(default="")
    until = models.DateField(null=True)
    photos = ArrayField(models.UUIDField(), default=list)
    body_cipher = models.BinaryField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "dropout_child_step"
        constraints = [
            models.UniqueConstraint(fields=["child_id", "no"], name="dropout_child_step_once"),
            models.CheckConstraint(
                condition=Q(kind__in=rules.STEPS), name="dropout_child_step_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"
