"""The console in a real browser, under the content security policy that all pages have."""

import pytest

from congress.models import Event, Organisation, Posting
from tests.cast import PASSWORD
from tests.signin.doors import authenticator, code

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = {
    "system": ["user"],
    "security": ["posting", "grant", "rulesetting", "accountchange"],
    "auditor": ["event"],
    "secretary": [
        "organisation", "person", "tenure", "precedence", "term",
        "calendarday", "series", "seriesreviewer", "counter", "number", "outbox",
    ],
}  # fmt: skip


@pytest.fixture
def complaints(page):
    """What the browser complains about: refused scripts and styles, errors, missing files."""
    found = []
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda fault: found.append(str(fault)))
    return found


def enter(page, live_server, user):
    """Sign in as a person would."""
    page.goto(f"{live_server.url}/sign-in/?next=/console/")
    page.get_by_label("账号").fill(user.username)
    page.get_by_label("口令").fill(PASSWORD)
    device = authenticator(user) if user.kind != "business" else None
    page.get_by_role("button", name="登录").click()
    if device:
        page.get_by_label("动态口令").fill(code(device))
        page.get_by_role("button", name="确定").click()
    page.wait_for_url("**/console/")


@pytest.mark.parametrize("name", TABLES)
def test_the_browser_refuses_nothing_on_any_page_of_the_console(city, live_server, page, complaints, name):
    city.registered()
    enter(page, live_server, getattr(city, name))
    for table in TABLES[name]:
        page.goto(f"{live_server.url}/console/congress/{table}/")
        page.wait_for_load_state("networkidle")
        if table not in ("event", "number", "outbox", "accountchange"):
            page.goto(f"{live_server.url}/console/congress/{table}/add/")
            page.wait_for_load_state("networkidle")
    assert complaints == []


def test_a_role_is_given_by_typing_the_names(city, live_server, page, complaints):
    enter(page, live_server, city.security)
    page.goto(f"{live_server.url}/console/congress/posting/add/")
    for field, word, found in (("user", "苏", "苏见微"), ("organisation", "办公室", "办公室")):
        page.locator(f".field-{field} .select2-selection").click()
        page.locator(".select2-search__field").fill(word)
        page.locator(".select2-results__option", has_text=found).first.click()
    page.get_by_label("角色").select_option("office_head")
    page.locator(".field-since .datetimeshortcuts a").first.click()
    page.locator("input[name=_save]").click()
    page.wait_for_load_state("networkidle")
    given = Posting.objects.get(role="office_head", user=city.drafter)
    assert given.organisation == Organisation.objects.get(key="zunyi-office")
    assert Event.objects.filter(action="console.posting.add").count() == 1
    assert complaints == []


def test_an_administrator_signs_in_for_the_first_time(city, live_server, page, complaints):
    from congress.models import Authenticator

    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("账号").fill(city.auditor.username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/account/code/")
    picture = page.get_by_role("img", name="动态口令二维码")
    assert picture.evaluate("image => image.naturalWidth") > 100
    page.get_by_label("动态口令").fill(code(Authenticator.objects.get()))
    page.get_by_role("button", name="启用").click()
    page.get_by_role("link", name="已保存，继续").click()
    page.wait_for_url("**/console/")
    page.get_by_role("link", name="留痕").first.click()
    page.get_by_role("button", name="核验全部留痕").click()
    assert page.get_by_text("全部相符").is_visible()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in/")
    assert complaints == []
