"""The language catalogues, without system gettext: `refresh` collects strings, `compile` makes .mo files.

Message ids are 简体中文. 繁體中文 is drafted by OpenCC (s2hk) and may be edited; English is written by hand.
"""

import io
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "xiaoan"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("zh_Hant", "en")
KEYWORDS = {
    "_": None,
    "_l": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def catalogue(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def collect() -> dict[tuple[str | None, str], str | None]:
    """(context, msgid) → plural msgid or None, of every Python file and template."""
    import django
    from babel.messages.extract import extract
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
        django.setup()
    found: dict[tuple[str | None, str], str | None] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]):
        text = path.read_text()
        if path.suffix == ".html":
            text = templatize(text, origin=str(path.relative_to(ROOT)))
        lines = io.BytesIO(text.encode())
        for _line, message, _comments, context in extract("python", lines, KEYWORDS):
            single, plural = message if isinstance(message, tuple) else (message, None)
            if single:
                found[context, single] = plural
    return found


def refresh() -> int:
    """Bring the catalogues to what the source says; translations that still apply are kept."""
    from opencc import OpenCC

    convert = OpenCC("s2hk").convert
    found = collect()
    missing = 0
    for language in LANGUAGES:
        path = catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        old = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))} if path.exists() else {}
        made = polib.POFile(wrapwidth=0)
        made.metadata = {"Language": language, "Content-Type": "text/plain; charset=UTF-8"}
        made.metadata["Plural-Forms"] = (
            "nplurals=2; plural=(n != 1);" if language == "en" else "nplurals=1; plural=0;"
        )
        for (context, single), plural in sorted(
            found.items(), key=lambda i: (i[0][1], i[0][0] or "")
        ):
            entry = polib.POEntry(msgctxt=context, msgid=single, msgid_plural=plural or "")
            known = old.get((context, single))
            if known and known.msgid_plural == entry.msgid_plural:
                entry.msgstr, entry.msgstr_plural = known.msgstr, known.msgstr_plural
            if language == "zh_Hant" and not (entry.msgstr or entry.msgstr_plural):
                entry.msgstr = "" if plural else convert(single)
                entry.msgstr_plural = {0: convert(plural)} if plural else {}
            missing += not (entry.msgstr or entry.msgstr_plural)
            made.append(entry)
        made.save(str(path))
    print(f"{len(found)} strings, {missing} without a translation")
    return 0


def compile_all() -> int:
    """Make the .mo files that Django reads, where the catalogue is newer."""
    for language in LANGUAGES:
        source = catalogue(language)
        target = source.with_suffix(".mo")
        if source.exists() and (
            not target.exists() or target.stat().st_mtime < source.stat().st_mtime
        ):
            polib.pofile(str(source)).save_as_mofile(str(target))
    return 0


if __name__ == "__main__":
    sys.exit(refresh() if sys.argv[1:] == ["refresh"] else compile_all())
