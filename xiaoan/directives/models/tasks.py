"""Tasks of a directive, what each unit owes of them, and every step a unit and its checker took."""

from django.db import models
from django.db.models import Q

from xiaoan.directives import rules
from xiaoan.kernel.ids import uuid7


class Task(models.Model):
    """One point of a directive: what, by when, with which evidence, checked by whom, for whom (`chosen`, see
    rules.Chosen). `parent_id`: the part of a township that it was split from."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    directive_id = models.UUIDField()
    parent_id = models.UUIDField(null=True)
    no = models.SmallIntegerField()
    text = models.TextField()
    evidence = models.TextField(default="")
    needs_file = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    checker_id = models.UUIDField()
    chosen = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    issued_at = models.DateTimeField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "directives_task"
        constraints = [
            models.UniqueConstraint(
                fields=["directive_id", "parent_id", "no"], nulls_distinct=False, name="task_number"
            )
        ]
        indexes = [models.Index(fields=["parent_id"], name="task_parent")]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.no}"


class Target(models.Model):
    """A unit's part of a task. `first_due_at`: before any extension. `is_split`: handed on to the units under
    it, so that its state is counted from theirs. `seen_version`: the one it has acknowledged.

    `asked_due_at`: the extension that waits for a decision. `check_unit`: the office that checks it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    task_id = models.UUIDField()
    directive_id = models.UUIDField()
    parent_id = models.UUIDField(null=True)
    check_unit = models.IntegerField()
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    due_why = models.TextField(default="")
    ack_due_at = models.DateTimeField()
    acked_at = models.DateTimeField(null=True)
    acked_by_id = models.UUIDField(null=True)
    seen_version = models.SmallIntegerField(default=0)
    state = models.TextField(default="open")
    is_split = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    returned = models.SmallIntegerField(default=0)
    asked_due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    steps = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "directives_target"
        constraints = [
            models.UniqueConstraint(fields=["task_id", "unit_no"], name="directive_target_once"),
            models.UniqueConstraint(fields=["school_id", "id"], name="directive_target_school"),
            models.CheckConstraint(
                condition=Q(state__in=rules.TARGET_STATES), name="directive_target_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=rules.SETTLED) ^ Q(settled_at=None),
                name="directive_target_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "accepted"]) | Q(done_at__isnull=False),
                name="directive_target_done",
            ),
        ]
        indexes = [
            models.Index(fields=["directive_id", "unit_no"], name="target_directive"),
            models.Index(fields=["unit_no", "due_at"], name="target_unit_due"),
            models.Index(
                fields=["due_at", "unit_no"], condition=Q(state__in=["open", "doing"]),
                name="target_running",
            ),
            models.Index(
                fields=["check_unit", "due_at"],
                condition=Q(state="done") | Q(asked_due_at__isnull=False), name="target_to_check",
            ),
            models.Index(
                fields=["parent_id"], condition=Q(parent_id__isnull=False), name="target_parent"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_no}"


class Entry(models.Model):
    """One step about a unit's part, by whom, in words; never changed. `id` is made by the form."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    target_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    stage = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    text = models.TextField(default="")
    due_at = models.DateTimeField(null=True)
    said = models.BinaryField(null=True)

    class Meta:
        db_table = "directives_entry"
        constraints = [
            models.UniqueConstraint(fields=["target_id", "no"], name="directive_entry_once"),
            models.CheckConstraint(
                condition=Q(kind__in=rules.ENTRIES), name="directive_entry_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"
