"""What the audit administrator sees of the trail, and what he does not."""

from django.db import connection

from congress import matters
from congress.models import Event
from tests.signin.doors import signed_in
from tests.triggers import lifted


def test_the_trail_shows_refs_kinds_and_digests_but_no_title_and_no_opinion(city):
    paper = city.paper(title="关于金丝雀的通知")
    matters.take(paper, "submit", city.drafter)
    matters.take(paper, "send_back", city.office_head, entry=matters.Entry(note="画眉鸟"))
    client = signed_in(city.auditor)
    page = client.get("/console/congress/event/").content.decode()
    event = Event.objects.get(action="paper.send_back")
    assert paper.ref in page
    assert "发文" in page
    assert event.hash[:16] in page
    detail = client.get(f"/console/congress/event/{event.pk}/change/").content.decode()
    assert event.previous_hash in detail
    for text in (page, detail):
        assert "金丝雀" not in text
        assert "画眉鸟" not in text


def test_the_trail_is_searched_by_whole_words(city):
    paper = city.paper()
    city.paper()
    client = signed_in(city.auditor)

    def found(word):
        return client.get("/console/congress/event/", {"q": word}).context["cl"].result_count

    assert found(paper.ref) == 1
    assert found("拟稿") == 2
    assert found("2") == 1
    assert found("苏见微") == 2
    assert found("拟") == 0


def test_the_whole_trail_is_verified_by_one_button_and_that_is_in_the_trail(city):
    city.paper()
    client = signed_in(city.auditor)
    answer = client.post("/console/congress/event/verify/", follow=True)
    assert "留痕共1条，全部相符" in answer.content.decode()
    assert Event.objects.order_by("-sequence").first().action == "console.event.verify"
    assert client.get("/console/congress/event/verify/").status_code == 404


def test_the_button_names_the_first_bad_row(city):
    city.paper()
    city.paper()
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE congress_event SET actor_name = '别人' WHERE sequence = 1")
    answer = signed_in(city.auditor).post("/console/congress/event/verify/", follow=True)
    assert "第1条不符" in answer.content.decode()


def test_only_the_audit_administrator_verifies_here(city):
    city.paper()
    for user in (city.system, city.security, city.secretary):
        assert signed_in(user).post("/console/congress/event/verify/").status_code == 404
