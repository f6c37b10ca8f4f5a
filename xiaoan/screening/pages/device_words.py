"""How a device sends: one whole request with its answer, and each field in words, for who sets it up."""

import datetime as dt
import json
from typing import Any

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import clock

FIELDS = (
    ("sent_at", _l("发送时设备自己的时钟,带时区;差 10 分钟以上整批退回。")),
    ("readings", _l("一条或多条读数。")),
    ("id", _l("设备给这一条编的号(UUIDv7);重发时不变,就只记一次。")),
    ("pupil", _l("学生的学号,和花名册里的一样。")),
    ("at", _l("测温的时间,带时区;三天以内的补发也收。")),
    ("temperature", _l("摄氏度,最多一位小数。")),
    ("method", _l("测法:forehead 额温、ear 耳温、axillary 腋温、camera 热成像;不写就按登记的。")),
    ("ambient", _l("环境温度,可不写。")),
)
OUTCOMES = (
    ("stored", _l("已记下。")),
    ("same", _l("以前收过同一条,没有重复记。")),
    ("refused", _l("没有记,原因见 reason。")),
    ("clock_skew", _l("设备时钟不准:按回答里的 now 校准,再发。")),
    ("future · too_old", _l("测温时间在将来,或早于三天。")),
    ("id_twice · id_reused", _l("同一个编号用了两次,或用过在别的内容上:换一个编号。")),
    ("unreadable", _l("这一条有一项不能读,field 写明是哪一项;同批其他各条照收。")),
    ("implausible", _l("温度不可能是人的。")),
    ("401", _l("令牌不对或已停用。")),
    ("422", _l("fields 里逐项写明哪里要改。")),
    ("429", _l("发得太快:一分钟后把同一批再发一次。")),
)
_ID = "01932b5e-7c1a-7000-8000-000000000001"


def shown(address: str, now: dt.datetime) -> dict[str, Any]:
    """The example at this moment, so that it can be tried as it stands."""
    at = now.astimezone(clock.ZONE).isoformat(timespec="seconds")
    reading = {
        "id": _ID, "pupil": "20260001", "at": at, "temperature": "36.5", "method": "forehead",
        "ambient": "18.0",
    }  # fmt: skip
    body = json.dumps({"sent_at": at, "readings": [reading]}, indent=1)
    told = {"index": 0, "id": _ID, "outcome": "stored", "reason": "", "field": ""}
    return {
        "example": (
            f"curl -X POST {address} \\\n"
            ' -H "Authorization: Bearer TOKEN" \\\n'
            ' -H "Content-Type: application/json" \\\n'
            f" -d '{body}'"
        ),
        "answer": json.dumps({"now": at, "readings": [told]}, indent=1),
        "fields": FIELDS,
        "outcomes": OUTCOMES,
    }
