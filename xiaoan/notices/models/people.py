"""Who was addressed when a notice was sent, and what became of it: kept as of that day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.notices import rules


class Recipient(models.Model):
    """A human being whom a notice addressed, once (`key`): a guardian of `pupils`, or a member of staff.

    `user_id`: the account, if there is one; `guardian_id`: the entry on the roster. `unit_no`: the class of
    the first child, or the school or office of the post.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    notice_id = models.UUIDField()
    key = models.UUIDField()
    kind = models.TextField()
    user_id = models.UUIDField(null=True)
    guardian_id = models.UUIDField(null=True)
    pupils = ArrayField(models.UUIDField(), default=list)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    acked_at = models.DateTimeField(null=True)
    acked_how = models.TextField(default="")

    class Meta:
        db_table = "notices_recipient"
        constraints = [
            models.UniqueConstraint(fields=["notice_id", "key"], name="notices_recipient_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["family", "staff"]), name="notices_recipient_kind"
            ),
            models.CheckConstraint(
                condition=Q(acked_at=None) ^ ~Q(acked_how=""), name="notices_recipient_acked"
            ),
        ]
        indexes = [
            models.Index(fields=["user_id", "-sent_at"], name="notices_recipient_user"),
            models.Index(
                fields=["user_id"], condition=Q(read_at=None), name="notices_recipient_unread"
            ),
            models.Index(fields=["notice_id", "unit_no"], name="notices_recipient_unit"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Family(models.Model):
    """The family of a pupil (one of each pupil) that a notice addressed.

    `has_account`: a guardian can sign in; `has_phone`: one may be called; `unreached`: nothing that was sent
    reaches them, so that they are called at once. Confirmed once, by the inbox or a
    call; what became of calls is the newest of `Call`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    notice_id = models.UUIDField()
    person_id = models.UUIDField()
    has_account = models.BooleanField()
    has_phone = models.BooleanField()
    unreached = models.BooleanField(default=False, db_default=False)
    read_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.TextField(default="")
    confirmed_by_id = models.UUIDField(null=True)
    outcome = models.TextField(default="")
    tries = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "notices_family"
        constraints = [
            models.UniqueConstraint(fields=["notice_id", "person_id"], name="notices_family_once"),
            models.UniqueConstraint(fields=["school_id", "id"], name="notices_family_school"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) ^ ~Q(confirmed_how=""),
                name="notices_family_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=rules.OUTCOMES), name="notices_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["notice_id", "unit_no"], name="notices_family_unit"),
            models.Index(fields=["person_id", "notice_id"], name="notices_family_person"),
            models.Index(
                fields=["notice_id", "confirmed_at"],
                condition=Q(confirmed_at__isnull=False),
                name="notices_family_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Reach(models.Model):
    """Of a notice and a class, school or office: how many it addressed there and how these stand.

    Kept by whoever changes a row below, in the same transaction; a county is the sum of these.
    """

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    notice_id = models.UUIDField()
    families = models.IntegerField(default=0)
    with_account = models.IntegerField(default=0)
    phone_only = models.IntegerField(default=0)
    read = models.IntegerField(default=0)
    confirmed = models.IntegerField(default=0)
    by_call = models.IntegerField(default=0)
    staff = models.IntegerField(default=0)
    staff_read = models.IntegerField(default=0)
    staff_confirmed = models.IntegerField(default=0)

    class Meta:
        db_table = "notices_reach"
        constraints = [
            models.UniqueConstraint(fields=["notice_id", "unit_no"], name="notices_reach_once"),
            models.CheckConstraint(
                condition=Q(families__gte=F("confirmed"))
                & Q(families__gte=F("read"))
                & Q(confirmed__gte=F("by_call"))
                & Q(families__gte=F("with_account") + F("phone_only"))
                & Q(staff__gte=F("staff_confirmed")),
                name="notices_reach_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.unit_no}"


class Chase(models.Model):
    """A list to call, which a duty is about: `family`, those of a class not confirmed by the deadline;
    `unreached`, those whom nothing reaches, from the moment it is sent; `staff`, of a school. No family is in
    two."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    notice_id = models.UUIDField()
    kind = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_chase"
        constraints = [
            models.UniqueConstraint(
                fields=["notice_id", "unit_no", "kind"], name="notices_chase_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["family", "unreached", "staff"]),
                name="notices_chase_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no"], condition=Q(closed_at=None), name="notices_chase_open")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Call(models.Model):
    """Somebody called a family or a member of staff. Added only, under the id of its form."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    chase_id = models.UUIDField()
    # A row of Family, or of Recipient.
    about_id = models.UUIDField()
    outcome = models.TextField()
    note_cipher = models.BinaryField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "notices_call"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=rules.OUTCOMES), name="notices_call_outcome"
            )
        ]
        indexes = [models.Index(fields=["about_id", "-at"], name="notices_call_about")]

    def __str__(self) -> str:
        return self.outcome
