"""One paper of every kind, by the key of the kind, as the sweep, the contact sheet and the benchmark need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from congress.papers import PAPERS
from congress.typesetting import PaperText

DAY = date(2026, 5, 18)
OFFICE, COMMITTEE = "遵义市人大常委会办公室", "遵义市人民代表大会常务委员会"
MEETING = "（2026年5月18日遵义市第六届人民代表大会常务委员会第三十次会议通过）"
SENTENCE = "各单位要高度重视，加强组织领导，认真做好有关工作，确保各项任务落到实处。"
ATTENDANCE = (
    "出席：钱一、孙二、李三、周四、吴五、郑六、王七、冯八、陈九、褚十、卫十一、蒋十二、沈十三、韩十四",
    "请假：杨十五",
    "列席：市人民政府办公室朱十六，市监察委员会秦十七，市中级人民法院尤十八，市人民检察院许十九",
)
PLAIN = PaperText(
    mark=f"{OFFICE}文件",
    number="遵人常办〔2026〕8号",
    title=("关于召开全市县乡人大工作座谈会的通知",),
    to="各县、自治县、区（市）人大常委会",
    body="",
    signatories=(OFFICE,),
    signed_on=DAY,
    cc="市委办公室，市人民政府办公室",
    printed_by=OFFICE,
    printed_on=DAY,
)
ADOPTED = {"to": "", "adopted": MEETING, "mark": f"{COMMITTEE}文件", "number": "遵人常〔2026〕12号"}
UPWARD = {"to": "贵州省人大常委会办公厅", "approvers": ("赵一",)}
KINDS: dict[str, dict[str, object]] = {
    "notice": {},
    "announcement": {"title": ("关于补选市第六届人民代表大会代表的公告",), "to": "", "signatories": (COMMITTEE,)},
    "decision": {"title": (f"{COMMITTEE}关于加强检察建议工作的决定",), **ADOPTED},
    "resolution": {"title": (f"{COMMITTEE}关于批准2025年市级决算的决议",), **ADOPTED},
    "report": {"title": ("关于2025年度工作情况的报告",), **UPWARD},
    "request": {"title": ("关于调整代表培训计划的请示",), **UPWARD, "note": "联系人：张三，电话：0851-00000000"},
    "reply": {"title": ("关于同意设立代表联络站的批复",), "to": "播州区人大常委会办公室"},
    "letter": {"title": ("关于商请协助开展执法检查的函",), "mark": OFFICE, "number": "遵人常办函〔2026〕9号"},
    "opinion": {"title": ("关于加强和改进代表工作的意见",)},
    "bill": {"title": ("关于提请审议代表建议办理办法的议案",), "to": COMMITTEE},
    "circular": {"title": ("关于2025年度代表建议办理情况的通报",)},
    "order": {
        "title": (f"{COMMITTEE}令",), "mark": f"{COMMITTEE}令", "number": "第3号", "to": "", "signatories": (),
        "signer_post": "主　任", "signer": "赵一", "cc": "", "printed_by": "", "printed_on": None,
    },
    "minutes": {
        "title": ("第六十二次主任会议纪要",), "mark": "遵义市人大常委会主任会议纪要", "number": "〔2026〕6号",
        "to": "", "signatories": (OFFICE,), "attendance": ATTENDANCE, "is_sealed": False,
    },
    "appointments": {"title": (f"{COMMITTEE}任免名单",), **ADOPTED},
    "certificate": {
        "title": ("任命书",), "mark": "", "number": "遵人常任〔2026〕3号", "to": "", "signatories": (COMMITTEE,),
        "cc": "", "printed_by": "", "printed_on": None,
    },
}  # fmt: skip


def sample(kind: str, sentences: int = 3, **fields: object) -> PaperText:
    """A paper of this kind; its body has so many sentences of 36 letters."""
    heading = "" if kind in {"order", "certificate"} else "现就有关事项通知如下：\n一、总体要求\n（一）工作目标。"
    whole = {"body": heading + SENTENCE * sentences, "format": PAPERS[kind].format, **KINDS[kind]}
    return replace(PLAIN, **{**whole, **fields})
