"""What each role is called."""

from django.utils.translation import gettext_lazy as _

ROLE_NAMES = {
    "county_leader": _("县领导"),
    "bureau_officer": _("教育局经办人"),
    "township_liaison": _("乡镇联络员"),
    "township_leader": _("乡镇分管领导"),
    "principal": _("校长"),
    "school_doctor": _("校医"),
    "grade_head": _("年级组长"),
    "class_teacher": _("班主任"),
    "subject_teacher": _("科任教师"),
    "logistics": _("后勤人员"),
    "canteen": _("食堂人员"),
    "dormitory_keeper": _("宿管员"),
    "counsellor": _("心理教师"),
    "guardian": _("家长"),
}
