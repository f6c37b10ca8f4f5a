"""Writing illnesses: opening, each step, the certificate, what ends by itself."""

from xiaoan.illness.services.absences import look_for_causes, settle_absences
from xiaoan.illness.services.acting import Done, Overtaken, Receipt, take_step
from xiaoan.illness.services.asking import Said, Told, say_cause
from xiaoan.illness.services.clearing import Certificate, Judged, check_certificate
from xiaoan.illness.services.late import decide_late, keep_late
from xiaoan.illness.services.looking import (
    Taken,
    form_taken,
    see,
    see_absence,
    see_absences,
    see_course,
    see_late,
    see_list,
    take_form,
)
from xiaoan.illness.services.noticing import Noticed, notice
from xiaoan.illness.services.opening import Found, look, open_by_hand, open_many
from xiaoan.illness.services.setting import change_setting
from xiaoan.illness.services.settling import settle

__all__ = [
    "Certificate",
    "Done",
    "Found",
    "Judged",
    "Noticed",
    "Overtaken",
    "Receipt",
    "Said",
    "Taken",
    "Told",
    "change_setting",
    "check_certificate",
    "decide_late",
    "form_taken",
    "keep_late",
    "look",
    "look_for_causes",
    "notice",
    "open_by_hand",
    "open_many",
    "say_cause",
    "see",
    "see_absence",
    "see_absences",
    "see_course",
    "see_late",
    "see_list",
    "settle",
    "settle_absences",
    "take_form",
    "take_step",
]
