"""What goes out over other channels for a notice: subject and text in each of the reader's languages."""

from collections.abc import Mapping
from typing import Any

from xiaoan.notices import rules


def of(texts: Mapping[str, Any], office: str) -> dict[str, tuple[str, str]]:
    """Language → subject and text, in the name of an office. Where the notice itself was not written in that
    language, the text says in which it will be read."""
    return {code: _line(code, office, is_written=code in texts) for code in rules.LANGUAGES}


def _line(code: str, office: str, *, is_written: bool) -> tuple[str, str]:
    line = rules.LINES[code]
    # The source is what everybody is shown where their own is lacking.
    only = "" if is_written or code == rules.LANGUAGES[0] else line["only"]
    return line["subject"].format(unit=office), line["text"].format(unit=office) + only
