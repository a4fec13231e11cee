"""The secretariat's tables: organisations, people, the calendar, numbers, the outbox."""

from datetime import date

import pytest
from django.test import RequestFactory

from congress import clock, matters, permissions
from congress.console import site
from congress.models import CalendarDay, Counter, Event, Matter, Number, Organisation, Outbox, Person, User
from tests.signin.doors import signed_in


@pytest.fixture
def desk(city):
    """The secretary's browser."""
    return signed_in(city.secretary)


def form_of(client, page):
    """The page's form as it would be sent back unchanged."""
    form = client.get(page).context["adminform"].form
    return {name: "" if (value := form[name].value()) in (None, False) else value for name in form.fields}


def test_an_organisation_that_moves_takes_authority_along(city, desk):
    section = Organisation.objects.create(
        key="section", name="文秘科", short_name="文秘科", kind="office_section",
        level="city", parent=city.office,
    )  # fmt: skip
    page = f"/console/congress/organisation/{city.office.pk}/change/"
    answer = desk.post(page, form_of(desk, page) | {"parent": city.research.pk})
    assert answer.status_code == 302
    section.refresh_from_db()
    assert section.lineage == "/zunyi-sc/zunyi-research/zunyi-office/section/"
    drafter = User.objects.get(pk=city.drafter.pk)
    assert section.pk in permissions.covered(drafter)[drafter.postings.get().pk]
    event = Event.objects.order_by("-sequence").first()
    assert (event.action, event.actor) == ("console.organisation.change", city.secretary)
    assert "上级机构" in event.body


def test_a_form_saved_without_a_change_is_no_event(city, desk):
    page = f"/console/congress/organisation/{city.office.pk}/change/"
    assert desk.post(page, form_of(desk, page)).status_code == 302
    assert not Event.objects.exists()


def test_an_organisation_cannot_be_its_own_superior(city, desk):
    page = f"/console/congress/organisation/{city.committee.pk}/change/"
    answer = desk.post(page, form_of(desk, page) | {"parent": city.office.pk})
    assert "上级机构不能是本机构或其下属" in answer.content.decode()


def test_the_key_of_an_organisation_is_fixed(city, desk):
    page = f"/console/congress/organisation/{city.office.pk}/change/"
    desk.post(page, form_of(desk, page) | {"key": "other"})
    city.office.refresh_from_db()
    assert city.office.key == "zunyi-office"


def test_a_new_person_gets_a_reading(city, desk):
    desk.post("/console/congress/person/add/", {"name": "覃月"})
    assert Person.objects.get(name="覃月").pinyin == "qin yue"


def test_a_precedence_is_of_one(city, desk):
    data = {"position": 9, "organisation": city.office.pk, "person": city.chair.person_id}
    page = desk.post("/console/congress/precedence/add/", data)
    assert "一条排序只对应一个机构或一名人员" in page.content.decode()


def test_a_year_of_holidays_is_taken_over_and_again_is_harmless(city, desk):
    page = desk.get("/console/congress/calendarday/year/")
    assert page.status_code == 200
    desk.post("/console/congress/calendarday/year/", {"year": 2016})
    days = CalendarDay.objects.filter(day__year=2016)
    assert days.get(day=date(2016, 10, 8)).kind == CalendarDay.WORKDAY
    assert days.get(day=date(2016, 10, 7)).name == "国庆节"
    count = days.count()
    answer = desk.post("/console/congress/calendarday/year/", {"year": 2016}, follow=True)
    assert f"新增0天，原有{count}天未变" in answer.content.decode()
    assert days.count() == count
    assert Event.objects.filter(action="console.calendarday.import").count() == 2


def test_what_was_entered_by_hand_is_kept(city, desk):
    entered = CalendarDay.objects.get(day=date(2026, 6, 19))
    desk.post("/console/congress/calendarday/year/", {"year": 2026})
    again = CalendarDay.objects.get(day=date(2026, 6, 19))
    assert (again.pk, again.source) == (entered.pk, entered.source)
    assert CalendarDay.objects.filter(day__year=2026).count() > 20


def test_a_year_without_data_says_so(city, desk):
    page = desk.post("/console/congress/calendarday/year/", {"year": 2031})
    assert "没有2031年的放假安排数据" in page.content.decode()
    assert not CalendarDay.objects.filter(day__year=2031).exists()


def test_the_missing_year_is_shown(city, desk):
    page = desk.get("/console/congress/calendarday/year/").content.decode()
    assert f"{clock.today().year + 1}年的节假日安排尚未录入" in page


def test_only_the_secretariat_takes_over_a_year(city):
    client = signed_in(city.security)
    assert client.post("/console/congress/calendarday/year/", {"year": 2016}).status_code == 404
    assert not CalendarDay.objects.filter(day__year=2016).exists()


def test_a_counter_starts_at_the_last_number_of_the_paper_register(city, desk):
    data = {"series": city.series.pk, "year": 2016, "opened_at": 26}
    assert desk.post("/console/congress/counter/add/", data).status_code == 302
    counter = Counter.objects.get(year=2016)
    assert (counter.opened_at, counter.last) == (26, 26)


def test_the_start_can_be_mended_until_a_number_was_taken(city, desk):
    counter = Counter.objects.get(year=2026)
    page = f"/console/congress/counter/{counter.pk}/change/"
    desk.post(page, {"opened_at": 12})
    counter.refresh_from_db()
    assert (counter.opened_at, counter.last) == (12, 12)
    city.registered()
    desk.post(page, {"opened_at": 99, "last": 99})
    counter.refresh_from_db()
    assert (counter.opened_at, counter.last) == (12, 13)


def test_a_series_that_has_given_numbers_keeps_its_name(city, desk):
    city.registered()
    page = f"/console/congress/series/{city.series.pk}/change/"
    desk.post(page, form_of(desk, page) | {"prefix": "别的"})
    city.series.refresh_from_db()
    assert city.series.prefix == "遵人常办"


def test_the_register_shows_void_numbers_and_gaps(city, desk):
    paper = city.registered()
    matters.take(paper, "void", city.secretary, entry=matters.Entry(note="重复发文"))
    page = desk.get("/console/congress/number/").content.decode()
    assert "重复发文" in page
    assert "没有缺号" in page
    counter = Counter.objects.get(year=2026)
    counter.last = 3
    counter.save()
    Number.objects.create(series=city.series, year=2026, sequence=3)
    assert "遵人常办〔2026〕2号" in desk.get("/console/congress/number/").content.decode()


def outgoing(state, key):
    return Outbox.objects.create(
        channel="mail", address="a@example.invalid", subject="s", text="t", key=key, state=state
    )


@pytest.mark.parametrize(("action", "state"), [("resend", "waiting"), ("mark_as_sent", "sent")])
def test_a_person_decides_what_becomes_of_the_unknown(city, desk, action, state):
    unknown, sending = outgoing("unknown", "k1"), outgoing("sending", "k2")
    data = {"action": action, "_selected_action": [unknown.pk, sending.pk]}
    page = desk.post("/console/congress/outbox/", data, follow=True).content.decode()
    assert "已处理1件" in page
    unknown.refresh_from_db()
    sending.refresh_from_db()
    assert (unknown.state, sending.state) == (state, "sending")
    assert Event.objects.get().action == f"console.outbox.{action}"


def test_what_was_sent_of_a_matter_confined_later_is_neither_shown_nor_found_by_its_words(city, desk):
    paper = city.paper(title="关于金丝雀的通知")
    plain = outgoing("failed", "k0")
    letter = Outbox.objects.create(
        channel="mail", address="canary@example.invalid", subject="请审核《关于金丝雀的通知》",
        text="请审核《关于金丝雀的通知》\nhttp://x/m/1/", key="k1", matter=paper, state="failed",
    )  # fmt: skip
    table, page = "/console/congress/outbox/", f"/console/congress/outbox/{letter.pk}/change/"
    assert "金丝雀" in desk.get(table).content.decode() and "金丝雀" in desk.get(page).content.decode()
    assert letter.address in desk.get(table, {"q": "金丝雀"}).content.decode()
    Matter.objects.filter(pk=paper.pk).update(is_confidential=True)
    for address in (table, page, f"{table}?o=1", f"{table}?q=canary"):
        text = desk.get(address).content.decode()
        assert "金丝雀" not in text and "一件限定知悉范围的事项" in text, address
        assert letter.address in text, address
    assert letter.address not in desk.get(table, {"q": "金丝雀"}).content.decode()
    assert plain.address in desk.get(table, {"q": plain.subject}).content.decode()
    done = desk.post(table, {"action": "resend", "_selected_action": [letter.pk]}, follow=True).content.decode()
    assert "已处理1件" in done and "金丝雀" not in done
    letter.refresh_from_db()
    assert "金丝雀" in letter.subject, "what is sent again is what was sent"


def test_a_counter_saved_without_a_change_does_not_go_back_over_a_number_taken_meanwhile(city):
    seen = Counter.objects.get(series=city.series)
    Counter.objects.filter(pk=seen.pk).update(last=9)
    keeper = site.get_model_admin(Counter)
    request = RequestFactory().post("/")
    request.user = city.secretary
    form = keeper.get_form(request)({"series": seen.series_id, "year": 2026, "opened_at": 0}, instance=seen)
    keeper.save_model(request, seen, form, change=True)
    assert Counter.objects.get(pk=seen.pk).last == 9
