"""Writing illnesses: opening, each step, the certificate, what ends by itself."""

from xiaoan.illness.services.acting import Done, Receipt, take_step
from xiaoan.illness.services.clearing import Certificate, Judged, check_certificate
from xiaoan.illness.services.looking import Taken, form_taken, see, see_course, see_list
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
    "Receipt",
    "Taken",
    "change_setting",
    "check_certificate",
    "form_taken",
    "look",
    "notice",
    "open_by_hand",
    "open_many",
    "see",
    "see_course",
    "see_list",
    "settle",
    "take_step",
]
