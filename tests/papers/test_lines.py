"""Lines are broken as Chinese is set: nothing lost, nothing wider than the block, no mark at the wrong end."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from congress.typesetting import blocks
from congress.typesetting.formats import DOCUMENT
from congress.typesetting.lines import NO_END, NO_START, Run, break_paragraph, width_of

GRID = blocks.measure(DOCUMENT)
CHINESE = "人民代表大会常务委员会，。、；：“”（）《》〔〕2016年5月30日—…ABCabc 1,234.5%"
texts = st.text(alphabet=CHINESE, min_size=1, max_size=300).filter(lambda text: text.strip())


def set_(text: str):
    return break_paragraph([Run(text)], GRID, 2 * GRID.cell)


@given(texts)
@settings(max_examples=200, deadline=None)
def test_no_letter_is_lost_or_moved(text):
    assert "".join(line.text for line in set_(text)) == text


@given(texts)
@settings(max_examples=200, deadline=None)
def test_no_line_is_wider_than_the_block(text):
    for line in set_(text):
        natural = width_of(line.runs, GRID)
        assert natural + line.offset <= DOCUMENT.width + 1 or len(line.text) == 1


@given(st.text(alphabet="人大会议，。（）《》", min_size=60, max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_line_begins_or_ends_with_a_mark_that_may_not(text):
    lines = set_(text)
    for before, after in pairwise(lines):
        could_break = any(
            before.text[at - 1] not in NO_END and before.text[at] not in NO_START for at in range(1, len(before.text))
        )
        if could_break:
            assert after.text[0] not in NO_START
            assert before.text[-1] not in NO_END


def test_twenty_eight_characters_fill_a_line():
    lines = break_paragraph([Run("人" * 57)], GRID, 0.0)
    assert [len(line.text) for line in lines] == [28, 28, 1]


def test_a_number_and_a_dash_are_not_divided():
    for word in ("2016", "——", "……", "COVID-19"):
        for before in range(20, 30):
            text = "人" * before + word + "人" * 10
            assert sum(word in line.text for line in set_(text)) == 1


def test_a_very_long_word_is_divided_rather_than_lost():
    assert "".join(line.text for line in set_("a" * 500)) == "a" * 500


def test_a_title_is_broken_after_whole_words():
    assert blocks.break_title("关于召开全市人大常委会主任座谈会的通知", 18) == [
        "关于召开全市人大常委会",
        "主任座谈会的通知",
    ]
    assert blocks.break_title("关于开会的通知", 18) == ["关于开会的通知"]
    assert "".join(blocks.break_title("关" * 120, 18)) == "关" * 120


def test_faces_follow_the_numbering_of_the_levels():
    def faces(text, chosen=""):
        runs, is_heading = blocks.faced(text, chosen)
        return [(run.face, run.text) for run in runs], is_heading

    assert faces("一、会议议程") == ([("hei", "一、会议议程")], True)
    assert faces("一、会议时间：明天。") == ([("hei", "一、会议时间："), ("fang", "明天。")], False)
    assert faces("（一）工作目标。到年底完成。") == ([("kai", "（一）工作目标。"), ("fang", "到年底完成。")], False)
    assert faces("（一）各县主任发言。") == ([("fang", "（一）各县主任发言。")], False)
    assert faces("（一）各县主任发言。", "heading") == ([("kai", "（一）各县主任发言。")], True)
    assert faces("一、会议议程", "plain") == ([("fang", "一、会议议程")], False)
    assert faces("1.第一项") == ([("fang", "1.第一项")], False)


def test_a_sign_that_chooses_the_form_of_a_letter_stays_with_it():
    variant = "葛\U000e0100"
    for before in range(20, 30):
        assert sum(variant in line.text for line in set_("人" * before + variant + "人" * 5)) == 1
