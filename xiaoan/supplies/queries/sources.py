"""Where the rules of the standard that ships come from (data/standard-cn.toml), in the reader's language.
What a county types in a version of its own stays as it was typed."""

from django.utils.translation import gettext, gettext_noop

KNOWN = frozenset(
    (
        gettext_noop("深圳 2020-04 每人每天发放;天数:山东 2020-03-25 两周"),
        gettext_noop("2020-05 起幼儿不戴口罩;天数:山东 2020-03-25 两周"),
        gettext_noop("观察室配备清单(转引,未核到原文)"),
        gettext_noop("深圳幼儿园 2020 每班 1 支;备用一成:自定"),
        gettext_noop("深圳幼儿园 2020;每校门 2 支:自定"),
        gettext_noop("食堂、办公室各 1 支:自定"),
        gettext_noop("某区 2022(转引,未核到原文):每 1500 人 1 台"),
        gettext_noop("深圳幼儿园 2020:保健室 6 支"),
        gettext_noop("深圳幼儿园 2020:每班 2 支"),
        gettext_noop("每平方米 0.2 L、500 mg/L、每天一次,用 5% 原液配制:自定"),
        gettext_noop("每班每周 500 mL,两周:自定;易燃,不多存"),
        gettext_noop("某区 2022:100 人每天 1 瓶(500 mL)"),
        gettext_noop("每班水龙头每周 1 瓶、两周:自定"),
        gettext_noop("某区 2022:每班 1 套;只在Ⅱ级、Ⅰ级:自定"),
        gettext_noop("山东 2020-03-25:住宿学校备应急物资约一成"),
        gettext_noop("深圳幼儿园 2020:100 双"),
        gettext_noop("深圳幼儿园 2020:7 双"),
        gettext_noop("深圳幼儿园 2020:7 套"),
        gettext_noop("诺如指南:每 5 个班 1 套"),
        gettext_noop("诺如指南:食堂 1 套"),
        gettext_noop("观察室配备清单(转引,未核到原文);片数:自定"),
        gettext_noop("观察室配备清单(转引,未核到原文):门上标识"),
    )
)


def source_words(text: str) -> str:
    return gettext(text) if text in KNOWN else text
