"""What states, ticks, levels, steps and items of counselling are called."""

from django.utils.translation import gettext_lazy as _l

REFERRAL_NAMES = {
    "waiting": _l("等心理教师看"), "seen": _l("心理教师已看到"), "in_care": _l("已在辅导"),
    "closed": _l("已结束"),
}  # fmt: skip
REFERRAL_SHAPES = {"waiting": "due", "seen": "due", "in_care": "done", "closed": "excused"}
VIA_NAMES = {
    "staff": _l("教职工转介"), "guardian": _l("家长想谈"), "pupil": _l("孩子自己想谈"),
    "screening": _l("筛查后建议谈谈"),
}  # fmt: skip
URGENCY_NAMES = {
    "normal": _l("不急,两天内"), "soon": _l("今天内"), "now": _l("马上有危险:现在启动危机干预"),
}  # fmt: skip
LASTS_NAMES = {
    "days": _l("几天"), "weeks": _l("一两周"), "month": _l("一个月以上"), "": _l("没有说"),
}  # fmt: skip
TICK_NAMES = {
    "withdrawn": _l("不说话、躲着人"), "crying": _l("常哭、情绪低落"), "angry": _l("容易发火、摔东西"),
    "absent": _l("不愿上学、不上线"), "marks": _l("成绩突然下降"), "sleep": _l("睡不好、上课老犯困"),
    "eating": _l("不吃或吃很多"), "body": _l("老说头痛肚子痛,查不出病"), "family": _l("家里有变故"),
    "bullied": _l("被欺负或欺负人"), "screen": _l("整天玩手机,停不下来"),
    "illness_fear": _l("很怕生病、很怕传染"), "died": _l("亲近的人去世或重病"),
    "harm_said": _l("说过不想活、想伤害自己或别人"), "harm_signs": _l("身上有自伤的痕迹,或在准备"),
}  # fmt: skip
RISK_NAMES = {
    "low": _l("低"), "some": _l("一般"), "high": _l("高"), "crisis": _l("危机"), "": _l("不变"),
}  # fmt: skip
RISK_SHAPES = {"low": "done", "some": "due", "high": "late", "crisis": "missed", "": "unknown"}
HOW_NAMES = {
    "school": _l("在心理室面谈"), "phone": _l("打电话或视频"), "home": _l("家访"), "class": _l("进班观察"),
}  # fmt: skip
NOTE_NAMES = {
    "open": _l("建个案"), "talk": _l("谈话"), "family": _l("和家长谈"), "plan": _l("安全计划"),
    "risk": _l("改风险程度"), "referred_out": _l("转到校外(医院等)"), "hand_over": _l("移交"),
    "close": _l("结案"), "reopen": _l("重新打开"), "taken_over": _l("原心理教师离岗,由接手人继续"),
}  # fmt: skip
OUTCOME_NAMES = {
    "better": _l("好转,可以不再辅导"), "stable": _l("平稳,由班主任和家长多关心"),
    "hospital": _l("由医院继续治疗"), "moved": _l("转学或毕业,已交接"), "refused": _l("学生或家长不愿继续"),
    "other": _l("其他"),
}  # fmt: skip
PLAN_NAMES = {
    "signs": _l("先兆:什么时候会变糟"), "own": _l("自己能做什么让自己好一点"),
    "people": _l("可以和谁在一起、说说话"), "adults": _l("找哪个大人帮忙(电话)"),
    "places": _l("专业的帮助(热线、医院)"), "safe": _l("怎样让身边更安全(收走危险物品)"),
}  # fmt: skip
STEP_NAMES = {
    "stay": _l("有人陪着孩子,不让独处,收走危险物品"), "guardian": _l("打电话给监护人,请到场"),
    "principal": _l("报告校长"), "assess": _l("心理教师当面评估"),
    "medical": _l("需要时打 120 或送医院;已受伤的马上送"), "handed": _l("当面把孩子交给监护人,说清看护要点"),
    "bureau": _l("校长报教育局"), "next_day": _l("24 小时内再看一次"), "close": _l("结束应急"),
}  # fmt: skip
HOTLINE_NAMES = {
    "psychology": _l("心理援助热线"), "ambulance": _l("急救"), "police": _l("报警"),
}  # fmt: skip
BAND_NAMES = {
    "steady": _l("平稳"), "watch": _l("多留意"), "talk": _l("建议谈谈"), "": _l("–"),
}  # fmt: skip
ANSWER_NAMES = {
    "": _l("还没有回应"), "answered": _l("已答"), "refused": _l("不参加"), "withdrawn": _l("已撤回,答案已删"),
    "destroyed": _l("已到期销毁"),
}  # fmt: skip
SCALE = {0: _l("从不"), 1: _l("有几天"), 2: _l("一半以上的日子"), 3: _l("几乎每天")}
# The items of data/instruments-cn.toml: written by us.
ITEM_NAMES = {
    "sleep": _l("睡不好,或老做噩梦"), "appetite": _l("没胃口,或一烦就吃很多"),
    "interest": _l("提不起劲,以前喜欢的事也不想做"), "nervous": _l("心里紧张、害怕,静不下来"),
    "worry": _l("老担心自己或家里人会生病"), "angry": _l("容易发火,和家里人吵"),
    "alone": _l("觉得孤单,有话没人可以说"), "focus": _l("上课、写作业集中不了精神"),
    "harm": _l("觉得活着没意思,或者想过伤害自己"), "k_sleep": _l("孩子睡不好、夜里惊醒"),
    "k_appetite": _l("孩子吃得明显比以前少或多"), "k_cling": _l("孩子特别黏人,不敢离开大人"),
    "k_nervous": _l("孩子紧张、害怕,静不下来"), "k_angry": _l("孩子容易发脾气、哭闹"),
    "k_quiet": _l("孩子变得不爱说话、不爱玩"), "k_body": _l("孩子说肚子痛、头痛,又查不出病"),
    "k_focus": _l("孩子上课、写作业坐不住"), "k_harm": _l("孩子说过不想活,或者弄伤过自己"),
}  # fmt: skip
COLUMN_NAMES = {
    "referred": _l("转介和求助"), "opened": _l("新建个案"), "talks": _l("谈话"),
    "referred_out": _l("转校外"), "closed": _l("结案"), "emergency": _l("危机干预"),
}  # fmt: skip
TAKEOVER_NAMES = {
    "asked": _l("等教育局确认"), "agreed": _l("已确认"), "refused": _l("没有同意"),
}  # fmt: skip
