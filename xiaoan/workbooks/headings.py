"""Headings as they are compared, whoever wrote them."""

import re
import unicodedata

# Between the two parts of a heading over two rows.
JOINT = "/"


def bare(heading: str) -> str:
    """A heading without spaces and what stands in brackets: "观看时长(分钟)" → "观看时长"."""
    said = unicodedata.normalize("NFKC", heading)
    return "".join(re.sub(r"\(.*?\)|\[.*?\]", "", said).split()).strip("*").lower()
