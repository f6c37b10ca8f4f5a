"""What of a form is at fault."""

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.filter
def faulty(fields: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The fields with an error, in their order."""
    return [one for one in fields or () if one.get("error")]
