"""Tables of training. Rows about somebody lie under the school or office where they learnt (`unit_no`)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.training import rules


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
        db_table = "training_act"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="training_act_what")
        ]

    def __str__(self) -> str:
        return self.what


class Version(models.Model):
    """A version of a course, whole (rules.courses.said_of). What came with the product is kept here once
    somebody was tested by it (`origin` pack, under an id made of its content)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    course = models.TextField()
    number = models.IntegerField(default=0)
    origin = models.TextField(default="own")
    content = models.JSONField()
    state = models.TextField(default="draft")
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)
    # Who began or edited it: another publishes it.
    writers = ArrayField(models.UUIDField(), default=list)
    # When a draft was handed to that other; None again once it is edited or given back, with the reason.
    submitted_at = models.DateTimeField(null=True)
    returned = models.TextField(default="")

    class Meta:
        db_table = "training_version"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=rules.VERSION_STATES), name="training_version_state"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["pack", "own"]), name="training_version_origin"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(state="draft"), name="training_version_submitted"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="training_version_published",
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(state="draft"), name="training_version_one_draft"
            ),
            models.UniqueConstraint(
                fields=["course", "number"],
                condition=Q(state="published", origin="own"),
                name="training_version_number",
            ),
        ]
        indexes = [models.Index(fields=["course", "-published_at"], name="training_version_course")]

    def __str__(self) -> str:
        return f"{self.course} {self.number}"


class Need(models.Model):
    """Which posts need a course, from which day on it is required (NULL: not required, only a hint is
    shown), and how many days ahead it is owed again. Added only: the newest of a course holds."""

    id = models.UUIDField(primary_key=True)
    unit_no = models.IntegerField()
    course = models.TextField()
    roles = models.JSONField(default=list)
    required_from = models.DateField(null=True)
    ahead = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "training_need"
        constraints = [
            models.CheckConstraint(condition=Q(ahead__gte=0), name="training_need_ahead")
        ]
        indexes = [models.Index(fields=["course", "-at"], name="training_need_course")]

    def __str__(self) -> str:
        return self.course


class Retired(models.Model):
    """A question that is asked no more, at once and in every version. Added only."""

    id = models.UUIDField(primary_key=True)
    unit_no = models.IntegerField()
    course = models.TextField()
    question = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "training_retired"
        constraints = [
            models.UniqueConstraint(fields=["course", "question"], name="training_retired_once")
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.question}"


class Attempt(models.Model):
    """A test that somebody has begun, under the id of its form. `questions`: keys in their order, of the
    version it was begun with. `answers`: key → chosen places of the question's options."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField()
    course = models.TextField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    questions = models.JSONField()
    day = models.DateField()
    begun_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    answers = models.JSONField(null=True)
    right = models.IntegerField(null=True)
    passed = models.BooleanField(null=True)
    # Passed, and a second person has to see it done before the certificate.
    waits = models.BooleanField(default=False)

    class Meta:
        db_table = "training_attempt"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="training_attempt_school"),
            models.UniqueConstraint(
                fields=["user_id", "course", "day"],
                condition=Q(handed_at=None),
                name="training_attempt_open",
            ),
            models.CheckConstraint(
                condition=Q(handed_at=None, passed=None, right=None, answers=None)
                | Q(
                    handed_at__isnull=False,
                    passed__isnull=False,
                    right__gte=0,
                    answers__isnull=False,
                ),
                name="training_attempt_handed",
            ),
            models.CheckConstraint(
                condition=Q(waits=False) | Q(passed=True), name="training_attempt_waits"
            ),
        ]
        indexes = [
            models.Index(fields=["user_id", "course", "-begun_at"], name="training_attempt_user"),
            models.Index(
                fields=["unit_no"], condition=Q(waits=True), name="training_attempt_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.day}"


class Practical(models.Model):
    """A second person has seen it done, or not well enough yet. Added only, under the id of its form."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField()
    course = models.TextField()
    attempt_id = models.UUIDField()
    passed = models.BooleanField()
    note = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        db_table = "training_practical"
        constraints = [
            models.CheckConstraint(
                condition=~Q(by_id=F("user_id")), name="training_practical_by_another"
            ),
            models.CheckConstraint(
                condition=Q(passed=True) | ~Q(note=""), name="training_practical_note"
            ),
            models.UniqueConstraint(
                fields=["attempt_id"], condition=Q(passed=True), name="training_practical_once"
            ),
        ]
        indexes = [models.Index(fields=["attempt_id", "-at"], name="training_practical_attempt")]

    def __str__(self) -> str:
        return f"{self.course} {self.passed}"


class Certificate(models.Model):
    """Somebody is trained from a day until the last (itself included). `source`: by a test here, or a paper
    of an earlier training that was brought in."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField()
    course = models.TextField()
    source = models.TextField()
    attempt_id = models.UUIDField(null=True)
    number = models.TextField()
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "training_certificate"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=rules.SOURCES), name="training_certificate_source"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="training_certificate_days"
            ),
            models.CheckConstraint(
                condition=Q(source="test") ^ Q(attempt_id=None), name="training_certificate_test"
            ),
            models.UniqueConstraint(fields=["attempt_id"], name="training_certificate_once"),
            models.UniqueConstraint(
                fields=["user_id", "course", "number"],
                condition=Q(revoked_at=None),
                name="training_certificate_number",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) ^ ~Q(reason=""), name="training_certificate_revoked"
            ),
        ]
        indexes = [
            models.Index(fields=["user_id", "course"], name="training_certificate_user"),
            models.Index(fields=["unit_no", "course"], name="training_certificate_unit"),
        ]

    def __str__(self) -> str:
        return self.number


class Owed(models.Model):
    """A course that somebody has to take (again): what the duty is about. One open of a course."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    user_id = models.UUIDField()
    course = models.TextField()
    day = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "training_owed"
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "course"], condition=Q(closed_at=None), name="training_owed_once"
            )
        ]
        indexes = [
            models.Index(fields=["unit_no"], condition=Q(closed_at=None), name="training_owed_open")
        ]

    def __str__(self) -> str:
        return self.course


class Count(models.Model):
    """Of a school or office: who needs a course, and how these stand. Counted anew, never by adding."""

    unit_no = models.IntegerField()
    school_id = models.IntegerField()
    course = models.TextField()
    needed = models.IntegerField()
    valid = models.IntegerField()
    expiring = models.IntegerField()
    expired = models.IntegerField()
    missing = models.IntegerField()
    waiting = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "training_count"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "course"], name="training_count_once"),
            models.CheckConstraint(
                condition=Q(needed=F("valid") + F("expiring") + F("expired") + F("missing")),
                name="training_count_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.unit_no}"
