"""What is written: notices, templates, variables, saved lists; under the number of the unit they are of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.notices import rules


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
        db_table = "notices_act"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="notices_act_what")
        ]

    def __str__(self) -> str:
        return self.what


class Notice(models.Model):
    """A notice, from the draft to what became of it. `unit_no`: the unit in whose name it is sent.

    `texts`: language → {title, body}; `audience`: rules.audience.said_of; `values`: variables as they were
    when it was released (day and deadline: when it was sent); `counts`: who was addressed then
    (queries.resolving.Counted). `attachments`: what other apps put in (queries.attached). A correction is a
    notice of its own that names the one it corrects.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    state = models.TextField(default="draft")
    texts = models.JSONField()
    audience = models.JSONField()
    channels = ArrayField(models.TextField(), default=list)
    attachments = models.JSONField(default=list)
    template = models.TextField(default="")
    needs_ack = models.BooleanField(default=False)
    ack_by = models.DateTimeField(null=True)
    send_at = models.DateTimeField(null=True)
    corrects_id = models.UUIDField(null=True)
    # What came of something else by itself: "reopening" and the id of its row.
    origin = models.TextField(default="")
    origin_id = models.UUIDField(null=True)
    edits = models.IntegerField(default=0)
    # Whoever changed words or audience: none of them is the second person.
    editors = ArrayField(models.UUIDField(), default=list)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    # How many it was for when somebody was asked to agree: nobody agrees to five and sends to a thousand.
    asked_people = models.IntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decision = models.TextField(default="")
    # Sent at once, through quiet hours and without the second person, by whom and why.
    urgent_by_id = models.UUIDField(null=True)
    urgent_reason = models.TextField(default="")
    sent_at = models.DateTimeField(null=True)
    values = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    chased_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by_id = models.UUIDField(null=True)
    recall_reason = models.TextField(default="")

    class Meta:
        db_table = "notices_notice"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="notices_state"),
            models.CheckConstraint(condition=Q(kind__in=list(rules.KINDS)), name="notices_kind"),
            models.CheckConstraint(
                condition=~Q(decided_by_id=F("asked_by_id")), name="notices_second_person"
            ),
            models.CheckConstraint(
                condition=Q(urgent_by_id=None) ^ ~Q(urgent_reason=""), name="notices_urgent_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="recalled") | ~Q(recall_reason=""), name="notices_recall_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="notices_sent"
            ),
            models.UniqueConstraint(
                fields=["origin", "origin_id"],
                condition=Q(origin_id__isnull=False),
                name="notices_origin_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-made_at"], name="notices_unit"),
            models.Index(fields=["-made_at"], name="notices_made_at"),
            models.Index(fields=["corrects_id"], name="notices_corrects"),
            models.Index(
                fields=["send_at"], condition=Q(state="scheduled"), name="notices_scheduled"
            ),
            models.Index(
                fields=["ack_by"], condition=Q(state="sent", chased_at=None), name="notices_chasing"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Template(models.Model):
    """A template of a unit's own, or its version of one that ships (same code)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    texts = models.JSONField()
    edits = models.IntegerField(default=0)
    retired = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "notices_template"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "code"], name="notices_template_code")
        ]

    def __str__(self) -> str:
        return self.code


class Variable(models.Model):
    """What a county's own variable stands for. Added only: the newest of a name holds; empty: no more."""

    id = models.UUIDField(primary_key=True)
    unit_no = models.IntegerField()
    name = models.TextField()
    value = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "notices_variable"
        indexes = [models.Index(fields=["name", "-at"], name="notices_variable_name")]

    def __str__(self) -> str:
        return self.name


class SavedList(models.Model):
    """A list of people that a unit keeps, to write to them again."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    name = models.TextField()
    retired = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "notices_list"
        indexes = [models.Index(fields=["unit_no"], name="notices_list_unit")]

    def __str__(self) -> str:
        return self.name


class SavedMember(models.Model):
    """A pupil (whose family is meant) or a member of staff on a list. `unit_no`: their class or school."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    list = models.ForeignKey(SavedList, on_delete=models.CASCADE)
    person_id = models.UUIDField()

    class Meta:
        db_table = "notices_member"
        constraints = [
            models.UniqueConstraint(fields=["list", "person_id"], name="notices_member_once")
        ]
        indexes = [models.Index(fields=["person_id"], name="notices_member_person")]

    def __str__(self) -> str:
        return str(self.person_id)
