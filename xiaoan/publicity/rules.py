"""Kinds of public texts, languages and their addresses, what a text may hold. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# What the county publishes itself; what other apps have is shown from there.
KINDS = ("notice", "correction", "hotline", "material", "story")
STATES = ("draft", "published", "withdrawn", "dropped")
STEPS = (
    "write", "submit", "approve", "refuse", "withdraw", "pin", "unpin", "drop",
)  # fmt: skip
# Language → what stands before the rest of a public address.
PREFIXES: Mapping[str, str] = {"zh-hans": "", "zh-hant": "hant/", "en": "en/"}
# As HTML, feeds and JSON name them (BCP 47).
TAGS: Mapping[str, str] = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
FIRST = "zh-hans"
LONGEST_TITLE, LONGEST_BODY, LONGEST_PHONE, LONGEST_WHY = 100, 5000, 40, 500
# So many stand on one public page; so many entries in a feed (our own choice).
PAGE, FEED, PINS, HOTLINES = 50, 50, 3, 30

_LINK = re.compile(r"https?://[!-~]+")
_APART = r"[ \-–—‐‑·.]?"
_PERSONAL = re.compile(
    r"(?<!\d)(?:1" + _APART + r"[3-9](?:" + _APART + r"\d){9}"
    r"|\d(?:" + _APART + r"\d){16}" + _APART + r"[\dXx])(?!\d)"
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{2,38}[0-9]")


def is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text))


def has_personal_number(text: str) -> bool:
    """Whether something shaped as an ID number or a mobile phone stands in a text, also written apart or
    in full-width digits. A link may hold any digits. An office's fixed line is not a person's number; a
    hotline has a field of its own."""
    plain = _LINK.sub(" ", unicodedata.normalize("NFKC", text))
    return bool(_PERSONAL.search(plain))


def words_in(words: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """Title, body and `tag` of the language they are in: the one asked for; 繁體 readers otherwise get 简体;
    English readers too, marked as such."""
    known = language if words.get(language, {}).get("title") else FIRST
    found = words[known]
    return {"title": found["title"], "body": found.get("body", ""), "tag": TAGS[known]}


def cleaned(words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """By language, without blanks around; languages in which nothing was written are left out."""
    found: dict[str, dict[str, str]] = {}
    for code in PREFIXES:
        given: Mapping[str, Any] = words.get(code, {})
        title = " ".join(given.get("title", "").split())
        body = given.get("body", "").replace("\r\n", "\n").strip()
        if title or body:
            found[code] = {"title": title, "body": body}
    return found
