"""What grants were before they changed."""

from django.db import models


class GrantChange(models.Model):
    """That a role was given, or its end set otherwise than before. Kept by triggers, so that it can be read
    who held what as it was known at an instant; no application code writes it.
    """

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    grant_id = models.UUIDField()
    began = models.BooleanField()
    until_before = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "accounts_grant_change"
        indexes = [models.Index(fields=["unit_no", "at"], name="grant_change_at")]

    def __str__(self) -> str:
        return str(self.grant_id)
