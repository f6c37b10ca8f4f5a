"""What is kept, in words."""

from django.utils.translation import gettext_lazy as _l

STATE_NAMES = {
    "watched": _l("在看"), "missed": _l("没在看"), "excused": _l("免"), "no_device": _l("无设备或网络"),
}  # fmt: skip
STATE_SHAPES = {"watched": "done", "missed": "missed", "excused": "excused", "no_device": "unknown"}
EXCUSE_NAMES = {
    "ill": _l("生病"), "isolated": _l("隔离"), "leave": _l("请假"), "other": _l("其他"),
}  # fmt: skip
LACKS_NAMES = {"device": _l("没有设备"), "network": _l("没有网络"), "both": _l("都没有")}
HELP_NAMES = {
    "loan": _l("借设备"), "phone": _l("用家长手机"), "data": _l("送流量"), "paper": _l("送纸质材料"),
    "tv": _l("看电视课"), "visit": _l("上门辅导"),
}  # fmt: skip
WORD_NAMES = {
    "ill": _l("今天生病"), "no_device": _l("没有设备"), "no_network": _l("没有网络"),
}  # fmt: skip
SOURCE_NAMES = {"roll_call": _l("教师点名"), "export": _l("平台导出"), "api": _l("接口")}
WEEKDAY_NAMES = {
    1: _l("周一"), 2: _l("周二"), 3: _l("周三"), 4: _l("周四"), 5: _l("周五"), 6: _l("周六"), 7: _l("周日"),
}  # fmt: skip
COLUMN_NAMES = {
    "name": _l("姓名或昵称"), "number": _l("学号或平台账号"), "class": _l("班级"), "duration": _l("观看时长"),
    "replay": _l("回放时长"), "join": _l("进入时间"), "leave": _l("离开时间"), "day": _l("日期"),
    "subject": _l("科目或主题"), "start": _l("开始时间"), "percent": _l("观看比例"),
}  # fmt: skip
# As the data file names them, in the reader's language.
PLATFORM_NAMES = {
    "dingtalk": _l("钉钉"), "tencent_class": _l("腾讯课堂"), "tencent_meeting": _l("腾讯会议"),
    "wecom": _l("企业微信"), "smart_edu": _l("国家中小学智慧教育平台"), "tv": _l("电视空中课堂"),
    "other": _l("其他"),
}  # fmt: skip
