"""The plan of a school as it is being written: its texts and its tasks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.schoolplans import rules


class Plan(models.Model):
    """A school's plan, one. `version`: the number of its last frozen version; `published_no`: of the
    one in force
    (0: none). `missing`, `missing_by`: how much is missing, in all and by chapter, as of the last change.
    `opened_on`: the opening day that the duties of the published version were reckoned by;
    `own_opening`: the day
    that the school proposes while none is decided. Whoever submits does not approve."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    needs = models.JSONField(default=list)
    template_no = models.IntegerField(default=0)
    state = models.TextField(default="draft")
    version = models.IntegerField(default=0)
    published_no = models.IntegerField(default=0)
    own_opening = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    missing = models.IntegerField(default=0)
    missing_by = models.JSONField(default=dict)
    reason = models.TextField(default="")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "schoolplans_plan"
        constraints = [
            models.UniqueConstraint(fields=["school_id"], name="schoolplan_one"),
            models.UniqueConstraint(fields=["school_id", "id"], name="schoolplan_school"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="schoolplan_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | Q(decided_by_id__isnull=False) & ~Q(decided_by_id=F("submitted_by_id")),
                name="schoolplan_second_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(state="submitted"), name="schoolplan_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.state}"


class Text(models.Model):
    """What is written at one place of a chapter. `rev` grows with each change: a form that began from
    another is
    stale."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    chapter = models.TextField()
    code = models.TextField()
    text = models.TextField(default="")
    rev = models.IntegerField(default=1)
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "schoolplans_text"
        constraints = [
            models.UniqueConstraint(fields=["plan_id", "chapter", "code"], name="schoolplan_text")
        ]

    def __str__(self) -> str:
        return f"{self.chapter} {self.code}"


class Task(models.Model):
    """One task: what, who (`person_id`) and who stands in (`deputy_id`), until when (a day, or days from the
    opening), where, what shows that it is done (`wants_file`: a photo or paper has to). Once published it is
    a duty; `owed`: its words in the version in force (versions.task_of); `done_*`: that it was done.
    `class_no`, `class_teacher_id`: split off for a class, with whoever was its class teacher then: while the
    plan still says so, whoever is class teacher owes it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    chapter = models.TextField()
    code = models.TextField(default="")
    no = models.IntegerField()
    phase = models.TextField()
    what = models.TextField()
    person_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    offset = models.SmallIntegerField(null=True)
    place = models.TextField(default="")
    evidence = models.TextField(default="")
    wants_file = models.BooleanField(default=False)
    class_no = models.IntegerField(null=True)
    class_teacher_id = models.UUIDField(null=True)
    rev = models.IntegerField(default=0)
    removed = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    # Who answers by the version in force, the deadline of the duty that stands, and how often it was opened.
    owes_id = models.UUIDField(null=True)
    owes_deputy_id = models.UUIDField(null=True)
    owed_until = models.DateTimeField(null=True)
    owed = models.JSONField(default=dict)
    turn = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    done_note = models.TextField(default="")
    done_late = models.BooleanField(default=False)
    done_photo_ids = ArrayField(models.UUIDField(), default=list)
    done_paper_ids = ArrayField(models.UUIDField(), default=list)

    class Meta:
        db_table = "schoolplans_task"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="schoolplan_task_school"),
            models.CheckConstraint(condition=Q(phase__in=rules.PHASES), name="schoolplan_phase"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(offset=None), name="schoolplan_one_deadline"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) ^ Q(done_by_id__isnull=False), name="schoolplan_task_done"
            ),
        ]
        indexes = [
            models.Index(fields=["plan_id", "chapter", "no"], name="schoolplan_task_plan"),
            models.Index(
                fields=["owes_id"], condition=Q(owes_id__isnull=False), name="schoolplan_task_who"
            ),
            models.Index(
                fields=["owes_deputy_id"], condition=Q(owes_deputy_id__isnull=False),
                name="schoolplan_task_deputy",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.chapter} {self.no}"
