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
