"""What was done with plans, never changed: frozen versions, steps, acts; comments, who was told of a change;
the bureau's versions of the template."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.schoolplans import rules


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
        db_table = "schoolplans_act"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="schoolplan_act_what")
        ]

    def __str__(self) -> str:
        return self.what


class Version(models.Model):
    """A plan as it was submitted: everything in it, with the names and what the record said then. `digest`:
    SHA-256 of the content."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    no = models.IntegerField()
    content = models.JSONField()
    digest = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "schoolplans_version"
        constraints = [
            models.UniqueConstraint(fields=["plan_id", "no"], name="schoolplan_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.no}"


class Step(models.Model):
    """One step of a plan on its way (rules.STEPS), of which version, by whom, in which words."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    what = models.TextField()
    version_no = models.IntegerField(default=0)
    text = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "schoolplans_step"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.STEPS), name="schoolplan_step_what")
        ]
        indexes = [models.Index(fields=["plan_id", "at"], name="schoolplan_step_plan")]

    def __str__(self) -> str:
        return self.what


class Comment(models.Model):
    """What the bureau says of a chapter or of one task of it, and what the school answers."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    chapter = models.TextField()
    task_id = models.UUIDField(null=True)
    version_no = models.IntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "schoolplans_comment"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) ^ Q(answered_by_id__isnull=False),
                name="schoolplan_comment_answer",
            )
        ]
        indexes = [models.Index(fields=["plan_id", "chapter"], name="schoolplan_comment_plan")]

    def __str__(self) -> str:
        return f"{self.chapter} {self.at}"


class Told(models.Model):
    """Somebody who must know what a version changed for them. `changes`: lines as compare.Change has them.
    `unit_no`: their own unit in the school."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    plan_id = models.UUIDField()
    version_no = models.IntegerField()
    user_id = models.UUIDField()
    changes = models.JSONField()
    reason = models.TextField(default="")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "schoolplans_told"
        indexes = [models.Index(fields=["plan_id", "version_no"], name="schoolplan_told_plan")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.version_no}"


class Template(models.Model):
    """A version of the template by the bureau (`content`: see rules.template.written); the shipped one
    has no row
    and is number 0. Whoever proposed it does not publish it. At most one is being written."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    no = models.IntegerField()
    based_on = models.IntegerField()
    state = models.TextField(default="draft")
    content = models.JSONField()
    note = models.TextField(default="")
    rev = models.IntegerField(default=1)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    proposed_by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "schoolplans_template"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "no"], name="schoolplan_template_once"),
            models.UniqueConstraint(
                fields=["unit_no"],
                condition=~Q(state="published"),
                name="schoolplan_template_draft",
            ),
            models.CheckConstraint(
                condition=Q(state__in=rules.TEMPLATE_STATES), name="schoolplan_template_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_by_id__isnull=False) & ~Q(published_by_id=F("proposed_by_id")),
                name="schoolplan_template_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.state}"
