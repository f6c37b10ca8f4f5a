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
        indexes = [models.Index(fields=["unit_no"], name="user_unit")]

    def __str__(self) -> str:
        return str(self.id)


class Grant(models.Model):
    """A role held at a unit, from a day until (not including) another."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.TextField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    unit_end = models.IntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "accounts_grant"
        indexes = [models.Index(fields=["unit_no", "role"], name="grant_unit_role")]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_no}"


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
