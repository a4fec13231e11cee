"""Beginning a matter; and a kind that nobody but its own table knows is walked from list to end."""

import pytest
from django.apps import apps

from congress import desk, matters, nouns, permissions
from congress.deadlines import OFFICE_SETTING, workdays
from congress.listing import Column, Listing
from congress.models import Event, Matter
from congress.roles import LEADER, OFFICE_HEAD, SECRETARIAT
from congress.workflow import Workflow, may, step

pytestmark = pytest.mark.django_db

ERRAND = Workflow(
    key="errand",
    label="交办事项",
    states={"given": "待办理", "done": "已办理", "dropped": "已撤销"},
    final=("done", "dropped"),
    readers=(LEADER,),
    steps=(
        step("give", "交办", "> given", by=OFFICE_HEAD),
        step(
            "finish",
            "办结",
            "given > done",
            by=SECRETARIAT,
            needs=("lacks_detail",),
            within=workdays(3, OFFICE_SETTING).after("give", "交办"),
        ),
        may("drop", "撤销", "given > dropped", by=OFFICE_HEAD, is_return=True),
    ),
)


def forget():
    """Everything that is remembered of the tables."""
    for remembered in (nouns.kinds, permissions._read_whole, permissions._named_roles, desk._seconds):
        remembered.cache_clear()


@pytest.fixture
def errand():
    """A noun of a passing app: a proxy of Matter with its own table; nothing else is written for it."""

    class Errand(Matter):
        """交办事项."""

        workflow = ERRAND
        listing = Listing(
            columns=(Column("title", "事由"), Column("state_label", "办理情况")), empty="还没有交办事项。"
        )

        class Meta:
            proxy = True
            app_label = "congress"

        def facts(self):
            return [("交办人", self.created_by)]

        def lacks_detail(self) -> str:
            return "" if len(self.title) > 4 else "事由过于简单，请退回补充。"

    forget()
    yield Errand
    del apps.all_models["congress"]["errand"]
    apps.clear_cache()
    forget()


def typed(client, address, **data):
    """Open the form at this address and send it with these fields."""
    form = client.get(address).context["form"]
    sent = {field.html_name: field.value() or "" for field in form if field.name != "attachments"}
    return client.post(address, sent | data, follow=True)


def test_a_new_kind_is_walked_without_an_edit_elsewhere(city, sign_in, errand):
    head, secretary = sign_in(city.office_head), sign_in(city.secretary)
    assert "还没有交办事项。" in head.get("/list/errand/").content.decode()
    assert "交办事项" in head.get("/").content.decode()
    matter = errand(title="核对会议名册", kind="errand")
    matter = matters.begin(matter, "give", city.office_head)
    assert "核对会议名册" in head.get("/list/errand/").content.decode()
    page = secretary.get(matter.get_absolute_url()).content.decode()
    for words in ("核对会议名册", "待办理", "交办人", "祁望舒", "2026年5月21日", "办结"):
        assert words in page
    assert "核对会议名册" in secretary.get("/").content.decode()
    done = typed(secretary, f"/m/{matter.ref}/finish/", note="已核对")
    assert "已办理：办结。" in done.content.decode()
    assert errand.objects.get(pk=matter.pk).state == "done"
    assert "核对会议名册" in secretary.get("/search/?q=名册").content.decode()
    assert secretary.get("/list/errand/export/").status_code == 200


def test_a_new_kind_is_hidden_from_whom_its_table_does_not_name(city, sign_in, errand):
    matter = matters.begin(errand(title="核对会议名册"), "give", city.office_head)
    for user in (city.drafter, city.north_clerk):
        client = sign_in(user)
        assert client.get(matter.get_absolute_url()).status_code == 404
        assert "核对" not in client.get("/list/errand/").content.decode()
        assert "/list/errand/" not in client.get("/").content.decode()
    assert sign_in(city.chair).get(matter.get_absolute_url()).status_code == 200


def test_a_gate_of_a_new_kind_greys_its_button(city, sign_in, errand):
    matter = matters.begin(errand(title="办"), "give", city.office_head)
    client = sign_in(city.secretary)
    assert "事由过于简单" in client.get(matter.get_absolute_url()).content.decode()
    back = client.get(f"/m/{matter.ref}/finish/", follow=True)
    assert "事由过于简单" in back.content.decode() and errand.objects.get().state == "given"


def test_a_matter_is_begun_by_its_form(city, sign_in):
    client = sign_in(city.drafter)
    address = "/new/paper/draft/"
    response = typed(
        client,
        address,
        title="关于报送材料的通知",
        to_groups=["county_committees"],
        to_others="",
        body="请于5月30日前报送。",
        annexes="",
        signatory="遵义市人大常委会办公室",
    )
    assert response.status_code == 200 and "已办理：拟稿。" in response.content.decode()
    assert Matter.objects.get().title == "关于报送材料的通知"
    assert Event.objects.get().action == "paper.draft"


def test_a_form_with_faults_comes_back_with_what_was_typed(city, sign_in):
    response = typed(sign_in(city.drafter), "/new/paper/draft/", title="", body="请于5月30日前报送。")
    assert response.status_code == 422
    assert "请于5月30日前报送。" in response.content.decode() and not Matter.objects.exists()


def test_nobody_begins_what_the_role_does_not_allow(city, sign_in):
    for user, address in (
        (city.north_clerk, "/new/paper/draft/"),
        (city.drafter, "/new/paper/backfill/"),
        (city.drafter, "/new/paper/submit/"),
        (city.drafter, "/new/nothing/draft/"),
        (city.secretary, "/new/invitation/invite/"),
    ):
        client = sign_in(user)
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert not Matter.objects.exists()
