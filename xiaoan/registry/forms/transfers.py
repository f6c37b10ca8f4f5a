"""What two schools write about a transfer."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.rules.lives import LONGEST_NOTE
from xiaoan.registry.forms.fields import Choices, WhenForm, one_of, text


class AskForm(WhenForm):
    """The receiving school asks for a pupil, by what the family's papers say."""

    name = text(_l("学生姓名"), 60)
    id_number = text(_l("证件号码"), 40)
    reason = text(_l("说明,对方学校会看到"), LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, classes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = one_of(_l("转入哪个班"), classes)
        self.order_fields(["name", "id_number", "unit"])


class OfferForm(WhenForm):
    """The school of the pupil offers them to another."""

    reason = text(_l("说明,对方学校会看到"), LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, schools: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"] = one_of(_l("转到哪所学校"), schools)
        self.order_fields(["school"])
