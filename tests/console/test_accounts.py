"""Accounts and roles: two administrators, and neither does the other's work."""

from datetime import timedelta

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from congress import clock
from congress.models import Event, Grant, Posting, User
from tests.cast import PASSWORD
from tests.signin.doors import authenticator, sign_in, signed_in

NEW = {
    "username": "newcomer", "kind": "business", "email": "", "person": "",
    "password1": "Initial-2026", "password2": "Initial-2026",
}  # fmt: skip


def last_event():
    return Event.objects.order_by("-sequence").first()


def test_the_system_administrator_opens_an_account_that_must_change_its_password(city):
    client = signed_in(city.system)
    assert client.post("/console/congress/user/add/", NEW).status_code == 302
    user = User.objects.get(username="newcomer")
    assert user.must_change_password
    event = last_event()
    assert event.action == "console.user.add"
    assert '"username":"newcomer"' in event.body
    assert "Initial-2026" not in event.body
    assert user.password not in event.body
    assert sign_in(Client(), user, "Initial-2026")["Location"] == "/account/password/"


def test_the_form_of_accounts_has_no_roles(city):
    page = signed_in(city.system).get(f"/console/congress/user/{city.drafter.pk}/change/")
    fields = set(page.context["adminform"].form.fields)
    assert not fields & {"groups", "user_permissions", "is_superuser", "kind", "username"}


def test_the_kind_of_an_account_is_fixed(city):
    client = signed_in(city.system)
    page = f"/console/congress/user/{city.drafter.pk}/change/"
    data = {"kind": "security", "is_active": "on", "person": city.drafter.person_id, "email": ""}
    assert client.post(page, data).status_code == 302
    city.drafter.refresh_from_db()
    assert city.drafter.kind == "business"


def test_a_closed_account_is_out_at_once(city):
    there = signed_in(city.drafter)
    assert there.get("/").status_code == 200
    client = signed_in(city.system)
    page = f"/console/congress/user/{city.drafter.pk}/change/"
    client.post(page, {"person": city.drafter.person_id, "email": ""})
    assert there.get("/").status_code == 302
    assert last_event().action == "console.user.change"
    assert '"is_active":false' in last_event().body


def test_nobody_closes_the_account_he_sits_at(city):
    client = signed_in(city.system)
    page = f"/console/congress/user/{city.system.pk}/change/"
    client.post(page, {"person": city.system.person_id, "email": ""})
    city.system.refresh_from_db()
    assert city.system.is_active


def test_the_password_of_an_account_never_used_is_set_at_once_and_must_be_changed(city):
    client = signed_in(city.system)
    page = f"/console/congress/user/{city.drafter.pk}/password/"
    assert client.get(page).status_code == 200
    answer = client.post(page, {"password1": "Reset-2026", "password2": "Reset-2026"}, follow=True)
    assert "口令已重置" in answer.content.decode()
    city.drafter.refresh_from_db()
    assert city.drafter.must_change_password
    assert city.drafter.check_password("Reset-2026")
    assert (last_event().action, last_event().label) == ("console.user.reset_password", "重置账户的口令")


def test_a_poor_password_is_refused_and_the_old_one_stays(city):
    page = f"/console/congress/user/{city.drafter.pk}/password/"
    answer = signed_in(city.system).post(page, {"password1": "short", "password2": "short"})
    assert "口令太短" in answer.content.decode()
    assert User.objects.get(pk=city.drafter.pk).check_password(PASSWORD)


@pytest.mark.parametrize("name", ["security", "auditor", "secretary"])
def test_others_reset_no_password(city, name):
    client = signed_in(getattr(city, name))
    page = f"/console/congress/user/{city.drafter.pk}/password/"
    data = {"password1": "Reset-2026", "password2": "Reset-2026"}
    assert client.post(page, data).status_code == 404
    city.drafter.refresh_from_db()
    assert city.drafter.check_password(PASSWORD)


def test_a_lost_phone_is_taken_off_a_business_account_only(city):
    authenticator(city.drafter)
    client = signed_in(city.system)
    authenticator(city.security)
    data = {
        "action": "reset_second_factor",
        "_selected_action": [city.drafter.pk, city.security.pk],
    }
    page = client.post("/console/congress/user/", data, follow=True).content.decode()
    assert "管理员的动态口令不能在此重置" in page
    assert not TOTPDevice.objects.filter(user=city.drafter).exists()
    assert TOTPDevice.objects.filter(user=city.security).exists()
    assert (last_event().action, last_event().label) == ("console.user.reset_code", "重置账户的动态口令")


def posting(city, user, role, place=None):
    return {
        "user": user.pk, "role": role, "organisation": (place or city.committee).pk,
        "since": clock.today().isoformat(), "until": "", "reason": "",
    }  # fmt: skip


def test_the_security_administrator_gives_a_role(city):
    client = signed_in(city.security)
    answer = client.post("/console/congress/posting/add/", posting(city, city.drafter, "office_head"))
    assert answer.status_code == 302
    given = Posting.objects.get(user=city.drafter, role="office_head")
    assert given.history.get().history_user == city.security
    body = last_event().body
    assert '"posted":"office_head"' in body
    assert '"username":"yanjiu"' in body


def test_nobody_gives_himself_a_role(city):
    client = signed_in(city.security)
    data = posting(city, city.security, "security_administrator", city.office)
    data["since"] = (clock.today() + timedelta(days=1)).isoformat()
    page = client.post("/console/congress/posting/add/", data)
    assert "不能给自己授予或变更角色" in page.content.decode()
    mine = city.security.postings.get()
    change = client.post(f"/console/congress/posting/{mine.pk}/change/", {"since": "", "until": "", "reason": "x"})
    assert "不能给自己授予或变更角色" in change.content.decode()


def test_a_role_goes_to_its_own_kind_of_account(city):
    client = signed_in(city.security)
    for user, role in ((city.system, "secretariat"), (city.drafter, "audit_administrator")):
        page = client.post("/console/congress/posting/add/", posting(city, user, role))
        assert "三员分立" in page.content.decode()
    assert city.system.postings.count() == city.drafter.postings.count() == 1


def test_a_given_role_stays_what_it_is_and_ends_by_its_day(city):
    given = city.drafter.postings.get()
    client = signed_in(city.security)
    data = posting(city, city.chair, "leader") | {"until": clock.today().isoformat(), "since": ""}
    assert client.post(f"/console/congress/posting/{given.pk}/change/", data).status_code == 302
    given.refresh_from_db()
    assert (given.user, given.role, given.until) == (city.drafter, "drafter", clock.today())


def test_the_security_administrator_finds_accounts_and_organisations_by_typing(city):
    client = signed_in(city.security)
    query = {"app_label": "congress", "model_name": "posting", "term": "苏见微", "field_name": "user"}
    assert [row["text"] for row in client.get("/console/autocomplete/", query).json()["results"]] == ["苏见微"]


def grant(paper, user, **fields):
    until = (clock.today() + timedelta(days=30)).isoformat()
    return {"ref": paper.ref, "user": user.pk, "until": until, "reason": "协助办理", **fields}


def test_a_grant_is_given_by_the_ref_and_never_shows_the_title(city):
    paper = city.paper(title="关于金丝雀的通知", is_confidential=True)
    client = signed_in(city.security)
    page = client.post("/console/congress/grant/add/", grant(paper, city.member), follow=True).content.decode()
    assert paper.ref in page
    assert "金丝雀" not in page
    given = Grant.objects.get()
    assert (given.granted_by, given.permission.codename) == (city.security, "read_matter")
    assert "金丝雀" not in client.get(f"/console/congress/grant/{given.pk}/change/").content.decode()
    assert f'"granted":"{paper.ref}"' in last_event().body


@pytest.mark.parametrize(
    ("who", "change", "said"),
    [
        ("auditor", {}, "知悉授权只能给业务账户"),
        ("member", {"ref": "222222222222"}, "没有这个编号的事项"),
    ],
)
def test_a_bad_grant_is_refused(city, who, change, said):
    paper = city.paper()
    client = signed_in(city.security)
    data = grant(paper, getattr(city, who)) | change
    assert said in client.post("/console/congress/grant/add/", data).content.decode()
    assert not Grant.objects.exists()


def test_a_second_grant_for_the_same_matter_moves_the_first(city):
    paper = city.paper()
    client = signed_in(city.security)
    client.post("/console/congress/grant/add/", grant(paper, city.member))
    page = client.post("/console/congress/grant/add/", grant(paper, city.member))
    assert "请修改原授权的有效期" in page.content.decode()
    given = Grant.objects.get()
    new = grant(paper, city.chair, until=clock.today().isoformat())
    assert client.post(f"/console/congress/grant/{given.pk}/change/", new).status_code == 302
    given.refresh_from_db()
    assert (given.user, given.until) == (city.member, clock.today())
    assert client.get(f"/console/congress/grant/{given.pk}/history/").status_code == 404
