"""What of a Word document was not understood, or not taken over as it stands there: told to the clerk in words."""

from __future__ import annotations

from collections.abc import Iterator

QUOTED = 14  # letters of the paragraph in which it stands
PLACES = 3  # that are named
LONGEST = 60  # letters of what a box, a note or a comment says

# Each kind: what is said of it; {count} is how often it was met.
KINDS = {
    "picture": "图片{count}处没有读入。公文正文不编排图片，需要的请放进“附件材料”",
    "chart": "图表{count}处没有读入，需要的请放进“附件材料”，或改成表格",
    "embedded": "嵌入的对象（如 Excel 表）{count}处没有读入，请改成 Word 表格或放进“附件材料”",
    "text box": "文本框{count}个没有读入，框里的文字需要的请自己补上",
    "formula": "公式{count}处只读入了其中的字符，请核对",
    "symbol": "特殊符号{count}处读不出，已写作“□”，请核对",
    "footnote": "脚注、尾注{count}条没有读入，需要的请写进正文",
    "comment": "批注{count}条没有读入",
    "revision": "修订{count}处已按“接受全部修订”读入，请核对是不是定稿",
    "strike": "加了删除线的文字{count}处照样读入，不要的请删去",
    "highlight": "加了底色（突出显示）的文字{count}处，底色不保留，请核对是否待定",
    "hidden": "隐藏文字{count}处没有读入",
    "superscript": "上标、下标{count}处已读成普通文字，请核对",
    "ruby": "拼音注音{count}处没有读入",
    "link": "超链接{count}处只读入了文字",
    "field": "自动生成的内容（目录、日期、引用等）{count}处已按所显示的文字读入，请核对",
    "bullet": "项目符号{count}处已去掉，请按“一、（一）1.（1）”编写层次",
    "number": "Word 自动编号{count}处已写成文字，请核对",
    "unknown number": "自动编号{count}处的样式不认识，没有写出，请自己补上编号",
    "tab": "用制表符或空格对齐的文字{count}处已改为空一格；原是表格的，请在 Word 里用表格编写",
    "nested": "表格里套着表格{count}处，里层的表已并成一格文字，请核对",
    "merged": "合并的单元格{count}处已按拆开的格子读入，请核对",
    "broken cell": "单元格里的换行{count}处已连成一行，请核对",
    "landscape": "横向页面{count}处：文字已读入，横排由系统按表格的宽度自动安排",
    "columns": "分栏{count}处已按通栏读入",
    "header": "页眉、页脚里的文字没有读入",
    "outside": "引用的外部文件{count}处没有读入",
    "annex file": "PDF附件{count}个仍用系统里的文件，名称也以系统里的为准，要改的请在“附件为 PDF”一栏改",
    "signer": "“签发人”没有读入，由系统在签发时写上",
    "above": "发文字号以上的内容没有填入，版头由系统按文号系列编排",
    "other draft": "这份 Word 文稿导自另一份公文，请核对有没有拿错",
    "older": "导出之后，系统里的文稿又改过；下面的不同之处包括别人的改动，请逐处核对",
}

NEAR = {"picture", "chart", "embedded", "symbol", "field", "ruby"}  # they say nothing themselves: the words before them


class Remarks:
    """Collects what is met, by kind and place."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._places: dict[str, list[str]] = {}

    def add(self, kind: str, quote: str = "") -> None:
        """One more of this kind; `quote` is what it says, or where it stands."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if quote := _shortened(quote, LONGEST):
            places = self._places.setdefault(kind, [])
            if len(places) < PLACES and quote not in places:
                places.append(quote)

    def forget(self, kind: str) -> None:
        """It was no matter after all."""
        self._counts.pop(kind, None)

    def __contains__(self, kind: str) -> bool:
        return kind in self._counts

    def words(self) -> tuple[str, ...]:
        """A sentence for each kind, in the order of the table."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        for kind, sentence in KINDS.items():
            if kind in self._counts:
                places = "、".join(f"“{place}”" for place in self._places.get(kind, []))
                told = f"（在{places}之后）。" if kind in NEAR else f"：{places}。"
                yield sentence.format(count=self._counts[kind]) + (told if places else "。")


def quoted(text: str) -> str:
    """The beginning of a paragraph, by which a reader finds it."""
    return _shortened(text, QUOTED)


def _shortened(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit] + "……"
