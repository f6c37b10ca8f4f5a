"""Words of signals and rules."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from xiaoan.illness.queries import words as illness

# The diseases and circumstances of the rule file.
_DISEASES = {
    "ILI": _("流感样病例"),
    "infectious_diarrhoea": _("感染性腹泻(含诺如病毒)"),
    "dysentery": _("痢疾"),
    "typhoid_paratyphoid": _("伤寒和副伤寒"),
    "tuberculosis": _("肺结核"),
    "covid_19": _("新型冠状病毒感染"),
    "acute_haemorrhagic_conjunctivitis": _("急性出血性结膜炎"),
    "plague": _("鼠疫"),
    "sars_or_hpai": _("传染性非典型肺炎、人感染禽流感"),
    "pneumonia_unknown_cause": _("不明原因肺炎"),
    "anthrax_pulmonary": _("肺炭疽"),
    "anthrax_cutaneous_intestinal": _("皮肤或肠炭疽"),
    "hfrs": _("肾综合征出血热"),
    "dengue": _("登革热"),
    "dengue_local": _("本地登革热"),
    "new_or_reemerging_in_county": _("新发或再发传染病"),
    "unexplained_group_illness": _("群体性不明原因疾病"),
    "food_poisoning": _("食物中毒"),
    "other_acute_poisoning": _("其他急性中毒"),
    "environmental_exposure": _("环境因素事件"),
    "group_vaccination_reaction": _("群体性预防接种反应"),
    "group_prophylactic_drug_reaction": _("群体性预防服药反应"),
    # What a person reports, by the first word of the rule.
    "same_syndrome": _("症状相似,或共同用餐、饮水"),
    "notifiable_or_suspected": _("传染病或疑似传染病"),
    "unexplained_high_fever": _("不明原因高热等急重症状"),
    "group_unexplained_illness": _("群体性不明原因疾病或其他突发事件"),
    "sudden_unexplained_absence": _("原因不明的大量缺勤"),
    "suspected_food_poisoning": _("疑似食物中毒"),
    "ABSENT": _("原因不明的大量缺勤"),
    "SEVERE": _("高热、呼吸急促或剧烈呕吐腹泻"),
}
DIAGNOSIS_NAMES, CERTAINTY_NAMES = illness.DIAGNOSIS_NAMES, illness.CERTAINTY_NAMES
SYNDROME_NAMES: dict[str, Any] = {
    **illness.DISEASE_NAMES,
    **_DISEASES,
    "RESP": _("发热伴咳嗽、咽痛"),
    "GI": _("呕吐、腹泻、腹痛"),
    "RASH": _("皮疹"),
    "PAROTID": _("腮腺肿大"),
    "EYE": _("结膜充血"),
    "JAUNDICE": _("黄疸"),
    "FEVER": _("发热"),
    "COUGH": _("咳嗽、咽痛(无发热)"),
    "OTHER": _("其他症状"),
    "UNSPECIFIED": _("症状未填"),
}
LEVEL_NAMES = {
    "class": _("班级"),
    "dormitory": _("宿舍"),
    "school": _("学校"),
    "person": _("一名学生"),
}
# Units as the rule file names them.
UNIT_NAMES = {
    **LEVEL_NAMES,
    "campus": _("校区"),
    "county": _("全县"),
    "any": _("任何单位"),
    "vaccination_point": _("预防接种点"),
    "dosing_point": _("预防服药点"),
}
RECIPIENT_NAMES = {
    "county_cdc": _("县疾控中心"),
    "edu_bureau": _("县教育局"),
    "health_bureau": _("县卫生健康局"),
    "market_supervision": _("县市场监管局"),
    "emergency_system": _("突发公共卫生事件报告系统"),
}
STATUS_NAMES = {
    "confirmed": _("已核对两份文本"),
    "single_copy": _("待核:只见一份抄本"),
    "secondary": _("待核:地方做法,一份抄本"),
    "verify": _("待核:凭记忆或来源较弱"),
}
WAY_NAMES = {
    "symptoms": _("系统按晨午检症状计算"),
    "diagnoses": _("系统按登记的诊断计算"),
    "one_child": _("系统按单个学生的诊断和体征计算"),
    "absence": _("系统按原因不明的缺勤计算"),
    "advice": _("系统给出建议,由教育局和疾控决定"),
    "person": _("需要人报告"),
    "elsewhere": _("由医疗机构或疾控中心报告"),
    "off": _("不单独使用"),
}
SEVERITY_NAMES = {
    "report": _("报告"),
    "cluster": _("聚集性"),
    "outbreak": _("暴发"),
    "emergency_info": _("达到突发公共卫生事件相关信息报告标准"),
    "advice": _("停课建议"),
}
# What only a person can say of a rule.
CONDITION_NAMES = {
    "cases": _("病例 %(n)s 例及以上"),
    "deaths": _("死亡 %(n)s 例及以上"),
    "hospitalised": _("住院 %(n)s 例及以上"),
    "lab_hosp_or_death": _("一周内实验室确诊的住院或死亡 %(n)s 例及以上"),
    "first_ever_in_county": _("本县首次发生"),
    "group_reaction": _("出现群体性反应"),
    "occurrence": _("是否发生"),
    "new_today": _("当天新增 %(n)s 例及以上"),
    "current_ratio": _("现患达到全班的 %(n)s%%"),
}
REQUIRES_NAMES = {"epi_link": _("有流行病学关联")}
WHEN_NAMES = {"ordinary_area": _("一般地区"), "high_incidence_area": _("高发地区")}
NEEDS_NAMES = {"cdc_assessment": _("疾控中心评估"), "edu_bureau_decision": _("教育局决定")}
STATE_NAMES = {
    "open": _("待处理"),
    "acknowledged": _("已知晓"),
    "closed": _("已结束"),
    "withdrawn": _("已撤销(更正后不再达到)"),
}
RUNNING = ("open", "acknowledged")
