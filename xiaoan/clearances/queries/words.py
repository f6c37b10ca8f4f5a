"""Words of clearances: state, reasons, what is needed, in the language of who reads."""

from django.utils.translation import gettext_lazy as _l

STATE_NAMES = {
    "cleared": _l("可以到校"), "not_cleared": _l("暂缓返校"), "unknown": _l("情况不明"),
}  # fmt: skip
STATE_SHAPES = {"cleared": "done", "not_cleared": "missed", "unknown": "unknown"}
REASON_NAMES = {
    "ill": _l("生病,还没有复课"), "isolated": _l("还在隔离"), "followed": _l("是重点人员,还没有解除"),
    "contact": _l("是接触者,还在医学观察"), "symptoms": _l("摸排时说有症状"),
    "unanswered": _l("摸排没有人回答,或回答有矛盾"), "override": _l("已破例放行"),
}  # fmt: skip
NEED_NAMES = {
    "recover": _l("痊愈后,请校医看过,记下“健康状况说明”"),
    "certificate": _l("隔离期满后,交医院开的复课证明给校医查验"),
    "check": _l("证明已交到学校,等校医查验"),
    "release": _l("交解除隔离或医学观察期满的证明给校医查验"),
    "wait": _l("等到那一天就可以到校,不用再交证明"),
    "answer": _l("请家长或班主任回答摸排;回答有矛盾的,先定下来"),
    "diagnosis": _l("再交一份诊断证明存档(双证明)"),
    "second": _l("交医院开的诊断证明:本县规定两份证明(诊断、复课)都交齐才能到校"),
}  # fmt: skip
KIND_NAMES = {
    "return": _l("复课证明"), "observation": _l("医学观察期满证明"),
    "statement": _l("健康状况说明(没有证明,校医看过)"), "other": _l("其他证明"),
    "diagnosis": _l("诊断证明(双证明,存档)"),
}  # fmt: skip
OUTCOME_NAMES = {
    "well": _l("在家,没有不舒服"), "ill": _l("在家,还不舒服"), "care": _l("在医院或看过医生"),
    "unreached": _l("没有联系上"),
}  # fmt: skip
ONLINE_NAMES = {True: _l("在上网课"), False: _l("没有上网课"), None: _l("网课没有问")}
OVERRIDE_NAMES = {"asked": _l("等另一个人决定"), "granted": _l("同意放行"), "refused": _l("不同意")}
FAULT_NAMES = {
    ("issued_on", "future"): _l("开具日期不能晚于今天。"),
    ("issued_on", "old"): _l("开具日期在半年以前,不能用。请看是不是写错了年份。"),
    ("isolated_to", "order"): _l("隔离结束的日期早于开始,请核对。"),
    ("back_on", "out_of_range"): _l("返班日期应在今天到 90 天以内。"),
    ("back_on", "inside"): _l("返班日期还在证明上写的隔离期内:隔离期满的第二天起才能返班。"),
}  # fmt: skip
