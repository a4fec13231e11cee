"""Documents of others: what is read of them, and what is said of the rest."""

import io

import pytest

from congress import word
from congress.word.numbering import chinese, in_words
from tests.word.documents import box, cell, docx, listed, packed, para, picture, run, table, unpacked


def read(body, **parts):
    return word.read(io.BytesIO(docx(body, **parts)))


def lines(body, **parts):
    return read(body, **parts).text.split("\n")


def said(body, **parts):
    return "".join(read(body, **parts).remarks.words())


LEVELS = ("chineseCounting", "%1、"), ("chineseCountingThousand", "(%2)"), ("decimal", "%3."), ("decimal", "（%4）")


def numbering(*levels):
    """A list of these levels, and another of the same pattern that starts again."""
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(levels)
    )
    pattern = '<w:abstractNumId w:val="0"/>'
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:abstractNum w:abstractNumId="0">{made}</w:abstractNum><w:num w:numId="1">{pattern}</w:num>'
        f'<w:num w:numId="2">{pattern}{again}</w:num>'
    )


def test_the_numbers_of_words_own_lists_become_text():
    body = "".join([
        listed("会议时间"), listed("上午"), listed("报到", 1), listed("开会", 1), listed("发言", 2), listed("讨论", 2),
        listed("甲", 3), listed("地点"), listed("主会场", 1),
    ])  # fmt: skip
    found = lines(body, numbering=numbering(*LEVELS))
    assert found == [
        "一、会议时间",
        "二、上午",
        "（一）报到",
        "（二）开会",
        "1.发言",
        "2.讨论",
        "（1）甲",
        "三、地点",
        "（一）主会场",
    ]
    assert "自动编号9处已写成文字" in said(body, numbering=numbering(*LEVELS))


def test_a_list_that_starts_again_starts_at_one_and_another_of_the_same_pattern_counts_on():
    body = listed("甲") + listed("乙") + listed("丙", number=2) + listed("丁")
    assert lines(body, numbering=numbering(*LEVELS)) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_numbers_come_from_styles_too_and_end_where_a_paragraph_says_none():
    style = '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/>{}</w:style>'
    base = style.format('<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>')
    child = '<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="2"/></w:style>'
    none = '<w:pStyle w:val="2"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = para("甲", said='<w:pStyle w:val="2"/>') + para("乙", said='<w:pStyle w:val="3"/>') + para("丙", said=none)
    assert lines(body, styles=base + child, numbering=numbering(*LEVELS)) == ["（一）甲", "（二）乙", "丙"]


@pytest.mark.parametrize(
    ("kind", "text", "third"),
    [
        ("decimalEnclosedCircle", "%1", "③"), ("upperLetter", "%1.", "C."),
        ("lowerRoman", "%1)", "iii)"),
        ("ideographTraditional", "%1、", "丙、"), ("chineseLegalSimplified", "%1、", "叁、"),
        ("decimalZero", "%1", "03"),
        ("decimalFullWidth", "第%1条", "第３条"), ("chineseCounting", "第%1章", "第三章"),
        ("ideographDigital", "%1", "三"),
        ("none", "附件", "附件"), ("decimal", "", ""),
    ],
)  # fmt: skip
def test_each_way_of_counting_is_written(kind, text, third):
    assert lines(listed("甲") + listed("乙") + listed("丙"), numbering=numbering((kind, text)))[2] == f"{third}丙"


def test_large_numbers_are_chinese_too():
    told = {
        1: "一",
        10: "十",
        11: "十一",
        20: "二十",
        105: "一百零五",
        110: "一百一十",
        1001: "一千零一",
        2026: "二千零二十六",
    }
    assert {count: chinese(count) for count in told} == told
    assert in_words(10_000, "decimal") == "" and in_words(3, "thaiLetters") == ""


def test_bullets_and_unknown_numbers_are_left_out_and_told():
    assert "项目符号1处已去掉" in said(listed("甲"), numbering=numbering(("bullet", "\uf0b7")))
    assert "自动编号1处的样式不认识" in said(listed("甲"), numbering=numbering(("hindiVowels", "%1")))


def test_soft_line_breaks_are_lines_and_tabs_within_a_line_are_a_space():
    body = para(run("第一行") + "<w:r><w:br/></w:r>" + run("第二行"))
    body += para("<w:r><w:tab/></w:r>" + run("联系人") + "<w:r><w:tab/></w:r>" + run("柏小舟"))
    body += para(run("1.") + "<w:r><w:tab/></w:r>" + run("内容")) + para(
        '<w:r><w:br w:type="page"/></w:r>' + run("新页")
    )
    found = read(body)
    assert found.text.split("\n") == ["第一行", "第二行", "联系人\u3000柏小舟", "1.内容", "新页"]
    assert "制表符或空格对齐的文字1处" in "".join(found.remarks.words())


def test_tracked_changes_are_read_as_accepted_and_told():
    body = para(
        run("会期") + f"<w:ins>{run('一')}</w:ins><w:del><w:r><w:delText>半</w:delText></w:r></w:del>" + run("天。")
    )
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body += para("第一段", said=gone) + para("接着。")
    body += para(f"<w:moveFrom>{run('搬走的')}</w:moveFrom>" + run("原处")) + para(
        f"<w:moveTo>{run('搬来的')}</w:moveTo>"
    )
    body += "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + cell("旧") + cell("行") + "</w:tr></w:tbl>"
    found = read(body)
    assert found.text.split("\n") == ["会期一天。", "第一段接着。", "原处", "搬来的"]
    assert "修订5处已按“接受全部修订”读入" in "".join(found.remarks.words())


def test_what_is_no_text_is_told_with_its_place():
    chart = "<w:r><w:drawing><c:chart/></w:drawing></w:r>"
    embedded = "<w:r><w:object><o:OLEObject/></w:object></w:r>"
    line = "<w:r><w:pict><v:line/></w:pict></w:r>"
    found = read(
        para("一、会议地点如下图所示", picture()) + para(chart) + para(embedded) + para(box("内部资料")) + para(line)
    )
    words = found.remarks.words()
    assert found.text == "一、会议地点如下图所示" and found.aside == "内部资料"
    assert "图片1处没有读入" in words[0] and "“一、会议地点如下图所示”" in words[0]
    assert [word.partition("1")[0] for word in words] == ["图片", "图表", "嵌入的对象（如 Excel 表）", "文本框"]
    assert words[3].endswith("：“内部资料”。")


def test_notes_and_comments_are_quoted_and_not_read():
    body = para(run("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="7"/></w:r>')
    found = read(
        body,
        footnotes=f'<w:footnote w:id="2">{para("见统计年鉴")}</w:footnote>',
        comments=f'<w:comment w:id="7">{para("这里再核一下")}</w:comment>',
    )
    words = "".join(found.remarks.words())
    assert (
        found.text == "正文"
        and "脚注、尾注1条没有读入" in words
        and "“见统计年鉴”" in words
        and "“这里再核一下”" in words
    )


def test_the_look_of_letters_that_means_something_is_told():
    body = para(
        run("删去", "<w:strike/>")
        + run("待定", '<w:highlight w:val="yellow"/>')
        + run("2", '<w:vertAlign w:val="superscript"/>')
    )
    body += para(run("看不见", "<w:vanish/>") + run("看得见", '<w:vanish w:val="0"/>'))
    found = read(body)
    words = "".join(found.remarks.words())
    assert found.text == "删去待定2\n看得见"
    for kind in ("删除线的文字1处", "底色（突出显示）的文字1处", "上标、下标1处", "隐藏文字1处没有读入：“看不见”"):
        assert kind in words


def test_fields_links_formulas_symbols_and_readings_are_read_as_they_are_shown():
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE \\@ "yyyy" </w:instrText></w:r>'
    field += (
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("2026年")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    simple = f'<w:fldSimple w:instr="REF x">{run("一")}</w:fldSimple>'
    link = f'<w:hyperlink r:id="rId9">{run("网址")}</w:hyperlink>'
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    symbols = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F0AB"/></w:r>'
    ruby = f"<w:r><w:ruby><w:rt>{run('zūn')}</w:rt><w:rubyBase>{run('遵')}</w:rubyBase></w:ruby></w:r>"
    found = read(para(field + simple + link + formula + symbols + ruby))
    words = "".join(found.remarks.words())
    assert found.text == "2026年一网址a+b☑□遵"
    for kind in ("自动生成的内容（目录、日期、引用等）2处", "超链接1处", "公式1处", "特殊符号1处", "拼音注音1处"):
        assert kind in words


def test_content_controls_are_read_through():
    inside = para("第一段")
    body = f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>" + para(
        f"<w:sdt><w:sdtContent>{run('第二段')}</w:sdtContent></w:sdt>"
    )
    assert lines(body) == ["第一段", "第二段"]


def test_tables_are_lines_with_tabs_and_what_they_lose_is_told():
    wide = cell("合并", '<w:gridSpan w:val="2"/>')
    down = cell("纵", '<w:vMerge w:val="restart"/>'), cell("", "<w:vMerge/>")
    two = para("两段") + para("文字")
    body = table(["序号", "单位", "人数"], ["1", two, ""], [wide, "3"], [down[0], "a", "b"], [down[1], "c", "d"])
    found = read(para("如下：") + body + para("完。"))
    assert found.text.split("\n") == [
        "如下：",
        "序号\t单位\t人数",
        "1\t两段文字\t",
        "合并\t\t3",
        "纵\ta\tb",
        "\tc\td",
        "完。",
    ]
    words = "".join(found.remarks.words())
    assert "合并的单元格3处" in words and "单元格里的换行1处" in words


def test_a_table_within_a_table_becomes_one_cell_and_one_of_a_single_column_is_text():
    found = read(table(["甲", table(["乙", "丙"]) + para("")], ["丁", "戊"]))
    assert found.text.split("\n") == ["甲\t乙 丙", "丁\t戊"] and "表格里套着表格1处" in "".join(found.remarks.words())
    assert lines(table([para("第一段") + para("第二段")], ["第三段"])) == ["第一段", "第二段", "第三段"]


def test_the_foot_of_a_paper_that_was_drawn_as_a_table_is_text():
    foot = table([cell("抄送：市委办公室。", '<w:gridSpan w:val="2"/>')], ["市人大常委会办公室", "2026年5月18日印发"])
    assert lines(foot) == ["抄送：市委办公室。", "市人大常委会办公室\u30002026年5月18日印发"]


def test_what_stands_above_and_beside_the_number_is_not_taken_for_the_title():
    head = ["000012", "遵义市人大常委会办公室", "遵人常办〔2026〕3号\u3000\u3000签发人：章启衡", "关于某事的请示"]
    found = read("".join(para(text) for text in head))
    assert found.text.split("\n") == ["遵人常办〔2026〕3号", "关于某事的请示"]
    words = "".join(found.remarks.words())
    assert "“签发人：章启衡”" in words and "“000012”、“遵义市人大常委会办公室”" in words


def test_landscape_pages_columns_and_page_heads_are_told():
    across = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:cols w:num="2"/></w:sectPr>'
    body = para("文字") + across
    found = read(body, header=para("内部资料 注意保管"), footer=para("— 1 —"))
    words = "".join(found.remarks.words())
    assert "横向页面1处" in words and "分栏1处" in words and "页眉、页脚里的文字没有读入：“内部资料 注意保管”" in words
    assert "页眉" not in said(para("文字"), footer=para("第 1 页 共 3 页"))


def test_a_document_in_the_strict_spelling_of_the_format_is_read():
    content = docx(para("关于某事的通知"))
    strict = content_with(
        content,
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert word.read(io.BytesIO(strict)).text == "关于某事的通知"


def content_with(content, old, new):
    return packed({name: part.replace(old.encode(), new.encode()) for name, part in unpacked(content).items()})
