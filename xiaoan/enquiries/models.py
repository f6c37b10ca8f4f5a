"""Tables of enquiries. All words are sealed, whatever they are about."""

from django.db import models
from django.db.models import F, Q

from xiaoan.enquiries import rules
from xiaoan.kernel.ids import uuid7


class Enquiry(models.Model):
    """A question of a family about a child, under the child's class. `desk` has it now, `desk_no` is the
    unit of the desk; `turn`: how often an answer was asked for; `asked_at`, `due_at`: of the turn.
    `about_*`: the page that it was asked from."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    asked_by_id = models.UUIDField()
    kind = models.TextField()
    is_health = models.BooleanField(default=False)
    desk = models.TextField()
    desk_no = models.IntegerField()
    state = models.TextField(default="waiting")
    subject_cipher = models.BinaryField()
    about_source = models.TextField(default="")
    about_id = models.TextField(default="")
    about_title_cipher = models.BinaryField(null=True)
    opened_at = models.DateTimeField()
    turn = models.SmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    steps = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "enquiries_enquiry"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="enquiry_school"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="enquiry_state"),
            models.CheckConstraint(condition=Q(desk__in=list(rules.DESKS)), name="enquiry_desk"),
            models.CheckConstraint(
                condition=~Q(kind="health") | Q(is_health=True), name="enquiry_health"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by_id", "-opened_at"], name="enquiry_mine"),
            models.Index(
                fields=["desk", "due_at", "unit_no"], condition=Q(state="waiting"),
                name="enquiry_waiting",
            ),
            models.Index(fields=["opened_at", "unit_no"], name="enquiry_opened"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_no} {self.desk} {self.state}"


class Step(models.Model):
    """One message or act, by whom, as what; never changed. `id` is made by the form. `desk`: that has it
    then."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    enquiry_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    role = models.TextField()
    desk = models.TextField()
    text_cipher = models.BinaryField(null=True)
    due_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    said = models.BinaryField()

    class Meta:
        db_table = "enquiries_step"
        constraints = [
            models.UniqueConstraint(fields=["enquiry_id", "no"], name="enquiry_step_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="enquiry_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"


class Turn(models.Model):
    """That an answer was asked for, and what became of it; the figures count these. `how`: reply, or close by
    the family before there was one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    enquiry_id = models.UUIDField()
    no = models.SmallIntegerField()
    desk = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.TextField(default="")

    class Meta:
        db_table = "enquiries_turn"
        constraints = [
            models.UniqueConstraint(fields=["enquiry_id", "no"], name="enquiry_turn_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, how="")
                | Q(ended_at__gte=F("asked_at"), how__in=["reply", "close"]),
                name="enquiry_turn_ended",
            ),
        ]
        indexes = [
            # The figures are counted from the index alone.
            models.Index(
                fields=["asked_at", "unit_no"], include=["desk", "due_at", "ended_at", "how"],
                name="enquiry_turn_asked",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.no}"
