"""What a school enters about one pupil."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.rules import identity
from xiaoan.directory.services.placements import LONGEST_LABEL
from xiaoan.registry.forms.fields import Choices, IdentityForm, WhenForm, day, one_of, text
from xiaoan.registry.queries.lives import LEAVING

SEXES = (("M", _l("男")), ("F", _l("女")))
ID_KINDS = (
    ("resident", _l("居民身份证")),
    ("hk_macao_permit", _l("港澳居民来往内地通行证")),
    ("taiwan_permit", _l("台湾居民来往大陆通行证")),
    ("hk_macao_taiwan_residence", _l("港澳台居民居住证")),
    ("passport", _l("护照")),
    ("foreign_permanent", _l("外国人永久居留身份证")),
    ("other", _l("其他证件")),
)


class ClassForm(WhenForm):
    """Another class of the school."""

    def __init__(self, *args: Any, classes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = one_of(_l("转到哪个班"), classes)
        self.order_fields(["unit"])


class LeaveForm(WhenForm):
    """Off the roll; the day is the first without the pupil."""

    because = one_of(_l("离校原因"), list(LEAVING.items()))


class ReturnForm(WhenForm):
    """Back on the roll."""

    def __init__(self, *args: Any, classes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = one_of(_l("回到哪个班"), classes)
        self.order_fields(["unit"])


class BoardingForm(WhenForm):
    """A room, or none: lives at home."""

    def __init__(self, *args: Any, rooms: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = one_of(_l("宿舍(不选为走读)"), rooms, required=False)
        self.fields["room"] = field
        self.order_fields(["room"])


class PlacementForm(WhenForm):
    """A bus line and stop, or a canteen and table; none chosen: no longer."""

    label = text(_l("站点或桌号"), LONGEST_LABEL, required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = one_of(_l("线路或食堂(不选为不再安排)"), places, required=False)
        self.order_fields(["place", "label"])


class GuardianForm(IdentityForm):
    """One more who answers for a child."""

    name = text(_l("姓名"), 60)
    relation = text(_l("与学生的关系"), 20)
    phone = text(_l("手机号"), 30)
    may_see = forms.BooleanField(label=_l("可以查看孩子的情况"), required=False, initial=True)
    may_be_called = forms.BooleanField(label=_l("可以打电话联系"), required=False, initial=True)
    is_legal = forms.BooleanField(label=_l("法定监护人"), required=False, initial=True)

    def clean_name(self) -> Any:
        return self.read("name", identity.read_name(self.cleaned_data["name"]))

    def clean_phone(self) -> Any:
        return self.read("phone", identity.read_phone(self.cleaned_data["phone"]))


class EnrolForm(IdentityForm, WhenForm):
    """Somebody new at the school."""

    name = text(_l("姓名"), 60)
    sex = one_of(_l("性别"), SEXES)
    birth_date = day(_l("出生日期"))
    id_kind = one_of(_l("证件类型"), ID_KINDS)
    id_number = text(_l("证件号码"), 40)
    number = text(_l("学号"), 32)

    def __init__(self, *args: Any, rooms: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rooms:
            self.fields["room"] = one_of(_l("宿舍(不选为走读)"), rooms, required=False)
        self.order_fields(["name", "sex", "birth_date", "id_kind", "id_number", "number", "room"])

    def clean_name(self) -> Any:
        return self.read("name", identity.read_name(self.cleaned_data["name"]))

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip()
        if not all(c.isascii() and (c.isalnum() or c in "-/") for c in number):
            self.add_error("number", _l("学号只能有字母、数字、- 和 /。"))
        return number

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        kind, number = found.get("id_kind"), found.get("id_number")
        if kind and number:
            read = self.read("id_number", identity.read_id(kind, number, invented=settings.DEMO))
            if read:
                found["id_number"] = read.number
                for fault in identity.agree(read, found.get("birth_date"), found.get("sex")):
                    self.read(fault.field, fault)
        return found
