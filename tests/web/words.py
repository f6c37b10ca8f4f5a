"""What of a page is in Chinese."""

import html
import re

_RUN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff,。:;、()“”0-9 ]*")
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


def chinese(text: str) -> list[str]:
    """Runs of Chinese of a text."""
    return [one.strip() for one in _RUN.findall(text)]


def chinese_of(page: str) -> list[str]:
    """Runs of Chinese of the main part of a page, attributes left out."""
    body = page.partition("<main")[2].partition("</main>")[0]
    return chinese(html.unescape(_TAGS.sub(" ", body)))
