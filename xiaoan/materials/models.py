"""Tables of materials. Who has read lies under the class of the child, or the school of the post."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.materials import rules


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
        db_table = "materials_act"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="materials_act_what")
        ]

    def __str__(self) -> str:
        return self.what


class Version(models.Model):
    """A version of a material, whole (rules.texts.said_of). `editors`: who wrote in it, none of whom approves
    it; `returned`: why it was given back. What came with the product is kept here once it was assigned
    (`origin` pack, under an id made of its content)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    code = models.TextField()
    number = models.IntegerField(default=0)
    origin = models.TextField(default="own")
    content = models.JSONField()
    state = models.TextField(default="draft")
    edits = models.IntegerField(default=0)
    editors = models.JSONField(default=list)
    returned = models.TextField(default="")
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "materials_version"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=rules.VERSION_STATES), name="materials_version_state"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["pack", "own"]), name="materials_version_origin"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False),
                name="materials_version_approved",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state__in=["draft", "submitted"]),
                name="materials_version_one_draft",
            ),
            models.UniqueConstraint(
                fields=["code", "number"], condition=Q(state="approved", origin="own"),
                name="materials_version_number",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["code", "-number"], name="materials_version_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class Review(models.Model):
    """A version was looked at again and still is right, until a day. Added only."""

    id = models.UUIDField(primary_key=True)
    unit_no = models.IntegerField()
    code = models.TextField()
    version_id = models.UUIDField()
    until = models.DateField()
    note = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "materials_review"
        indexes = [models.Index(fields=["version_id", "-at"], name="materials_review_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.until}"


class Halt(models.Model):
    """A version is out of use at once, and why; another version of the material is not. Added only."""

    id = models.UUIDField(primary_key=True)
    unit_no = models.IntegerField()
    code = models.TextField()
    version_id = models.UUIDField()
    reason = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "materials_halt"
        constraints = [
            models.UniqueConstraint(fields=["version_id"], name="materials_halt_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="materials_halt_reason"),
        ]

    def __str__(self) -> str:
        return self.code


class View(models.Model):
    """How often a material was opened on a day, for one audience; by nobody in particular. Several rows, so
    that those who open it at once do not wait for each other."""

    code = models.TextField()
    audience = models.TextField()
    day = models.DateField()
    shard = models.SmallIntegerField()
    views = models.IntegerField()

    class Meta:
        db_table = "materials_view"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "audience", "day", "shard"], name="materials_view_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"


class Assignment(models.Model):
    """A material is to be read by an audience of a unit [unit_no, unit_end) until a day, itself included;
    `questions`: so many are asked afterwards, 0 none. No person in it."""

    id = models.UUIDField(primary_key=True)
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    code = models.TextField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    audience = models.TextField()
    since = models.DateField()
    until = models.DateField()
    questions = models.IntegerField()
    note = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "materials_assignment"
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=rules.AUDIENCES), name="materials_assignment_audience"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since"), unit_end__gt=F("unit_no")),
                name="materials_assignment_days",
            ),
            models.CheckConstraint(
                condition=Q(questions__gte=0, questions__lte=rules.MOST_QUESTIONS),
                name="materials_assignment_questions",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) ^ ~Q(reason=""), name="materials_assignment_cancelled"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["until", "unit_no"], name="materials_assignment_until")]

    def __str__(self) -> str:
        return f"{self.code} {self.until}"


class Reading(models.Model):
    """An assignment was read: by the family of a child (`person_id`), once for the child whoever of them it
    was, or by one in office (`user_id`). `questions`: keys as drawn; `answers`: key → chosen places."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    assignment_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    user_id = models.UUIDField()
    day = models.DateField()
    read_at = models.DateTimeField()
    questions = models.JSONField(default=list)
    handed_at = models.DateTimeField(null=True)
    handed_by_id = models.UUIDField(null=True)
    answers = models.JSONField(null=True)
    right = models.IntegerField(null=True)

    class Meta:
        db_table = "materials_reading"
        constraints = [
            models.UniqueConstraint(
                fields=["assignment_id", "person_id"], condition=Q(person_id__isnull=False),
                name="materials_reading_child",
            ),
            models.UniqueConstraint(
                fields=["assignment_id", "user_id"], condition=Q(person_id=None),
                name="materials_reading_staff",
            ),
            models.CheckConstraint(
                condition=Q(handed_at=None, handed_by_id=None, answers=None, right=None)
                | Q(
                    handed_at__isnull=False, handed_by_id__isnull=False, answers__isnull=False,
                    right__gte=0,
                ),
                name="materials_reading_handed",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["assignment_id", "unit_no"], name="materials_reading_unit"),
            models.Index(fields=["person_id"], name="materials_reading_person"),
            models.Index(fields=["user_id"], name="materials_reading_user"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.day}"


class Tally(models.Model):
    """Of a class or office: how often a question of an assignment was answered there, and right."""

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    assignment_id = models.UUIDField()
    question = models.TextField()
    asked = models.IntegerField()
    right = models.IntegerField()

    class Meta:
        db_table = "materials_tally"
        constraints = [
            models.UniqueConstraint(
                fields=["assignment_id", "unit_no", "question"], name="materials_tally_once"
            ),
            models.CheckConstraint(
                condition=Q(right__gte=0, right__lte=F("asked")), name="materials_tally_right"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.unit_no}"
