"""Invented rumours and how they are passed on: paraphrases of each, and others that share its phrases.

Nothing here is true of any place. Two halves of claims: one to tune on, one to measure on; the words that
paraphrase are mostly not those that the product's pack knows.
"""

import random
from dataclasses import dataclass

# Templates: what changes is what the rumour is about, so that two of one template are two rumours (hard
# negatives).
TUNING = (
    "{school}昨天有{n}名学生感染{disease},学校压着不说,医院里已经住满了,家长千万别送孩子去上学",
    "专家说每天早晚吃{food}可以预防{disease},比打针还管用,我们小区的孩子都在吃,一个都没得病",
    "明天开始全县{stage}全部停课{n}天,原因是{disease}大爆发,教育局的文件已经发到校长群里了",
    "{school}食堂的{meal}有毒,已经有{n}个孩子上吐下泻被送去抢救,厂家就是校长的亲戚",
    "今天夜里十二点飞机要在{town}上空喷洒消毒液,请大家关好门窗,收回阳台上的衣服,不要出门",
    "孩子打了{vaccine}以后会影响智力和生长发育,外地已经有{n}个孩子瘫痪,请家长不要签字同意",
)
MEASURING = (
    "{school}门口有人给学生发糖果,吃了就会发烧昏迷,已有{n}个孩子进了重症监护室,查出来是{disease}",
    "在教室里放一碗{food}就能杀死空气里的{disease}病毒,省里的医院都这么做,老师们也在偷偷用",
    "{stage}开学推迟到下个月底,因为县里发现了{n}例{disease},领导开会不让往外讲",
    "{school}的饮水机里检出{disease}病菌,学校换了水箱却没告诉家长,我家孩子喝了拉了三天肚子",
    "戴着{thing}上体育课会造成缺氧猝死,邻县一名初二男生跑步时倒下就没有救过来,请告诉孩子",
    "这批发到各班的{thing}是不合格产品,用了皮肤会溃烂,县医院皮肤科一天接了{n}个学生",
    "得过一次{disease}的孩子以后终身免疫,不用请假也不用隔离,班主任让去医院开证明是为了拿回扣",
)
FILLS = {
    "school": ("实验小学", "城关二小", "河口初中", "东风小学", "育才中学", "柳林幼儿园"),
    "disease": ("诺如病毒", "甲流", "水痘", "手足口病", "支原体肺炎", "猩红热"),
    "food": ("生大蒜", "板蓝根", "陈醋", "艾草水", "淡盐水", "香菜根"),
    "stage": ("幼儿园", "小学", "初中", "高三年级"),
    "meal": ("鸡腿", "学生奶", "猪肉丸子", "豆角"),
    "town": ("城关镇", "河口镇", "柳林乡", "青石镇"),
    "vaccine": ("流感疫苗", "水痘疫苗", "麻腮风疫苗", "肺炎疫苗"),
    "thing": ("N95口罩", "智能手环", "新校服", "护目镜"),
    "n": ("3", "5", "12", "二十多"),
}
# Half are in the product's pack; half it has never seen.
_WORDS = (
    ("孩子", "娃娃"), ("学生", "同学"), ("家长", "父母"), ("昨天", "昨晚"), ("已经", "早就"),
    ("可以", "能够"), ("停课", "放假"), ("感染", "中招"), ("预防", "防止"), ("食堂", "饭堂"),
    ("医院里", "病房里"), ("压着不说", "不对外公布"), ("住满了", "床位都没了"), ("全部", "统统"),
    ("原因是", "就因为"), ("大爆发", "闹得很凶"), ("抢救", "急救"), ("亲戚", "小舅子"),
    ("请大家", "各位务必"), ("影响", "伤害"), ("不要签字", "拒绝签字"), ("发糖果", "送零食"),
    ("昏迷", "不省人事"), ("偷偷", "私下里"), ("推迟", "延后"), ("不让往外讲", "要求保密"),
    ("检出", "查到"), ("猝死", "突然死亡"), ("邻县", "隔壁县"), ("溃烂", "烂掉"),
    ("终身免疫", "一辈子不会再得"), ("为了拿回扣", "想多挣钱"), ("管用", "有效"), ("关好", "关严"),
    ("教育局", "局里"),
)  # fmt: skip
_SLOGANS = (
    "紧急扩散!", "看到请转发!!", "为了孩子的安全请转发给更多的家长!", "【重要通知】",
    "我在医院上班的同学刚发来的,", "不是吓唬大家,", "家长群里都传疯了,", "越快越好,人命关天!",
    "各位宝妈注意啦!", "真假不知道,小心总没错。", "千真万确,", "收到的都说声谢谢。",
)  # fmt: skip
_NOISE = ("😱", "🙏🙏", "‼️", "[流泪]", "～～", "  ", "……", "。。。", "⚠️", "(图)")
_LINKS = ("https://mp.example.cn/s?id=7&utm_source=wx", "http://m.example.com/a/91?from=timeline")


@dataclass(frozen=True)
class Said:
    """A text as somebody reports it, and which rumour it is."""

    text: str
    rumour: int


def claims(templates: tuple[str, ...], rng: random.Random, each: int) -> list[str]:
    """So many rumours of each template that differ only in what they are about."""
    found: list[str] = []
    for template in templates:
        slots = [name for name in FILLS if f"{{{name}}}" in template]
        made: set[tuple[str, ...]] = set()
        while len(made) < each:
            fill = {name: rng.choice(FILLS[name]) for name in slots}
            named = tuple(fill[name] for name in slots if name != "n")
            # A rumour of its own differs in all that it names, not by a number.
            if all(not set(named) & set(other) for other in made):
                made.add(named)
                found.append(template.format(**fill))
            elif len(made) >= min(len(FILLS[name]) for name in slots if name != "n"):
                break
    return found


def passed_on(text: str, rng: random.Random, script: dict[int, str]) -> str:
    """What becomes of a text on its way: one to three changes."""
    changes = [_reordered, _thinned, _reworded, _called, _cut, _noised, _counted, _linked]
    for change in rng.sample(changes, rng.choice((1, 1, 2, 2, 3))):
        text = change(text, rng)
    return text.translate(script) if rng.random() < 0.2 else text


def _reordered(text: str, rng: random.Random) -> str:
    parts = [part for part in text.split(",") if part]
    rng.shuffle(parts)
    return ",".join(parts)


def _thinned(text: str, rng: random.Random) -> str:
    share = rng.uniform(0.04, 0.12)
    return "".join(c for c in text if rng.random() > share)


def _reworded(text: str, rng: random.Random) -> str:
    for word, other in _WORDS:
        if rng.random() < 0.6:
            text = text.replace(word, other)
    return text


def _called(text: str, rng: random.Random) -> str:
    before, after = rng.sample(_SLOGANS, 2)
    return before + text + (after if rng.random() < 0.7 else "")


def _cut(text: str, rng: random.Random) -> str:
    """The head of a forward, as a chat shows it."""
    return f"{text[: int(len(text) * rng.uniform(0.5, 0.8))]}…"


def _noised(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(2, 5)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(_NOISE) + text[at:]
    return "".join(
        chr(ord(c) + 0xFEE0) if "0" <= c <= "9" and rng.random() < 0.5 else c for c in text
    )


def _counted(text: str, rng: random.Random) -> str:
    for n in FILLS["n"]:
        text = text.replace(n, rng.choice(("4", "8", "三", "三十几")), 1)
    return text


def _linked(text: str, rng: random.Random) -> str:
    return f"{text} {rng.choice(_LINKS)}{rng.randrange(10_000)}"


def seeded(
    seed: int, templates: tuple[str, ...], script: dict[int, str], *, each: int = 4
) -> list[Said]:
    """Reports in the order in which they come: each rumour as it was said first and six to ten forwards of
    it."""
    rng = random.Random(f"rumours {seed}")
    found = [
        Said(text if n == 0 else passed_on(text, rng, script), no)
        for no, text in enumerate(claims(templates, rng, each))
        for n in range(rng.randint(7, 11))
    ]  # fmt: skip
    rng.shuffle(found)
    return found
