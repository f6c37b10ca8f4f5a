"""Codes of care teams as people say them."""

from django.utils.translation import gettext_lazy as _l

ROLE_NAMES = {
    "leader": _l("校领导"),
    "grade_head": _l("年级组长"),
    "class_teacher": _l("班主任"),
    "subject_teacher": _l("任课教师"),
    "guardian": _l("家长(监护人)"),
    "county_cadre": _l("包校的局干部"),
    "township_cadre": _l("乡镇干部"),
    "village_cadre": _l("村(社区)干部"),
}
KIND_NAMES = {"student": _l("学生"), "staff": _l("教职工")}
SCHEME_NAMES = {
    "school": _l("以学校为主"),
    "township": _l("学校与乡镇、村(社区)一起"),
}
MODE_NAMES = {
    "fill": _l("只给还缺的人安排"),
    "anew": _l("按规则全部重排(手选的不动)"),
    "balance": _l("把超出上限的分给别人"),
}
WHY_NAMES = {
    "nobody": _l("没有可安排的人:岗位空缺或没有登记名单"),
    "full": _l("可安排的人都到上限了"),
    "twice": _l("可安排的人已在这个人的包联组里,或就是本人"),
    "not_asked": _l("这次没有选这个角色"),
}
END_NAMES = {
    "person_left": _l("离校或转走"),
    "carer_left": _l("包联人离岗或变动"),
    "scheme": _l("方案里不再有这个角色"),
    "anew": _l("重新安排"),
    "changed": _l("改由别人"),
}
WAY_NAMES = {
    "phone": _l("打电话"),
    "visit": _l("上门"),
    "in_person": _l("当面"),
    "message": _l("发消息"),
}
STATE_NAMES = {
    "well": _l("一切正常"),
    "ill": _l("生病或不舒服"),
    "trouble": _l("有困难"),
    "not_reached": _l("没联系上"),
}
STATE_SHAPES = {"well": "done", "ill": "sick", "trouble": "late", "not_reached": "missed"}
