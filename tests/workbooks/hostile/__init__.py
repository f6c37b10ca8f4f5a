"""A catalogue of sheets that are hostile or broken: what each is, and what must come of reading it.

Made in code, so that what is wrong with each is known. Used for the reader alone, and for the whole
way through pages, worker and command line.
"""

from tests.workbooks.hostile.archives import archives
from tests.workbooks.hostile.files import other_files
from tests.workbooks.hostile.making import HEADS, Case
from tests.workbooks.hostile.rows import sheets
from tests.workbooks.hostile.text import text_sheets
from tests.workbooks.hostile.xml import xml

__all__ = ["HEADS", "Case", "catalogue"]


def catalogue() -> dict[str, Case]:
    """Title → case."""
    found: dict[str, Case] = {}
    for group in (other_files, archives, xml, sheets, text_sheets):
        for case in group():
            if case.title in found:
                raise ValueError(f"two are called {case.title}")
            found[case.title] = case
    return found
