"""Users and the grants that make them actors."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
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
        indexes = [
            models.Index(fields=["unit_no"], name="user_unit"),
            models.Index(fields=["phone_index"], name="user_phone"),
        ]

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


NOTICES = ["appointed", "deputises", "deputised", "ended", "gave", "took", "recovered", "lost"]


class Notice(models.Model):
    """What somebody is told about a position of theirs (or their account), until they have read it.

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
            models.CheckConstraint(condition=models.Q(kind__in=NOTICES), name="notice_kind")
        ]
        indexes = [
            models.Index(
                fields=["user", "at"], condition=models.Q(read_at=None), name="notice_unread"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.role}"


class Ward(models.Model):
    """A child whom a guardian's account answers for.

    `guardian_id`: the entry on the roster it was bound to; what that guardian may see, and until when,
    is read there with each request. Empty: opened by a command.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="wards")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    guardian_id = models.UUIDField(null=True)

    class Meta:
        db_table = "accounts_ward"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "user", "person_id"], name="ward_once")
        ]
        indexes = [models.Index(fields=["guardian_id"], name="ward_guardian")]

    def __str__(self) -> str:
        return str(self.id)


class Throttle(models.Model):
    """Recent tries per key (an account and a device; never an address: a school is one address)."""

    key = models.BinaryField(primary_key=True)
    times = ArrayField(models.DateTimeField(), default=list)

    class Meta:
        db_table = "accounts_throttle"

    def __str__(self) -> str:
        return f"{len(self.times)}"


class Session(models.Model):
    """Somebody signed in on a device: how far proven, since when, last used when."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sessions")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    # half | password | second | demo (rules.is_whole).
    proof = models.TextField()
    device = models.TextField(default="")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    # When the password was last typed in it.
    proved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_session"
        indexes = [models.Index(fields=["user", "ended_at"], name="session_user")]

    def __str__(self) -> str:
        return str(self.id)


class Factor(models.Model):
    """A second factor of an account: an authenticator's secret (TOTP), or a passkey."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factors")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    device = models.TextField(default="")
    # TOTP: the secret, and the newest step whose code was used (no code is good twice).
    secret_cipher = models.BinaryField(null=True)
    last_step = models.BigIntegerField(default=0)
    # Passkey: what the authenticator is asked with, and checked against.
    credential_id = models.BinaryField(null=True)
    public_key = models.BinaryField(null=True)
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    # Empty: being set up; it opens nothing yet.
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_factor"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="totp", secret_cipher__isnull=False)
                | models.Q(kind="passkey", credential_id__isnull=False, public_key__isnull=False),
                name="factor_kind",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(confirmed_at=None),
                name="factor_being_set_up_once",
            ),
            models.UniqueConstraint(fields=["user", "credential_id"], name="factor_credential"),
        ]

    def __str__(self) -> str:
        return self.kind


class RecoveryCode(models.Model):
    """One of the codes that stand in for a lost second factor, as a keyed hash; good once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    digest = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_recovery_code"
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Invitation(models.Model):
    """A code on paper by which a person on the roster gets an account; good once.

    `person_id` is the member of staff, or the child whose guardian is invited. Of the code only a keyed
    hash is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    purpose = models.TextField()
    batch_id = models.UUIDField()
    digest = models.BinaryField(unique=True)
    made_by_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by_id = models.UUIDField(null=True)
    # The press that used it (made with the proof): the same once more is let in as the first time.
    used_with = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_invitation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=["staff", "guardian"]), name="invitation_purpose"
            ),
            models.UniqueConstraint(
                fields=["school_id", "person_id"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="invitation_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no"], name="invitation_unit"),
            models.Index(fields=["batch_id"], name="invitation_batch"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Recovery(models.Model):
    """Somebody who cannot sign in any more asks; a named person decides and hands a code over.

    Of the code only a keyed hash is kept. `expires_at`: of the request, then of the code.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recoveries")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    state = models.TextField(default="asked")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    digest = models.BinaryField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_recovery"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "expired", "withdrawn"])
                | models.Q(state__in=["approved", "refused", "used"], decided_by_id__isnull=False),
                name="recovery_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by_id=models.F("user")), name="recovery_by_another"
            ),
            models.CheckConstraint(
                condition=models.Q(state="approved") ^ models.Q(digest=None),
                name="recovery_code_kept",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state__in=["asked", "approved"]),
                name="recovery_open_once",
            ),
        ]
        indexes = [models.Index(fields=["unit_no", "asked_at"], name="recovery_unit")]

    def __str__(self) -> str:
        return self.state


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
