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
    "day": _("全天"),
    "after": _("放学后"),
    "trip": _("出车后"),
}
STATE_NAMES = {
    "due": _("待做"),
    "done": _("已做"),
    "excused": _("免做"),
    "missed": _("漏做"),
}
ROUND_DUTY, INCIDENT_DUTY = "hygiene.round", "hygiene.incident"
CHECK_DUTY = "hygiene.check"
TARGET_NAMES = {
    "surface": _("物体表面"),
    "floor": _("地面"),
    "ground": _("室外地面、墙面、绿植"),
    "air": _("空气"),
    "people": _("人"),
    "water": _("水塘、水池"),
    "tyres": _("车轮胎"),
}
WEATHER_NAMES = {"dry": _("晴或阴"), "rain": _("下雨"), "snow": _("下雪")}
BY_ITSELF_NAMES = {
    "calendar": _("今天不上课"),
    "level": _("响应级别已变"),
    "plan": _("方案已换"),
    "place": _("场所已关闭或免做"),
    "remote": _("居家网课,没有人在"),
}
INCIDENT_NAMES = {"vomit": _("呕吐物"), "faeces": _("腹泻物"), "blood": _("血迹")}
SIZE_NAMES = {"small": _("少量"), "large": _("大量")}
INCIDENT_STATES = {"open": _("处置中"), "done": _("等另一人验收"), "closed": _("已验收")}
STEP_NAMES = {
    "told": _("发现"),
    "take": _("接手处置"),
    "clear": _("疏散人员"),
    "ppe": _("穿戴防护"),
    "windows": _("开窗通风"),
    "cover": _("覆盖消毒"),
    "wipe": _("清除"),
    "surfaces": _("周围表面消毒"),
    "finish": _("擦净"),
    "bag": _("装袋"),
    "hands": _("洗手"),
    "air": _("继续通风"),
    "look": _("验收"),
}
COVER_NAMES = {
    "absorbent": _("吸水材料加含氯消毒液"),
    "powder": _("含吸水成分的消毒粉或漂白粉"),
    "wipes": _("高水平消毒干巾"),
}
