"""One search for every kind: through the same door."""

import pytest

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
