"""How names are read: pinyin, with surnames that a dictionary reads wrong."""

from pypinyin import Style, lazy_pinyin

# Surnames whose reading differs from the character's usual one.
SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "单": "shan", "曾": "zeng",
    "仇": "qiu", "解": "xie", "朴": "piao", "查": "zha", "区": "ou", "翟": "zhai", "任": "ren", "华": "hua",
    "盖": "ge", "缪": "miao", "宓": "mi", "乐": "yue", "员": "yun", "召": "shao", "燕": "yan", "尹": "yin",
    "冼": "xian", "覃": "qin", "訾": "zi", "黑": "he", "秘": "bi", "折": "she", "种": "chong", "纪": "ji",
}  # fmt: skip


def pinyin(name: str) -> str:
    """The reading of a Chinese name, syllables apart, without tones: 覃月 → “qin yue”."""
    for length in (2, 1):
        if surname := SURNAMES.get(name[:length]):
            return " ".join([surname, *lazy_pinyin(name[length:], style=Style.NORMAL)]).strip()
    return " ".join(lazy_pinyin(name, style=Style.NORMAL))
