"""Words for symptoms in line lists, Chinese and English, and the standard symptom each stands for."""

import re
from dataclasses import dataclass
from functools import cache

# Code of the standard list → words for it. Diagnoses stand for the symptoms a teacher would see of them.
_WORDS: dict[str, str] = {
    "fever": r"fever|febrile|pyrexia|发热|发烧|發熱|發燒|高热|低热|高熱|低熱|influenza|flu\b|ili\b|流感|"
    "scarlet fever|猩红热|猩紅熱|measles|麻疹",
    "cough": r"cough|咳|influenza|flu\b|ili\b|流感",
    "headache": "headache|头痛|头疼|頭痛|頭疼",
    "sore_throat": "sore throat|pharyngitis|咽痛|咽喉痛|喉咙痛|嗓子疼|喉嚨痛",
    "parotid": "parotid|parotitis|mumps|腮腺",
    "abdominal_pain": "abdominal pain|stomach ache|stomachache|stomach pain|abdominal cramps|"
    "nausea|腹痛|肚子痛|肚子疼|恶心|惡心|噁心",
    "diarrhoea": "diarrhoea|diarrhea|loose stool|dysentery|腹泻|腹瀉|拉肚子|水样便|稀便|痢疾|菌痢",
    "vomiting": "vomiting|vomit|emesis|gastroenteritis|norovirus|呕吐|嘔吐|吐|胃肠炎|诺如|諾如",
    "rash": "rash|exanthem|vesicle|varicella|chickenpox|measles|rubella|hfmd|scarlet fever|"
    "皮疹|出疹|疱疹|皰疹|红疹|斑疹|丘疹|水痘|麻疹|风疹|風疹|手足口|猩红热|猩紅熱",
    "dizziness": "dizziness|dizzy|头晕|头昏|頭暈",
    "fatigue": "fatigue|malaise|weakness|tired|乏力|疲乏|无力|無力",
    "red_eyes": "red eyes|red eye|pink eye|conjunctivitis|结膜|結膜|红眼|紅眼|眼红",
    "jaundice": "jaundice|hepatitis|黄疸|黃疸|甲肝|肝炎",
}
# "Without" in front turns a word round. 无力 (weakness) is a word of its own.
_NOT = re.compile(r"\b(no|not|non|without|denies|denied)\b|否认|未见|未出现|没有|無(?!力)|无(?!力)")
_APART = re.compile(
    r"[;；、，,|+&\n]|/(?!天|日|d)|\band\b|\bwith\b|和|及|伴|并|(?=\bwithout\b)|(?=无(?!力))"
)
EMPTY = frozenset((
    "", "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "nat", "none", "null", "\\n",
    ".", "/", "-", "--", "－", "—", "——", "无", "無",
))  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a cell says: codes of the standard list, and the words nobody knows (counted as "other")."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@cache
def symptoms_in(cell: str) -> Told:
    """The standard symptoms a cell names, in its order. An empty cell names none: nobody has asked."""
    codes: list[str] = []
    unknown: list[str] = []
    if cell.strip().lower() in EMPTY:
        return Told(())
    for part in _APART.split(cell.lower().replace("_", " ")):
        word = " ".join(part.split())
        if word in EMPTY or _NOT.search(word):
            continue
        found = [code for code, pattern in _patterns() if pattern.search(word)]
        codes += found or ["other"]
        unknown += [] if found else [word]
    return Told(tuple(dict.fromkeys(codes)), tuple(unknown))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Latin words are looked for at a word's beginning ("vomited"), Chinese ones anywhere."""
    return tuple(
        (code, re.compile("|".join(rf"\b{w}" if w.isascii() else w for w in words.split("|"))))
        for code, words in _WORDS.items()
    )
