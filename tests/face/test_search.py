"""One search for every kind: through the same door."""

from datetime import date

import pytest

from congress import paging
from congress.models import OutgoingPaper

pytestmark = pytest.mark.django_db


def found(client, words, **more):
    return [row.title for row in client.get("/search/", {"q": words, **more}).context["page"].rows]


def test_search_finds_words_of_two_characters_in_title_and_text(city, sign_in):
    city.paper(title="关于防汛工作的通知", body="请各县做好河道清淤。")
    client = sign_in(city.drafter)
    assert found(client, "防汛") == found(client, "清淤 河道") == ["关于防汛工作的通知"]
    assert found(client, "防汛 抗旱") == []


def test_search_finds_nothing_that_is_hidden(city, sign_in):
    city.paper(title="关于绝密座谈会的通知")
    for user in (city.north_clerk, city.bureau_clerk, city.chair, city.auditor):
        response = sign_in(user).get("/search/", {"q": "绝密"}, follow=True)
        assert "关于绝密" not in response.content.decode()


def test_search_narrows_to_a_kind(city, sign_in):
    city.paper()
    client = sign_in(city.drafter)
    assert found(client, "座谈", kind="paper") and not found(client, "座谈", kind="meeting")
    assert found(client, "座谈", kind="nonsense")


def test_an_empty_search_says_how_to_search(city, sign_in):
    text = sign_in(city.drafter).get("/search/").content.decode()
    assert "输入标题、文号或正文中的词" in text


@pytest.mark.parametrize("walked", [1_000, 6])
def test_the_pages_of_a_search_lead_on_and_back_and_lose_no_row(city, sign_in, monkeypatch, walked):
    monkeypatch.setattr(paging, "SEARCHED_TO", walked)  # 6: the pages beyond it come by their edge
    monkeypatch.setattr(paging.found, "__defaults__", ("", "", 4))
    for number in range(11):
        paper = city.paper(title=f"关于第{number}次座谈会的通知")
        OutgoingPaper.objects.filter(pk=paper.pk).update(sort_on=date(2026, 1, 1 + number // 2))
    client = sign_in(city.drafter)
    pages, after = [], ""
    while not pages or after:
        page = client.get("/search/", {"q": "座谈", "after": after}).context["page"]
        pages.append([row.title for row in page.rows])
        after = page.after
    assert [len(titles) for titles in pages] == [4, 4, 3] and len({title for titles in pages for title in titles}) == 11
    back = client.get("/search/", {"q": "座谈", "before": page.before}).context["page"]
    assert [row.title for row in back.rows] == pages[1]
    assert page.count_text == ("共11项" if walked > 11 else "一千项以上")


def test_an_address_that_names_nothing_found_shows_the_first_page(city, sign_in):
    city.paper()
    client = sign_in(city.drafter)
    assert len(found(client, "座谈", after="nosuchrow222")) == len(found(client, "座谈", before="nosuchrow222")) == 1
