"""What kinds of places, agents and the rest are called."""

from django.utils.translation import gettext_lazy as _

PLACE_NAMES = {
    "classroom": _("教室"),
    "function_room": _("功能室"),
    "office": _("办公室"),
    "corridor": _("走廊楼梯"),
    "toilet": _("厕所"),
    "kitchen": _("食堂操作间"),
    "dining": _("就餐区"),
    "dormitory": _("宿舍"),
    "washroom": _("洗漱间"),
    "bus": _("校车"),
    "gate": _("校门和传达室"),
    "library": _("图书馆"),
    "sports": _("体育器材"),
    "health_room": _("医务室"),
    "observation": _("隔离观察室"),
    "refuse": _("垃圾点"),
    "water_point": _("饮水点"),
    "air_con": _("空调滤网"),
    "toys": _("玩具和口杯"),
    "yard": _("室外场地"),
}
TASK_NAMES = {
    "air": _("通风"),
    "filter": _("清洗滤网"),
    "floor": _("地面"),
    "rails": _("扶手"),
    "surface": _("物体表面"),
    "sweep": _("清扫"),
    "tables": _("餐桌"),
    "tableware": _("餐具"),
    "taps": _("水龙头"),
    "toys": _("玩具口杯"),
}
METHOD_NAMES = {
    "wipe": _("擦拭"),
    "mop": _("拖拭"),
    "spray": _("喷洒"),
    "soak": _("浸泡"),
    "heat": _("煮沸或蒸汽"),
    "uv": _("紫外线灯"),
    "ventilate": _("开窗通风"),
    "sweep": _("清扫"),
    "cover": _("覆盖"),
}
AGENT_NAMES = {
    "chlorine": _("含氯消毒剂"),
    "alcohol": _("75% 酒精"),
    "quat": _("季铵盐"),
    "peroxide": _("过氧化氢"),
    "heat": _("热力"),
    "uv": _("紫外线"),
    "none": _("清水"),
}
SLOT_NAMES = {
    "morning": _("上课前"),
    "noon": _("中午"),
    "after": _("放学后"),
    "trip": _("出车后"),
}
STATE_NAMES = {
    "due": _("待做"),
    "done": _("已做"),
    "excused": _("免做"),
    "missed": _("漏做"),
}
