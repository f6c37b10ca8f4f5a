"""Users and the grants that make them actors."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from xiaoan.kernel.ids import uuid7


class User(AbstractBaseUser):
    """One who signs in. Visible to oneself, to whoever names the exact login, and inside one's scope."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    login = models.TextField(unique=True)
    name = models.TextField()
    person_id = models.UUIDField(null=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    is_active = models.BooleanField(default=True)
    locale = models.TextField(default="")
    phone_cipher = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)

    USERNAME_FIELD = "login"
    objects = BaseUserManager()

    class Meta:
        db_table = "accounts_user"
        constraints = [
            # One account a person: who opens a second one meets this.
            models.UniqueConstraint(
                fields=["person_id"],
                condition=models.Q(person_id__isnull=False),
                name="user_person_once",
            )
        ]
        indexes = [models.Index(fields=["unit_no"], name="user_unit")]

    def __str__(self) -> str:
        return str(self.id)


class Grant(models.Model):
    """A role held at a unit, from a day until (not including) another.

    Until = since: it was taken back before it had lasted a day. The same role at the same unit never
    runs twice for one person, and nobody is stood in for by two (exclusions in 0003).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.TextField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    # For whom the user stands in; empty: the position is their own.
    deputises_id = models.UUIDField(null=True)
    given_by_id = models.UUIDField(null=True)
    end_reason = models.TextField(default="", db_default="")

    class Meta:
        db_table = "accounts_grant"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="grant_dates",
            ),
            models.CheckConstraint(
                condition=models.Q(deputises_id=None) | models.Q(until__isnull=False),
                name="grant_deputy_ends",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "role"], name="grant_unit_role")]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_no}"


class Proposal(models.Model):
    """An appointment that reaches the whole county: asked for by one, decided by another."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    role = models.TextField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    state = models.TextField(default="asked")
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_proposal"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit_no"],
                condition=models.Q(state="asked"),
                name="proposal_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "confirmed", "refused"]),
                name="proposal_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked") ^ models.Q(decided_by_id__isnull=False),
                name="proposal_decided",
            ),
            # Two people, and neither of them the one it is about.
            models.CheckConstraint(
                condition=~models.Q(asked_by_id=models.F("user"))
                & (
                    ~models.Q(state="confirmed")
                    | (
                        ~models.Q(decided_by_id=models.F("asked_by_id"))
                        & ~models.Q(decided_by_id=models.F("user"))
                    )
                ),
                name="proposal_by_two",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "state"], name="proposal_unit")]

    def __str__(self) -> str:
        return str(self.id)


class Notice(models.Model):
    """What somebody is told about a position of theirs, until they have read it.

    `other_name` is kept, because the two sides of a hand-over may not look each other up.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    role = models.TextField()
    other_name = models.TextField(default="")
    since = models.DateField()
    until = models.DateField(null=True)
    duties = models.IntegerField(default=0)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_notice"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["appointed", "deputises", "deputised", "ended", "gave", "took"]
                ),
                name="notice_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["user", "at"], condition=models.Q(read_at=None), name="notice_unread"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.role}"


class Ward(models.Model):
    """A child whom a guardian's account answers for."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wards")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()

    class Meta:
        db_table = "accounts_ward"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "user", "person_id"], name="ward_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Throttle(models.Model):
    """Failed attempts per key (an account and a device; never an address: a school is one address)."""

    key = models.BinaryField(primary_key=True)
    failures = models.SmallIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        db_table = "accounts_throttle"

    def __str__(self) -> str:
        return f"{self.failures}"


class DemoPerson(models.Model):
    """An invented person offered on the demonstration's sign-in page. Empty in production."""

    user_id = models.UUIDField(primary_key=True)
    rank = models.SmallIntegerField()
    role = models.TextField()
    name = models.TextField()
    unit = models.TextField()

    class Meta:
        db_table = "accounts_demo_person"

    def __str__(self) -> str:
        return self.role
