"""Name and password: who gets in, who does not, and what it says."""

import time

import pytest
from django.test import Client, override_settings

from congress.models import Event, Posting, User
from tests import cast
from tests.signin.doors import sign_in, signed_in


def actions():
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


def test_a_clerk_signs_in_and_lands_at_the_desk(city, client):
    answer = sign_in(client, city.drafter)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    event = Event.objects.get()
    assert (event.action, event.actor) == ("session.sign_in", city.drafter)


def test_the_page_asked_for_comes_after_signing_in(city, client):
    answer = sign_in(client, city.drafter, next="/matter/abc/?page=2")
    assert answer["Location"] == "/matter/abc/?page=2"


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_next_never_leads_to_another_host(city, client, page):
    assert sign_in(client, city.drafter, next=page)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(city, client):
    wrong = sign_in(client, city.drafter, "nonsense-1")
    unknown = client.post("/sign-in/", {"username": "nobody", "password": "nonsense-1"})
    city.north_clerk.is_active = False
    city.north_clerk.save()
    closed = sign_in(client, city.north_clerk)

    def seen(answer):
        assert answer.status_code == 200
        return answer.context["form"].non_field_errors()

    assert seen(wrong) == seen(unknown) == seen(closed)
    assert "账号或口令不正确" in wrong.content.decode()


@override_settings(PASSWORD_HASHERS=["congress.hashers.OfficeArgon2"])
def test_the_hasher_runs_for_an_unknown_name_too(city, client, monkeypatch):
    from congress.hashers import OfficeArgon2

    ran = []
    encode = OfficeArgon2.encode
    monkeypatch.setattr(OfficeArgon2, "encode", lambda self, *a: ran.append(1) or encode(self, *a))
    client.post("/sign-in/", {"username": "nobody", "password": "nonsense-1"})
    assert ran == [1]


def test_what_was_typed_is_never_in_the_trail(city, client):
    sign_in(client, city.drafter, "My-secret-9")
    client.post("/sign-in/", {"username": "My-secret-9", "password": "x"})
    events = Event.objects.all()
    assert [event.action for event in events] == ["session.refused"] * 2
    assert not any("My-secret-9" in event.body for event in events)
    assert '"tried":"yanjiu"' in events[0].body
    assert '"tried":""' in events[1].body


def test_five_wrong_passwords_lock_the_name_on_this_machine(city, client):
    for _ in range(4):
        assert sign_in(client, city.drafter, "wrong").status_code == 200
    fifth = sign_in(client, city.drafter, "wrong")
    assert fifth.status_code == 429
    assert "已暂停登录30分钟" in fifth.content.decode()
    assert sign_in(client, city.drafter).status_code == 429  # even with the right one
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere, city.drafter).status_code == 302


def test_an_unknown_name_is_locked_just_the_same(city, client):
    for _ in range(5):
        answer = client.post("/sign-in/", {"username": "nobody", "password": "wrong"})
    assert answer.status_code == 429


def test_the_lock_is_recorded_once_and_knocking_on_it_is_not(city, client):
    for _ in range(9):
        sign_in(client, city.drafter, "wrong")
    assert actions() == ["session.refused"] * 5 + ["session.locked"]


def test_signing_out_is_by_post_and_ends_the_session(city):
    client = signed_in(city.drafter)
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 405
    answer = client.post("/sign-out/")
    assert answer["Location"] == "/sign-in/"
    assert actions() == ["session.sign_out"]
    client.cookies["session"] = key
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_signing_out_needs_the_token_of_the_form(city):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.drafter, backend="congress.backends.AccountBackend")
    assert client.post("/sign-out/").status_code == 403


def test_the_session_gets_another_id_at_sign_in(city, client):
    session = client.session
    session["seen"] = 1
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    sign_in(client, city.drafter)
    assert client.session.session_key != before


def test_a_sign_in_leaves_no_old_value_of_the_account(city, client):
    before = city.drafter.history.count()
    sign_in(client, city.drafter)
    assert User.objects.get(pk=city.drafter.pk).last_login is not None
    assert city.drafter.history.count() == before


def test_a_new_role_ends_the_session(city, client):
    sign_in(client, city.drafter)
    assert client.get("/").status_code == 200
    Posting.objects.create(user=city.drafter, organisation=city.committee, role="secretariat", since=cast.MONDAY.date())
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[0][0] == "/sign-in/"
    assert "身份或授权有变化" in answer.content.decode()
    assert actions()[-1] == "session.ended"


def test_a_role_that_runs_out_ends_the_session(city, client):
    sign_in(client, city.drafter)
    posting = city.drafter.postings.get()
    posting.until = cast.MONDAY.date().replace(day=1)
    posting.save()
    assert client.get("/")["Location"] == "/sign-in/"


def test_an_idle_session_ends_after_half_an_hour(city, client):
    sign_in(client, city.drafter)
    assert client.session.get_expiry_age() == 30 * 60
    session = client.session
    session.set_expiry(-1)
    session.save()
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_an_initial_password_must_be_changed_before_anything_else(city, client):
    city.drafter.must_change_password = True
    city.drafter.save()
    assert sign_in(client, city.drafter)["Location"] == "/account/password/"
    assert client.get("/")["Location"] == "/account/password/"
    assert "初始口令" in client.get("/account/password/").content.decode()
    answer = change(client, "Another-2026")
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200


def change(client, new, old=cast.PASSWORD):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/password/", data)


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(city, client):
    other = signed_in(city.drafter)
    sign_in(client, city.drafter)
    key = client.session.session_key
    assert change(client, "Another-2026").status_code == 302
    assert client.session.session_key != key
    assert client.get("/").status_code == 200
    assert other.get("/")["Location"].startswith("/sign-in/")
    assert actions() == ["session.sign_in", "session.password_changed"]


@pytest.mark.parametrize("new", [cast.PASSWORD, "short-1", "1234567890", "password123"])
def test_a_poor_new_password_is_refused_and_the_old_one_stays(city, client, new):
    sign_in(client, city.drafter)
    assert change(client, new).status_code == 200
    assert User.objects.get(pk=city.drafter.pk).check_password(cast.PASSWORD)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("abc", "口令太短，至少要10个字符。"),
        ("20261124001", "口令不能全是数字，请加上字母。"),
        ("password1234", "这个口令太常见，容易被猜中，请换一个。"),
        ("drafter-drafter", "口令与您的账号太相似，请换一个。"),
    ],
)
def test_why_a_password_is_poor_is_said_in_the_office_s_words(city, new, said):
    User.objects.filter(pk=city.drafter.pk).update(username="drafter-drafter")
    client = signed_in(city.drafter)
    page = client.post(
        "/account/password/", {"old_password": cast.PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert said in page.content.decode()


def test_a_part_of_a_page_sends_the_whole_page_to_what_is_due(city, client):
    city.drafter.must_change_password = True
    city.drafter.save()
    sign_in(client, city.drafter)
    answer = client.get("/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/account/password/"


def test_every_page_asks_for_a_sign_in_unless_it_says_otherwise(settings):
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


@pytest.mark.parametrize("page", ["/", "/account/password/", "/account/code/", "/sign-in/code/"])
def test_a_stranger_is_asked_to_sign_in(db, client, page):
    assert client.get(page)["Location"] == f"/sign-in/?next={page}"


def test_who_is_signed_in_is_not_asked_again(city):
    assert signed_in(city.drafter).get("/sign-in/")["Location"] == "/"


@override_settings(PASSWORD_HASHERS=["congress.hashers.OfficeArgon2"])
def test_known_and_unknown_names_take_about_the_same_time(city, client):
    """Only a gross difference is caught here: leaving the hasher out is one of fifty to one."""
    city.drafter.set_password("Fictional-2016")
    city.drafter.save()

    def seconds(name):
        start = time.perf_counter()
        client.post("/sign-in/", {"username": name, "password": "wrong"})
        return time.perf_counter() - start

    seconds("warm-up")
    assert seconds("nobody") > seconds(city.drafter.username) / 5
