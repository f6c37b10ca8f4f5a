"""Tables of equipment. `unit_no` of a device is its place: a class, gate or room, else its school."""

from django.db import models
from django.db.models import Q

from xiaoan.equipment import rules
from xiaoan.kernel.ids import uuid7


class Tool(models.Model):
    """Who keeps a device of the register of `screening`, and how it stands; under the device's own id."""

    id = models.UUIDField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    state = models.TextField(default="in_use")
    keeper_id = models.UUIDField(null=True)
    lent_to_id = models.UUIDField(null=True)
    lent_until = models.DateField(null=True)
    fault = models.TextField(default="")
    # As in the register, to be sorted and counted by.
    valid_until = models.DateField(null=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "equipment_tool"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="equipment_tool_school"),
            models.CheckConstraint(
                condition=Q(state__in=rules.STATES), name="equipment_tool_state"
            ),
            models.CheckConstraint(
                condition=Q(item__in=tuple(rules.DEVICE_KINDS)), name="equipment_tool_item"
            ),
            models.CheckConstraint(
                condition=Q(state="lent") ^ Q(lent_until=None), name="equipment_tool_lent"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "state"], name="equipment_tool_unit"),
            models.Index(fields=["valid_until"], name="equipment_tool_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.state}"


class Step(models.Model):
    """What was done with a device, under the id of its form. Never changed. `number`, `maker`: of a
    certificate; `own`, `other`: what two thermometers showed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    device_id = models.UUIDField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    to_id = models.UUIDField(null=True)
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    number = models.TextField(default="")
    maker = models.TextField(default="")
    own = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    other = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "equipment_step"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.STEPS), name="equipment_step_what"),
        ]
        indexes = [models.Index(fields=["device_id", "-at"], name="equipment_step_device")]

    def __str__(self) -> str:
        return f"{self.what} {self.device_id}"


class Stocktake(models.Model):
    """The yearly count of a school's devices; one open at a time. `number`: how many were there."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    begun_at = models.DateTimeField()
    begun_by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    expected = models.IntegerField(null=True)
    found = models.IntegerField(null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "equipment_stocktake"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="equipment_stocktake_school"),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(closed_at=None), name="equipment_stocktake_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit_no)


class Seen(models.Model):
    """A device was seen at a count: scanned, or tapped on the list."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    stocktake_id = models.UUIDField()
    device_id = models.UUIDField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "equipment_seen"
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake_id", "device_id"], name="equipment_seen_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.device_id)


class Kit(models.Model):
    """A kit at a named place. `place_no`: the unit it stands at, if one; `template`: rules.KIT_KINDS."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    template = models.TextField()
    name = models.TextField()
    place_no = models.IntegerField(null=True)
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_by_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The step that left it short: what the open duty to fill it up is about.
    refill_id = models.UUIDField(null=True)

    class Meta:
        db_table = "equipment_kit"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="equipment_kit_school"),
            models.CheckConstraint(
                condition=Q(template__in=tuple(rules.KIT_KINDS)), name="equipment_kit_template"
            ),
            models.UniqueConstraint(
                fields=["unit_no", "name"], condition=Q(closed_at=None), name="equipment_kit_name"
            ),
        ]
        indexes = [models.Index(fields=["unit_no"], name="equipment_kit_unit")]

    def __str__(self) -> str:
        return self.name


class Piece(models.Model):
    """So much of a lot lies in a kit, by the book."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kit_id = models.UUIDField()
    item = models.TextField()
    lot_id = models.UUIDField()
    expires = models.DateField(null=True)
    quantity = models.IntegerField()

    class Meta:
        db_table = "equipment_piece"
        constraints = [
            models.UniqueConstraint(fields=["kit_id", "lot_id"], name="equipment_piece_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="equipment_piece_some"),
        ]
        indexes = [models.Index(fields=["unit_no", "kit_id"], name="equipment_piece_unit")]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}"


class KitStep(models.Model):
    """What was done with a kit, under the id of its form. Never changed. `at`: when it came in; `said_at`:
    when it was done, as the phone says that had no network meanwhile, NULL: of before. `figures`: item → how
    much was filled in, found, taken or thrown away; `lost`: item → how much a round did not find. `about_id`:
    the round whose loss a second person confirms."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kit_id = models.UUIDField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    by_id = models.UUIDField(null=True)
    figures = models.JSONField(default=dict)
    short = models.IntegerField(default=0)
    lost = models.JSONField(default=dict)
    about_id = models.UUIDField(null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "equipment_kit_step"
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=rules.KIT_ACTS), name="equipment_kit_step_what"
            ),
            models.CheckConstraint(
                condition=Q(what="confirm") ^ Q(about_id=None), name="equipment_kit_step_confirms"
            ),
            models.UniqueConstraint(fields=["about_id"], name="equipment_kit_step_confirmed"),
        ]
        indexes = [
            models.Index(fields=["kit_id", "-at"], name="equipment_kit_step_kit"),
            models.Index(fields=["unit_no"], condition=~Q(lost={}), name="equipment_kit_step_lost"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.kit_id}"
