"""The page of a matter and the pages of its steps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congress import files, matters
from congress.matters import Entry
from congress.models import Attachment, Event, OutgoingPaper, Posting
from congress.roles import UNIT_CLERK
from congress.views import details

pytestmark = pytest.mark.django_db


def step_form(client, paper, step) -> dict[str, str]:
    """What the browser would send of this step's form without anything typed."""
    form = client.get(f"/m/{paper.ref}/{step}/").context["form"]
    return {field.html_name: field.value() or "" for field in form if field.name != "attachments"}


# The page ----------------------------------------------------------------------


def test_the_page_tells_state_holder_day_reason_and_past(city, sign_in):
    paper = matters.take(city.paper(), "submit", city.drafter, entry=Entry(note="请审阅"))
    text = sign_in(city.office_head).get(paper.get_absolute_url()).content.decode()
    for words in (
        "待审核",
        "市人大常委会 办公室负责人",
        "2026年5月19日",
        "自送审2026年5月18日起1个工作日",
        "苏见微",
        "请审阅",
    ):
        assert words in text


def test_what_is_not_visible_is_not_found(city, sign_in):
    paper = city.paper()
    for user in (city.chair, city.north_clerk, city.bureau_clerk, city.auditor):
        client = sign_in(user)
        for address in (paper.get_absolute_url(), f"/m/{paper.ref}/submit/"):
            assert client.get(address).status_code in (404, 302)
            assert paper.title not in client.get(address, follow=True).content.decode()
    assert sign_in(city.drafter).get("/m/nosuchmatter/").status_code == 404


def test_nobody_reads_without_signing_in(city, client):
    paper = city.paper()
    for address in ("/", "/list/paper/", "/search/", "/messages/", paper.get_absolute_url(), f"/m/{paper.ref}/submit/"):
        response = client.get(address)
        assert response.status_code == 302 and response["Location"].startswith("/sign-in/")


def test_a_blocked_button_is_grey_with_its_reason_beside_it(city, sign_in):
    text = sign_in(city.drafter).get(city.paper(body=" ").get_absolute_url()).content.decode()
    assert 'aria-disabled="true" aria-describedby="why-submit"' in text
    assert '<small id="why-submit">缺少正文，请补齐后再办理。</small>' in text


def test_only_the_step_that_is_owed_is_the_primary_button(city, sign_in):
    text = sign_in(city.drafter).get(city.paper().get_absolute_url()).content.decode()
    assert text.count("btn btn-primary") == 1
    assert 'class="btn btn-primary" href="/m/' in text and "/submit/" in text


def test_a_recipient_does_not_read_the_opinions_on_the_draft(city, sign_in):
    paper = matters.take(city.paper(), "submit", city.drafter, entry=Entry(note="内部意见甲"))
    paper = matters.take(paper, "check", city.office_head, entry=Entry(note="内部意见乙"))
    paper = matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))
    paper = city.send(paper)
    for outsider in (city.north_clerk, city.north_chair, city.member):
        text = sign_in(outsider).get(paper.get_absolute_url()).content.decode()
        assert "内部意见" not in text and "分发" in text
    for insider in (city.drafter, city.secretary, city.office_head, city.chair):
        assert "内部意见甲" in sign_in(insider).get(paper.get_absolute_url()).content.decode()


def test_a_recipient_is_not_told_what_other_units_did_or_owe(city, sign_in):
    paper = matters.take(city.dispatched(), "sign_for", city.south_clerk)
    north = sign_in(city.north_clerk).get(paper.get_absolute_url()).content.decode()
    assert "桐梓县人大常委会 单位联络员" in north and "湄潭" not in north and "梅小满" not in north
    south = sign_in(city.south_clerk).get(paper.get_absolute_url()).content.decode()
    assert "梅小满" in south and "桐梓" not in south and "没有需要本单位办理的环节" in south
    assert "梅小满" in sign_in(city.secretary).get(paper.get_absolute_url()).content.decode()


def test_a_recipient_is_not_told_how_many_have_signed(city, sign_in):
    paper = city.dispatched()
    assert "送达／打开／签收" in sign_in(city.secretary).get(paper.get_absolute_url()).content.decode()
    assert "送达／打开／签收" not in sign_in(city.north_clerk).get(paper.get_absolute_url()).content.decode()


def test_what_was_recorded_for_somebody_says_so(city, sign_in):
    paper = city.dispatched()
    entry = Entry(
        data={"organisations": [city.south], "signed_by": "梅小满"}, recorded_for="电话，梅小满，由艾小禾代录"
    )
    matters.take(paper, "record_receipt", city.secretary, entry=entry)
    text = sign_in(city.secretary).get(paper.get_absolute_url()).content.decode()
    assert "代录：电话，梅小满，由艾小禾代录" in text


def test_a_long_past_is_cut_and_says_so(city, sign_in, monkeypatch):
    monkeypatch.setattr(details, "EVENTS_SHOWN", 1)
    paper = matters.take(city.paper(), "submit", city.drafter)
    assert "只显示最近1条" in sign_in(city.drafter).get(paper.get_absolute_url()).content.decode()


def test_many_units_that_owe_are_told_in_one_line(city, sign_in, monkeypatch):
    monkeypatch.setattr(details, "NAMES_SHOWN", 1)
    text = sign_in(city.secretary).get(city.dispatched().get_absolute_url()).content.decode()
    assert "桐梓县人大常委会 单位联络员等2个单位" in text


def test_a_page_that_waits_for_the_print_looks_again_by_itself(city, sign_in):
    paper = city.registered()
    client = sign_in(city.secretary)
    assert 'hx-trigger="every 5s"' in client.get(paper.get_absolute_url()).content.decode()
    paper.papers.update(pdf_digest="0" * 64, page_count=2)
    assert 'hx-trigger="every 5s"' not in client.get(paper.get_absolute_url()).content.decode()


def test_a_page_needs_the_same_sql_however_long_its_past(city, sign_in, count_sql):
    paper = city.paper()
    client = sign_in(city.drafter)
    few = count_sql(lambda: client.get(paper.get_absolute_url()))
    for n in range(10):
        paper = matters.take(paper, "edit", city.drafter, entry=Entry(data={"body": f"第{n}稿"}))
    assert count_sql(lambda: client.get(paper.get_absolute_url())) == few <= 24


def test_parts_and_whole_lead_to_each_other_where_they_may_be_seen(city, sign_in):
    whole = city.paper(title="关于整体的通知")
    part, hidden = (
        city.paper(title="关于部分的通知"),
        city.paper(title="关于隐藏部分的通知", by=city.secretary, owner=city.justice),
    )
    OutgoingPaper.objects.filter(pk__in=[part.pk, hidden.pk]).update(whole=whole.pk)
    client = sign_in(city.drafter)
    text = client.get(whole.get_absolute_url()).content.decode()
    assert "关于部分的通知" in text and "隐藏" not in text
    assert "关于整体的通知" in client.get(part.get_absolute_url()).content.decode()


# Steps -------------------------------------------------------------------------


def test_a_step_is_taken_by_its_form(city, sign_in):
    paper = city.paper()
    client = sign_in(city.drafter)
    response = client.post(
        f"/m/{paper.ref}/submit/", step_form(client, paper, "submit") | {"note": "请审阅"}, follow=True
    )
    assert "已办理：送审。" in response.content.decode()
    assert OutgoingPaper.objects.get().state == "checking"
    assert Event.objects.last().note == "请审阅"


def test_looking_at_a_step_changes_nothing(city, sign_in):
    paper = city.paper()
    sign_in(city.drafter).get(f"/m/{paper.ref}/submit/")
    assert OutgoingPaper.objects.get().state == "draft"


def test_a_step_of_anothers_role_is_not_found(city, sign_in):
    paper = matters.take(city.paper(), "submit", city.drafter)
    client = sign_in(city.drafter)
    for address in (f"/m/{paper.ref}/check/", f"/m/{paper.ref}/nothing/", f"/m/{paper.ref}/draft/"):
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert OutgoingPaper.objects.get().state == "checking"


def test_a_step_out_of_turn_leads_back_to_the_page_with_the_reason(city, sign_in):
    paper = matters.take(city.paper(), "submit", city.drafter)
    response = sign_in(city.drafter).get(f"/m/{paper.ref}/submit/", follow=True)
    assert "“送审”现在不能办理：事项已是“待审核”状态。" in response.content.decode()


def test_a_unit_that_has_signed_is_told_so(city, sign_in):
    paper = matters.take(city.dispatched(), "sign_for", city.north_clerk)
    response = sign_in(city.north_chair).get(f"/m/{paper.ref}/sign_for/", follow=True)
    assert "本单位已经办理" in response.content.decode()


def test_a_return_without_its_reason_is_asked_again_and_nothing_is_lost(city, sign_in):
    paper = matters.take(city.paper(), "submit", city.drafter)
    client = sign_in(city.office_head)
    response = client.post(f"/m/{paper.ref}/send_back/", step_form(client, paper, "send_back"))
    assert response.status_code == 422
    assert "须写明原因" in response.content.decode()


def test_who_sends_a_draft_out_of_sight_comes_back_to_the_desk(city, sign_in):
    paper = matters.take(city.paper(), "submit", city.drafter)
    client = sign_in(city.office_head)
    data = step_form(client, paper, "send_back") | {"note": "请补充联系人"}
    response = client.post(f"/m/{paper.ref}/send_back/", data, follow=True)
    assert response.status_code == 200 and response.request["PATH_INFO"] == "/"
    assert "已办理：退回修改。" in response.content.decode()


def test_the_second_of_two_editors_sees_the_difference_and_can_send_again(city, sign_in):
    paper = city.paper()
    mine, other = sign_in(city.drafter), sign_in(city.secretary)
    typed = step_form(mine, paper, "submit") | {"note": "我写的意见"}
    other.post(f"/m/{paper.ref}/submit/", step_form(other, paper, "submit"))
    response = mine.post(f"/m/{paper.ref}/submit/", typed)
    text = response.content.decode()
    assert response.status_code == 409
    assert "您填写的内容" in text and "我写的意见" in text
    assert "查看最新情况" in text and 'type="submit">送审' not in text


def test_a_stale_form_that_is_sent_again_is_taken(city, sign_in):
    paper = city.paper()
    client = sign_in(city.drafter)
    typed = step_form(client, paper, "submit")
    matters.take(paper, "edit", city.secretary, entry=Entry(data={"body": "改过的正文"}))
    refused = client.post(f"/m/{paper.ref}/submit/", typed)
    assert refused.status_code == 409
    again = {field.html_name: field.value() or "" for field in refused.context["form"] if field.name != "attachments"}
    client.post(f"/m/{paper.ref}/submit/", again)
    assert OutgoingPaper.objects.get().state == "checking"


def test_what_was_changed_while_the_leader_read_is_shown_before_it_is_signed(city, sign_in):
    paper = matters.take(matters.take(city.paper(), "submit", city.drafter), "check", city.office_head)
    client = sign_in(city.chair)
    typed = step_form(client, paper, "sign_off")
    OutgoingPaper.objects.filter(pk=paper.pk).update(body="被改过的正文")
    refused = client.post(f"/m/{paper.ref}/sign_off/", typed)
    assert refused.status_code == 409 and "重新审阅" in refused.content.decode()
    again = {field.html_name: field.value() or "" for field in refused.context["form"] if field.name != "attachments"}
    assert again["text_digest"] == OutgoingPaper.objects.get().text_digest != typed["text_digest"]


# Files -------------------------------------------------------------------------


@pytest.fixture
def attachment(city):
    paper = city.paper()
    digest, size = files.keep([b"%PDF-1.7 fictional"])
    return Attachment.objects.create(
        matter=paper, name="材料.pdf", digest=digest, size=size, media_type="application/pdf", added_by=city.drafter
    )


def test_a_file_goes_out_as_a_download_through_its_matters_door(city, sign_in, attachment):
    response = sign_in(city.drafter).get(f"/file/{attachment.ref}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 fictional"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    for user in (city.chair, city.north_clerk, city.bureau_clerk):
        assert sign_in(user).get(f"/file/{attachment.ref}/").status_code == 404


def test_a_file_that_is_missing_on_disk_is_not_found(city, sign_in, attachment):
    files.path_of(attachment.digest).unlink()
    assert sign_in(city.drafter).get(f"/file/{attachment.ref}/").status_code == 404


def test_files_sent_with_a_step_lie_beside_the_matter(city, sign_in):
    paper = city.paper()
    client = sign_in(city.drafter)
    data = step_form(client, paper, "submit")
    data["attachments"] = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n% fictional\n%%EOF\n")
    client.post(f"/m/{paper.ref}/submit/", data)
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.step, attachment.matter_id) == ("说明.pdf", "submit", paper.pk)
    assert "说明.pdf" in client.get(paper.get_absolute_url()).content.decode()


def test_a_refused_step_asks_for_its_files_again(city, sign_in):
    paper = city.paper()
    client = sign_in(city.drafter)
    data = step_form(client, paper, "submit")
    matters.take(paper, "edit", city.secretary, entry=Entry(data={"body": "改过的正文"}))
    data["attachments"] = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n% fictional\n%%EOF\n")
    text = client.post(f"/m/{paper.ref}/submit/", data).content.decode()
    assert "附件请重新选择" in text and not Attachment.objects.exists()


def kept(paper, step, user, name):
    """A file that came with a step."""
    return Attachment.objects.create(
        matter_id=paper.pk, name=name, digest="0" * 64, size=1, media_type="text/plain", step=step, added_by=user
    )


def test_files_of_the_drafting_stay_in_the_house_and_those_of_the_text_go_with_it(city, sign_in):
    paper = city.dispatched()
    kept(paper, "draft", city.drafter, "长篇材料.txt")
    inside = kept(paper, "check", city.office_head, "核稿意见.txt")
    voucher = kept(paper, "record_receipt", city.secretary, "湄潭县回执照片.txt")
    own = kept(paper, "sign_for", city.north_clerk, "桐梓县签收单.txt")
    page = sign_in(city.north_clerk).get(paper.get_absolute_url())
    assert [one.name for one in page.context["attachments"]] == ["长篇材料.txt", "桐梓县签收单.txt"]
    for hidden in (inside, voucher):
        assert sign_in(city.north_chair).get(f"/file/{hidden.ref}/").status_code == 404
    south = sign_in(city.south_clerk).get(paper.get_absolute_url())
    assert own.name not in south.content.decode()
    house = sign_in(city.drafter).get(paper.get_absolute_url())
    assert house.context["attachments"].count() == 4


def test_who_signs_for_two_units_is_not_asked_for_which_when_one_is_left(city, sign_in):
    Posting.objects.create(user=city.north_clerk, organisation=city.south, role=UNIT_CLERK.key, since="2000-01-01")
    paper = city.dispatched()
    matters.take(paper, "sign_for", city.south_clerk)
    browser, address = sign_in(city.north_clerk), f"{paper.get_absolute_url()}sign_for/"
    form = browser.get(address).context["form"]
    assert "standing" not in form.fields
    assert browser.post(address, {"version": form["version"].value()}).status_code == 302
    assert not paper.lacks_receipts()


def test_who_acts_and_who_owes_is_told_where_the_role_is_held_not_under_the_drafter_s_body(city, sign_in):
    paper = matters.take(city.paper(), "submit", city.drafter)  # drafted by the research office
    assert "市人大常委会 办公室负责人" in sign_in(city.drafter).get(paper.get_absolute_url()).content.decode()
    checked = matters.take(paper, "check", city.office_head)
    assert checked.events.order_by("-sequence").first().organisation == city.committee
    page = sign_in(city.drafter).get(paper.get_absolute_url()).content.decode()
    assert "市人大常委会 签发领导" in page and "研究室 签发领导" not in page and "研究室 办公室负责人" not in page
