"""Pages of illness: the doctor's phone, one child, the line list, the official forms, a family's own."""

from xiaoan.illness.pages.absence import absence_page
from xiaoan.illness.pages.child import child_page
from xiaoan.illness.pages.course import course_page, steps_page
from xiaoan.illness.pages.late import late_page
from xiaoan.illness.pages.lists import home_page, list_page, own_page, today_page
from xiaoan.illness.pages.official import form_page
from xiaoan.illness.pages.opening import open_page, setting_page

__all__ = [
    "absence_page",
    "child_page",
    "course_page",
    "form_page",
    "home_page",
    "late_page",
    "list_page",
    "open_page",
    "own_page",
    "setting_page",
    "steps_page",
    "today_page",
]
