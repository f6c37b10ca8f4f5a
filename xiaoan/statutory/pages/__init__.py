"""Pages of reports and of official warnings."""

from xiaoan.statutory.pages.paper import paper_page
from xiaoan.statutory.pages.reports import report_page, reports_page
from xiaoan.statutory.pages.warnings import (
    file_page,
    new_page,
    target_page,
    warning_page,
    warnings_page,
)

__all__ = [
    "file_page",
    "new_page",
    "paper_page",
    "report_page",
    "reports_page",
    "target_page",
    "warning_page",
    "warnings_page",
]
