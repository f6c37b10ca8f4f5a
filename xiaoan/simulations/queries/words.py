"""Diseases, ways of opening and numbers as pages say them."""

from django.utils.translation import gettext_lazy as _l

DISEASE_NAMES = {
    "influenza": _l("甲型流感"), "covid": _l("新冠(按2020年毒株)"), "norovirus": _l("诺如病毒"),
    "varicella": _l("水痘"),
}  # fmt: skip
WAY_NAMES = {
    "all": _l("同一天返校,不加措施"), "grades": _l("高年级先回,每周回一个年级"),
    "halves": _l("每班分两半,隔天到校"), "masks": _l("同一天返校,在校戴口罩"),
    "checks": _l("同一天返校,每天两次检查并复测"), "closing": _l("同一天返校,病例够数就停课"),
    "vaccine": _l("同一天返校,学生先接种"), "fortnight": _l("同一天返校,寄宿生两周回一次家"),
    "together": _l("分年级返校,口罩、检查、停课都用"),
}  # fmt: skip
STATE_NAMES = {
    "waiting": _l("等待推演"), "running": _l("正在推演"), "done": _l("已完成"),
    "failed": _l("没有算成:名册上没有学生"),
}  # fmt: skip
STATE_SHAPES = {"waiting": "due", "running": "due", "done": "done", "failed": "missed"}
NUMBER_NAMES = {
    "masks": _l("口罩后剩下的接触"), "sensitivity": _l("一次检查能发现的比例"),
    "false_alarms": _l("健康人被误报的比例(复测后)"),
    "stays_home": _l("发病后自己在家的比例"),
    "immune": _l("学生已有免疫的比例"), "reproduction": _l("一个病例平均传给几人"),
    "household": _l("家里一人得病,另一人被传染的比例"), "latent": _l("感染到能传人的天数"),
    "infectious": _l("能传人的天数"), "onset": _l("感染到发病的天数"), "dispersion": _l("发病天数的离散"),
    "ill": _l("感染后有症状的比例"), "felt": _l("有症状者中检查看得出的比例"),
    "silent": _l("无症状者的传染力"), "susceptible": _l("学生的易感程度"),
    "protects": _l("疫苗的保护率"),
}  # fmt: skip
# What the data says of a source in words (data/simulations-cn.toml), as people read it; authors, years and
# journals stay as they are cited, and so does a source that is nothing else.
SOURCE_WORDS = {
    "own choice; Boutzoukas 2022 (unadjusted)": _l("本系统自定;参照 Boutzoukas 2022(未校正)"),
    "own choice: after a second reading": _l("本系统自定:复测以后"),
    "J Travel Med 2020, taaa193: specificity 0.920 (0.769-0.975)": _l(
        "J Travel Med 2020, taaa193:特异度 0.920(0.769-0.975)"
    ),
    "own choice: of the infectious, by one rapid test": _l("本系统自定:能传人的,一次快速检测"),
    "own choice: of the others, by one rapid test": _l("本系统自定:其他人,一次快速检测"),
    "W. Australia 2009 (Lau 2012: 3-38 %)": _l("西澳大利亚 2009(Lau 2012:3-38 %)"),
    "school outbreaks, Beijing: 38 % mismatch, 69 % match": _l(
        "北京学校暴发:疫苗株不匹配 38 %,匹配 69 %"
    ),
    "none in 2020": _l("2020 年还没有"),
    "own choice: spread by hands and vomit": _l("本系统自定:靠手和呕吐物传播"),
    "Wang 2023; Ai 2022; to be fitted to attack in class": _l(
        "Wang 2023; Ai 2022;还要按班级罹患率校准"
    ),
    "own choice: ill 28-60 h": _l("本系统自定:病程 28-60 小时"),
    "NEJM 2009 table": _l("NEJM 2009 的表"),
    "own choice: screen vomiting, not heat": _l("本系统自定:查的是呕吐,不是体温"),
    "no vaccine": _l("没有疫苗"),
    "own choice: airborne and by touch": _l("本系统自定:空气和接触都传播"),
    "own choice, until the county's own vaccine records are used": _l(
        "本系统自定,用上本县接种记录以前"
    ),
    "incubation less 2 days": _l("潜伏期减 2 天"),
    "2 days before the rash until crusted": _l("出疹前 2 天到结痂"),
    "10-21 days, mean 14-16": _l("10-21 天,平均 14-16 天"),
    "unvaccinated": _l("未接种的人"),
    "own choice: screen rash": _l("本系统自定:查的是皮疹"),
    "Zhang 2021, two doses": _l("Zhang 2021,两剂"),
}
CAUSE_NAMES = {
    "not_opened": _l("没有开学或没有轮到"), "closed": _l("停课"), "isolated": _l("生病在家"),
    "false_alarm": _l("误报回家"),
}  # fmt: skip
OUTCOME_NAMES = {
    "infections": _l("感染人数"), "at_school": _l("其中在校感染"), "outbreaks": _l("有聚集的学校"),
    "lost": _l("缺课人日"), "closures": _l("停课班次"), "readings": _l("检查次数"),
    "tested": _l("送检人次"), "false_alarms": _l("误报人次"),
}  # fmt: skip
PLACE_NAMES = {
    "class": _l("班级"), "school": _l("学校其他地方"), "dormitory": _l("宿舍"), "household": _l("家里"),
    "county": _l("社会上"), "outside": _l("县外传入"),
}  # fmt: skip
LIMITS = (
    _l("没有一项办法的效果经过实地数据检验。推演只说:如果这些数字是对的,会怎样。"),
    _l("班级、宿舍、学校里的接触机会是估计的,是最弱的一环。"),
    _l("请看区间和差别,不要只看一个数。同一天返校的两次推演也会差很多。"),
    _l("同住按第一监护人的电话归并;名册上没有的家人不在内,教职工按独住算。"),
    _l("不知道的:新毒株、天气、校车和食堂的接触、假日聚会、措施久了是否还照做。"),
)
