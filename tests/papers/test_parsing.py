"""A pasted text is known by its parts; what is missing is named by its line."""

from datetime import date

import pytest

from congress import typesetting
from congress.typesetting import TextError, parse, parse_annexes

WHOLE = """遵人常办〔2026〕8号
关于召开座谈会的通知
各县、自治县、区（市）人大常委会：
经研究，决定召开座谈会。
一、会议时间：明天。
遵义市人大常委会办公室
2026年5月18日"""


def test_the_parts_of_a_whole_paper():
    paper = parse(WHOLE)
    assert paper.number == "遵人常办〔2026〕8号"
    assert paper.title == ("关于召开座谈会的通知",)
    assert paper.to == "各县、自治县、区（市）人大常委会"
    assert paper.body == "经研究，决定召开座谈会。\n一、会议时间：明天。"
    assert paper.signatories == ("遵义市人大常委会办公室",)
    assert paper.signed_on == date(2026, 5, 18)
    assert paper.annexes == ()


def test_the_real_notice_has_all_its_parts(real_input):
    paper = parse(real_input)
    assert paper.number == "遵人常办〔2016〕27号"
    assert paper.signed_on == date(2016, 5, 26)
    assert paper.to.startswith("各县、自治县、区（市）人大常委会，市人大常委会各工作机构")
    assert len(paper.annexes) == 1
    assert paper.annexes[0].title[-1] == "（征求意见稿）"


def test_what_stands_after_the_date_is_an_attachment_even_without_a_label():
    paper = parse(WHOLE + "\n参会人员回执\n单位\t姓名\n　\t　")
    [annex] = paper.annexes
    assert annex.title == ("参会人员回执",)
    assert "单位\t姓名" in annex.body


def test_annexes_are_divided_by_their_labels():
    found = parse_annexes("附件1\n名单\n某某。\n附件2\n日程\n上午开会。")
    assert [(annex.label, annex.title) for annex in found] == [("附件1", ("名单",)), ("附件2", ("日程",))]
    assert parse_annexes("") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "第1行"),
        ("遵人常办[2026]8号\n关于开会的通知\n各县：\n开会。\n办公室\n2026年5月18日", "第1行"),
        ("遵人常办〔2026〕8号\n关于开会的通知\n开会。\n办公室\n2026年2月30日", "2月30日"),
        (WHOLE.replace("遵人常办〔2026〕8号", "机密\n遵人常办〔2026〕8号"), "第1行"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text, words):
    with pytest.raises(TextError, match=words):
        parse(text)


def test_the_digest_is_that_of_the_text_and_of_nothing_else():
    paper = parse(WHOLE)
    assert typesetting.digest(paper) == typesetting.digest(parse(WHOLE.replace("\n", "\r\n")))
    assert typesetting.digest(paper) != typesetting.digest(parse(WHOLE.replace("明天", "后天")))


def test_a_field_cannot_pass_for_another():
    one = parse(WHOLE.replace("经研究，", "经研究\n署名\n  张三\n"))
    assert "\n署名\n  遵义市人大常委会办公室" in typesetting.canonical(one)
    assert typesetting.canonical(one).count("\n署名\n") == 1


def test_a_closing_formula_without_its_stop_is_no_signatory():
    paper = parse(WHOLE.replace("一、会议时间：明天。", "特此通知"))
    assert paper.signatories == ("遵义市人大常委会办公室",)
    assert paper.body.endswith("特此通知")


def test_what_stands_above_and_below_the_text_is_known_by_its_marks():
    text = (
        "特急\n遵义市人大常委会办公室文件\n"
        + WHOLE
        + ("\n（此件公开发布）\n附件\n名单\n张三。\n抄送：市委办公室。\n遵义市人大常委会办公室　2026年5月19日印发")
    )
    paper = parse(text)
    assert (paper.urgency, paper.mark) == ("特急", "遵义市人大常委会办公室文件")
    assert (paper.note, paper.cc) == ("（此件公开发布）", "市委办公室。")
    assert (paper.printed_by, paper.printed_on) == ("遵义市人大常委会办公室", date(2026, 5, 19))
    assert [annex.title for annex in paper.annexes] == [("名单",)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("二〇二六年五月十八日", date(2026, 5, 18)),
        ("二○二六年十月二十日", date(2026, 10, 20)),
        ("二零二六年十二月三十一日", date(2026, 12, 31)),
        ("2026 年 5 月 1 日", date(2026, 5, 1)),
    ],
)
def test_a_date_may_be_written_in_chinese(written, meant):
    assert parse(WHOLE.replace("2026年5月18日", written)).signed_on == meant


ADOPTED = """遵人常公〔2026〕3号
遵义市人民代表大会常务委员会关于加强监督工作的决定
（2026年5月18日遵义市第六届人民代表大会常务委员会第三十次会议通过）
会议决定如下：加强监督工作。"""


def test_a_decision_that_was_adopted_needs_neither_addressee_nor_signature():
    paper = parse(ADOPTED)
    assert paper.title == ("遵义市人民代表大会常务委员会关于加强监督工作的决定",)
    assert paper.adopted.startswith("（2026年5月18日") and paper.adopted.endswith("通过）")
    assert (paper.to, paper.signatories, paper.signed_on) == ("", (), None)
    assert paper.mark == "遵义市人民代表大会常务委员会文件"


def test_a_text_that_only_looks_like_a_list_of_annexes_stays_in_the_body():
    body = "一、会议时间：明天。\n附件：\n请查收\n并回复。"
    paper = parse(WHOLE.replace("一、会议时间：明天。", body))
    assert paper.body.endswith("并回复。") and paper.annex_note == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WHOLE.replace("遵人常办〔2026〕8号", "开会啦"), "第1行：此处应为发文字号"),
        ("遵人常办〔2026〕8号", "第1行：找不到标题"),
        ("\n\n遵人常办〔2026〕8号\n开会。", "第4行：找不到标题"),
        (WHOLE.replace("\n2026年5月18日", ""), "第6行：找不到成文日期"),
        (WHOLE.replace("遵义市人大常委会办公室\n", ""), "第6行：成文日期的上一行应为发文机关署名"),
        ("遵人常办〔2026〕8号\n关于开会的通知\n办公室\n2026年5月18日", "第3行：没有正文"),
        ("遵人常办〔2026〕8号\n关于开会的通知\n各县：\n附件：1.名单\n办公室\n2026年5月18日", "第4行：没有正文"),
        (WHOLE.replace("2026年5月18日", "二〇二六年五月三十二日"), "第7行：“二〇二六年五月三十二日”不是有效的日期"),
        (WHOLE.replace("2026年5月18日", "二〇二六年一二月五日"), "不是有效的日期"),
        (WHOLE + "\n办公室　2026年2月30日印发", "第8行：“2026年2月30日”不是有效的日期"),
    ],
)
def test_the_line_that_is_wrong_is_named(text, words):
    with pytest.raises(TextError, match=words):
        parse(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("附件\n张三\n李四\n王五", ("张三",)),
        ("附件\n甲\n乙\n丙\n丁\n戊\n己\n庚\n开会。", ("甲",)),
        ("附件\n名单\n（征求意见稿）\n一、范围", ("名单", "（征求意见稿）")),
        ("附件\n开会。", ()),
    ],
)
def test_the_title_of_an_annex_runs_to_the_first_sentence_and_is_one_line_where_there_is_none(text, title):
    [annex] = parse_annexes(text)
    assert annex.title == title
    assert [*annex.title, *annex.body.split("\n")] == text.split("\n")[1:]


def test_another_annex_is_another_text():
    one, other = (parse(f"{WHOLE}\n附件\n名单\n{name}。") for name in ("张三", "李四"))
    assert typesetting.digest(one) != typesetting.digest(other)
    assert "附件标题\n  名单\n附件正文\n  张三。" in typesetting.canonical(one)
