"""How a temperature that was typed is read, and what is said of one that cannot be."""

from decimal import Decimal

from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Invalid
from xiaoan.screening import rules


def read_celsius(text: str) -> Decimal:
    """A reading as people type it (rules.read_celsius); Invalid says what is wrong and how to write it."""
    try:
        return rules.read_celsius(text)
    except rules.NotCelsius as wrong:
        said = _("体温请写成 37.3 这样的数字。")
        if wrong.code == "range":
            said = _("体温应在 %(low)s 到 %(high)s ℃ 之间,请核对后重填。") % {
                "low": rules.IMPLAUSIBLE_BELOW_CELSIUS, "high": rules.IMPLAUSIBLE_ABOVE_CELSIUS,
            }  # fmt: skip
        raise Invalid(said, {"celsius": said}) from None
