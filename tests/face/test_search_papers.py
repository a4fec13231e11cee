"""The list of papers is searched by number, word, recipient and day: through indexes, and only what one may see."""

from datetime import date

import pytest
from django.db import connection

from congress import matters, paper_search
from congress.models import OutgoingPaper, Series
from congress.paper_search import Asked
from tests import cast

pytestmark = pytest.mark.django_db
LIST = "/list/paper/"
COUNTIES = "各县、自治县、区（市）人大常委会"


def found(client, **query) -> list[str]:
    return sorted(row.title for row in client.get(LIST, query).context["page"].rows)


@pytest.fixture
def desk(city, sign_in):
    """The secretary before three papers: 1号 to the counties, 2号 to the bureau with a copy to one, 3号 of 任免."""
    other = Series.objects.create(
        key="posts", prefix="遵人常", label="任免", owner=city.committee, mark="文件", signatory="遵义市人大常委会"
    )
    city.dispatched(title="关于召开座谈会的通知")
    alone = city.paper(title="关于防汛工作的通知", to_groups=[], cc="湄潭县人大常委会。")
    alone.to_others.set([city.bureau])
    city.send(through(city, alone))
    cast.Counter.objects.create(series=other, year=2026, opened_at=11, last=11)
    city.dispatched(title="关于任职的通知", series=other)
    return sign_in(city.secretary)


def through(city, paper):
    """From the draft to the signature."""
    paper = matters.take(matters.take(paper, "submit", city.drafter), "check", city.office_head)
    entry = matters.Entry(data={"text_digest": paper.text_digest})
    return matters.take(paper, "sign_off", city.chair, entry=entry)


# The number -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("遵人常办〔2026〕12号", Asked("遵人常办", 2026, 12)),
        ("遵人常办[2026]12", Asked("遵人常办", 2026, 12)),
        ("遵人常办（２０２６）第12号", Asked("遵人常办", 2026, 12)),
        ("遵人常办 2026 12", Asked("遵人常办", 2026, 12)),
        ("2026 12", Asked("", 2026, 12)),
        ("〔2026〕", Asked("", 2026, None)),
        ("2026年", Asked("", 2026, None)),
        ("12号", Asked("", None, 12)),
        ("第012号", Asked("", None, 12)),
        ("2026号", Asked("", None, 2026)),
        ("常办12", Asked("常办", None, 12)),
        ("遵人常", Asked("遵人常", None, None)),
        ("1 2 3", None), ("12 2026", None), ("号" * 3, Asked("号号号")), ("9" * 10, None), ("〔〕", None),
        ("٣号", None),
    ],
)  # fmt: skip
def test_a_number_is_understood_as_people_write_it(typed, asked):
    assert paper_search.parse(typed) == asked


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("遵人常办〔2026〕1号", ["关于召开座谈会的通知"]),
        ("2026 2", ["关于防汛工作的通知"]),
        ("12号", ["关于任职的通知"]),
        ("1号", ["关于召开座谈会的通知"]),
        ("遵人常", ["关于任职的通知"]),
        ("人常办", ["关于召开座谈会的通知", "关于防汛工作的通知"]),
        ("遵人常办 2026", ["关于召开座谈会的通知", "关于防汛工作的通知"]),
        ("2025 1", []), ("遵府办〔2026〕1号", []), ("1 2 3", []),
    ],
)  # fmt: skip
def test_a_paper_is_found_by_its_number(desk, typed, titles):
    assert found(desk, number=typed) == sorted(titles)


def test_a_number_finds_nothing_that_is_hidden(city, desk, sign_in):
    city.confined(OutgoingPaper.objects.get(title="关于任职的通知"), city.chair)
    for user in (city.secretary, city.member, city.north_clerk, city.bureau_clerk):
        answer = sign_in(user).get(LIST, {"number": "12号"})
        assert answer.context["page"].rows == [] and "共1项" not in answer.content.decode()
    assert found(sign_in(city.chair), number="12号") == ["关于任职的通知"]


# The recipient --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("水务局", ["关于防汛工作的通知"]),
        ("桐梓县", ["关于任职的通知", "关于召开座谈会的通知"]),
        ("湄潭县人大常委会", ["关于任职的通知", "关于召开座谈会的通知", "关于防汛工作的通知"]),
        (COUNTIES, ["关于任职的通知", "关于召开座谈会的通知"]),
        ("各县", ["关于任职的通知", "关于召开座谈会的通知"]),
        ("新站镇", []), ("没有这个单位", []), ("%", []),
        ("\0", ["关于任职的通知", "关于召开座谈会的通知", "关于防汛工作的通知"]),
    ],
)  # fmt: skip
def test_a_paper_is_found_by_whom_it_went_to(desk, typed, titles):
    assert found(desk, recipient=typed) == sorted(titles)


def test_a_draft_is_found_by_whom_it_is_addressed_to(city, sign_in):
    city.paper(title="关于各县的通知")
    city.paper(title="关于一局的通知", to_groups=[]).to_others.set([city.bureau])
    client = sign_in(city.drafter)
    assert found(client, recipient="湄潭县") == ["关于各县的通知"]
    assert found(client, recipient="水务局") == ["关于一局的通知"]


def test_what_went_to_a_group_is_not_found_by_a_unit_that_joined_it_later(city, desk):
    cast._county("new-sc", "新设县", city.committee)
    assert found(desk, recipient="新设县") == []


def test_a_unit_finds_by_recipient_only_what_went_to_itself(city, desk, sign_in):
    north = sign_in(city.north_clerk)
    assert found(north, recipient="桐梓县") == ["关于任职的通知", "关于召开座谈会的通知"]
    for other in ("湄潭县", "水务局", "遵义市"):
        answer = north.get(LIST, {"recipient": other})
        assert answer.context["page"].rows == [] and answer.context["page"].count == 0, other


# Words, days, and all together ---------------------------------------------------------


def test_a_paper_is_found_by_a_word_and_by_who_gets_a_copy(desk):
    assert found(desk, q="防汛") == ["关于防汛工作的通知"]
    assert "关于防汛工作的通知" in found(desk, q="湄潭县人大常委会")


def test_papers_are_found_by_the_day_they_bear(desk):
    OutgoingPaper.objects.filter(title="关于任职的通知").update(sort_on=date(2026, 3, 2), signed_on=date(2026, 3, 2))
    assert found(desk, since="2026-03-01", until="2026-03-31") == ["关于任职的通知"]
    page = desk.get(LIST).content.decode()
    assert "成文日期从" in page and "主送、抄送单位" in page


def test_all_that_is_asked_must_hold(desk):
    assert found(desk, number="2026", recipient="湄潭县", q="防汛") == ["关于防汛工作的通知"]
    assert found(desk, number="1号", recipient="水务局") == []
    page = desk.get(LIST, {"number": "1号"}).content.decode()
    assert "清除" in page and 'value="1号"' in page


def test_an_export_is_narrowed_as_the_list_is(desk):
    assert desk.get("/list/paper/export/", {"recipient": "水务局"}).status_code == 200


def test_other_kinds_are_not_asked_for_numbers(city, sign_in):
    assert "主送、抄送单位" not in sign_in(city.secretary).get("/list/meeting/").content.decode()


@pytest.mark.parametrize(
    "query", [{"number": "12号"}, {"recipient": "水务局"}, {"recipient": "桐梓县", "number": "2026"}]
)
def test_a_search_takes_the_same_statements_however_many_are_found(city, desk, count_sql, query):
    few = count_sql(lambda: desk.get(LIST, query))
    for n in range(4):
        city.dispatched(title=f"关于第{n}次座谈会的通知")
    assert count_sql(lambda: desk.get(LIST, query)) == few <= 15


# The plan -------------------------------------------------------------------------


@pytest.fixture
def plan(db):
    """How the engine would go about it, if it is not told to read a whole table because there is so little in it."""

    def _plan(ask) -> str:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
        return ask().order_by("-sort_on", "-pk").explain()

    return _plan


def whole_reads(text: str) -> list[str]:
    """The lines of a plan that read a table from end to end."""
    return [line for line in text.splitlines() if "Seq Scan" in line or ("SCAN " in line and "INDEX" not in line)]


@pytest.mark.parametrize("keys", [500, 0], ids=["few", "many"])
@pytest.mark.parametrize("typed", ["遵人常办〔2026〕1号", "1号", "2026"])
def test_a_number_is_looked_up_and_no_table_is_read_for_it(city, desk, plan, monkeypatch, typed, keys):
    monkeypatch.setattr(paper_search, "KEYS_AT_MOST", keys)
    seen = OutgoingPaper.objects.filter(kind="paper").visible_to(city.secretary)
    text = plan(lambda: paper_search.numbered(seen, typed))
    assert whole_reads(text) == [], text
    if keys:  # the few that bear it are fetched by their keys
        by_key = "Index Cond: (matter_ptr_id = " if connection.vendor == "postgresql" else "(matter_ptr_id=?)"
        assert by_key in text or "Recheck Cond: (matter_ptr_id = " in text, text


@pytest.mark.parametrize("keys", [500, 0], ids=["few", "many"])
@pytest.mark.parametrize("typed", ["水务局", "桐梓县", COUNTIES])
def test_a_recipient_is_looked_up_and_no_table_is_read_for_it(city, desk, plan, monkeypatch, typed, keys):
    monkeypatch.setattr(paper_search, "KEYS_AT_MOST", keys)
    seen = OutgoingPaper.objects.filter(kind="paper").visible_to(city.secretary)
    text = plan(lambda: paper_search.sent_to(seen, typed, city.secretary))
    assert whole_reads(text) == [], text


def test_many_are_found_as_few_are(desk, monkeypatch):
    few = [found(desk, **query) for query in ({"number": "2026"}, {"recipient": "湄潭县"}, {"recipient": "各县"})]
    monkeypatch.setattr(paper_search, "KEYS_AT_MOST", 0)
    assert [
        found(desk, **query) for query in ({"number": "2026"}, {"recipient": "湄潭县"}, {"recipient": "各县"})
    ] == few
