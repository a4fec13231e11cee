"""On paper: the marked copy with its authors at the end, and the issuing form as the office knows it."""

import io

import pdfplumber
import pytest

from congress import issuing_form, marked_copies, matters, roles
from congress.matters import Entry
from congress.procedures import ISSUING
from congress.reviewing import Place
from tests import cast

pytestmark = pytest.mark.django_db


def pages_of(printed) -> list[str]:
    with pdfplumber.open(io.BytesIO(printed.pdf)) as document:
        return [page.extract_text().replace(" ", "") for page in document.pages]


def lines_of(printed) -> list[dict]:
    """The lines under and through the letters: thin and flat."""
    with pdfplumber.open(io.BytesIO(printed.pdf)) as document:
        page = document.pages[0]
        return [line for line in page.lines + page.rects if line["height"] < 2 and line["width"] < 300]


def test_the_marked_copy_names_its_pages_and_its_authors(reworked):
    [page] = pages_of(marked_copies.pdf(marked_copies.of_matter(reworked)))
    assert page.startswith("花脸稿")
    assert "第1页共1页" in page.replace("\u3000", "")
    days = page[page.index("会议时间：") :].replace("\n", "")
    assert days.startswith("会议时间：2026年6月123日") or "2026年6月12" in days  # both days, one of them struck
    for words in ("第2稿艾小禾", "第3稿柏小舟", "2026-05-1810:00", "2026-05-1811:00"):
        assert words in page
    assert "苏见微" not in page.split("修改人")[-1]  # the ground is nobody's change


def test_insertions_are_underlined_and_deletions_struck(city, reworked):
    marked = lines_of(marked_copies.pdf(marked_copies.of_matter(reworked)))
    plain = lines_of(marked_copies.pdf(marked_copies.of_matter(reworked, 3, 3)))
    assert len(marked) - len(plain) >= 10
    copy = marked_copies.of_matter(city.paper(title="关于没有改过的通知"))
    assert "没有修改。" in pages_of(marked_copies.pdf(copy))[0]


def test_a_long_copy_counts_its_pages(city):
    paper = city.paper(body="\n".join(f"第{n}段。" + "长" * 150 for n in range(30)))
    pages = pages_of(marked_copies.pdf(marked_copies.of_matter(paper)))
    total = len(pages)
    assert total > 5
    ends = [page.replace("\u3000", "").endswith(f"第{at}页共{total}页") for at, page in enumerate(pages, start=1)]
    assert all(ends)


def test_the_issuing_form_tells_who_judged_it_and_with_which_words(city):
    city.drafter.person.phone = "0851-00000000"
    city.drafter.person.save()
    paper = matters.take(city.paper(urgency="加急", cc="市人民政府办公室"), "submit", city.drafter)
    paper = matters.take(paper, "check", city.office_head, entry=Entry(note="已核，呈签。"))
    entry = Entry(data={"text_digest": paper.text_digest}, note="同意印发。")
    paper = matters.take(paper, "sign_off", city.chair, entry=entry)
    [page] = pages_of(issuing_form.pdf(paper))
    for words in (
        "遵义市人民代表大会常务委员会发文稿纸", "同意印发。", "章启衡", "2026年5月18日", "已核，呈签。", "祁望舒",
        "关于召开座谈会的通知", "通知", "加急", "各县、自治县、区（市）人大常委会", "市人民政府办公室",
        "不予公开（内部资料）", "苏见微", "0851-00000000", paper.number_text,
    ):  # fmt: skip
        assert words in page.replace("\n", ""), words
    assert page.index("同意印发。") < page.index("已核，呈签。")  # the signer's words stand first


def test_what_a_clerk_recorded_stands_in_the_box_of_whom_it_is_from(city):
    paper = matters.take(city.paper(), "submit", city.drafter)
    how = "纸质，祁望舒，2026-05-18 08:30，由艾小禾代录"
    paper = matters.take(
        paper, "record_check", city.secretary, entry=Entry(note="可。", recorded_for=how, said_by="祁望舒")
    )
    found = {box.label: box.opinions for box in issuing_form.boxes(paper)}
    [said] = found["审核"]
    assert (said.words, said.name, said.recorded_for) == ("可。", "祁望舒", how)
    assert said.capacity.endswith("办公室负责人")
    [page] = pages_of(issuing_form.pdf(paper))
    assert f"代录：{how}".replace(" ", "") in page.replace("\n", "")


def test_the_head_of_the_section_checks_and_another_organ_countersigns(city):
    keeper = cast.account("kezhang", "柯静川", (roles.SECTION_HEAD, city.research))
    paper = city.paper()
    places = [
        Place("section_head", city.research),
        Place("unit_head", city.north),
        Place("office_head", city.committee),
    ]
    paper = matters.take(paper, "submit", city.drafter, entry=Entry(data={"reviewers": places}))
    for step, user in (("pass_on", keeper), ("pass_on", city.north_chair), ("check", city.office_head)):
        paper = matters.take(paper, step, user, entry=Entry(note=f"{user}同意。"))
    found = {box.label: [said.name for said in box.opinions] for box in issuing_form.boxes(paper)}
    assert found == {"签发": [], "会签": ["卞西樵"], "审核": ["祁望舒"], "核稿": ["柯静川"]}


def test_a_form_that_nobody_has_judged_has_empty_boxes_for_the_pen(city):
    found = issuing_form.boxes(city.paper())
    assert [box.label for box in found] == ["签发", "会签", "审核", "核稿"]
    assert all(box.opinions == [] for box in found)
    [page] = pages_of(issuing_form.pdf(city.paper(title="关于另一件事的通知")))
    assert "会签" in page


def test_the_form_knows_every_step_in_which_a_reviewer_passes_a_paper():
    keys = {step.key for step in ISSUING.steps if step.then == "note_passed"}
    assert keys == set(issuing_form.PASSED)
    assert set(issuing_form.SIGNING) == {step.key for step in ISSUING.steps if step.then == "fix_text"}


def test_a_paper_entered_afterwards_names_its_signer(city):
    paper = city.registered()
    paper.papers.update(signed_by="章启衡")
    type(paper).objects.filter(pk=paper.pk).update(kind="other")  # no event of its own procedure
    found = issuing_form.boxes(type(paper).objects.get(pk=paper.pk))
    assert [opinion.name for opinion in found[0].opinions] == ["章启衡"]
