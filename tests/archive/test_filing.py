"""归档: two clicks, a place with its reasons, a number without gap, and all that belongs into the 件."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from congress import annex_files, archives, chain, clock, files, filing, issuing, matters, printing
from congress.matters import Entry
from congress.models import ArchiveCounter, ArchiveItem, ArchivePiece, Attachment
from congress.papers import PAPERS
from congress.refusal import Refused, Stale
from tests import cast
from tests.machine.test_races import together

pytestmark = pytest.mark.django_db

PERMANENT = {"announcement", "decision", "resolution", "order", "minutes", "appointments", "certificate"}


def page_of(paper) -> str:
    return f"/m/{paper.ref}/archive/"


def test_a_secretary_in_a_hurry_only_presses_the_button(city, received, at_screen):
    paper, browser = received(), at_screen(city.secretary)
    page = browser.get(page_of(paper))
    form = page.context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    answer = browser.post(page_of(paper), data, follow=True)
    item = ArchiveItem.objects.get(matter=paper.pk)
    assert (item.year, item.period, item.category, item.sequence) == (2026, "30年", "遵义市人大常委会研究室", 1)
    assert (item.filed_by, item.responsible) == ("艾小禾", "遵义市人大常委会办公室")
    assert "档号 WS·2026-D30-遵义市人大常委会研究室-0001" in answer.content.decode()


def test_each_suggestion_says_why(city, received, at_screen):
    page = at_screen(city.secretary).get(page_of(received())).content.decode()
    for words in (
        "以成文日期（2026-05-18）为准",
        "“通知”一般保管30年；内容重要的请改为永久。",
        "按拟稿单位分类",
    ):
        assert words in page


@pytest.mark.parametrize("key", sorted(PAPERS))
def test_how_long_a_kind_is_kept_stands_in_its_entry(key):
    assert PAPERS[key].kept == ("永久" if key in PERMANENT else "30年")


def test_the_year_is_that_of_the_paper_and_not_of_the_day(city, received):
    paper = received()
    clock.advance(days=300)
    assert filing.suggest(paper)["year"].value == 2026 and clock.today().year == 2027


def test_the_next_paper_of_the_body_goes_where_the_last_one_went(city, archived, received):
    archived({"category": "调查研究"})
    archived({"category": "来往函件"}, paper="letter", title="关于商请协助的函")
    notice, letter = received(), received(paper="letter", title="关于再次商请协助的函")
    other = received(paper="opinion", title="关于改进工作的意见")
    found = [filing.suggest(paper)["category"] for paper in (notice, letter, other)]
    assert [one.value for one in found] == ["调查研究", "来往函件", "来往函件"]
    assert "上一份“通知”" in found[0].why and "上一份公文" in found[2].why
    assert set(filing.categories(city.research)) == {"来往函件", "调查研究"}


def test_numbers_begin_anew_at_each_place_and_have_no_gap(city, archived):
    usual = {"year": 2026, "period": "30年", "category": "办公室"}
    places = [{}, {"period": "永久"}, {}, {"category": "调查研究"}, {"period": "永久"}, {"year": 2025}]
    found = [archived({**usual, **place}).sequence for place in places]
    assert found == [1, 1, 2, 1, 2, 1]


def test_a_refused_step_gives_its_number_back(city, archived, received):
    first, paper = archived(), received()
    with pytest.raises(RuntimeError), matters.deed():
        matters.take(paper, "archive", city.secretary)
        raise RuntimeError
    assert not ArchiveItem.objects.filter(matter=paper.pk).exists()
    assert archived().sequence == first.sequence + 1


def test_a_number_is_taken_inside_the_deed_that_uses_it(city, monkeypatch):
    monkeypatch.setattr(type(transaction.get_connection()), "in_atomic_block", False, raising=False)
    monkeypatch.setattr(transaction, "get_connection", lambda: type("Loose", (), {"in_atomic_block": False}))
    with pytest.raises(RuntimeError):
        filing.take_number(city.research, filing.Place(2026, "永久", "研究室"))


def test_the_database_itself_knows_each_number_once_and_no_handing_over_to_nobody(city, archived):
    one, two = archived(), archived()
    with pytest.raises(IntegrityError), transaction.atomic():
        ArchiveItem.objects.filter(pk=two.pk).update(sequence=one.sequence)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArchiveItem.objects.filter(pk=two.pk).update(handed_over_on=clock.today())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_are_filed_at_once_get_two_numbers(city, received):
    """The first of a place too, when the counter's row is not there yet."""
    papers = [received() for _ in range(4)]
    results = together(
        *[lambda paper=paper: matters.take(paper, "archive", city.secretary).archive_item.sequence for paper in papers]
    )
    assert sorted(results) == [1, 2, 3, 4]
    assert ArchiveCounter.objects.get().last == 4


# What lies in it ---------------------------------------------------------------


def test_the_pieces_lie_in_the_order_of_the_office(city, received):
    paper = city.paper()
    paper = matters.take(paper, "edit", city.drafter, entry=Entry(data={"body": paper.body + "\n二、请准时参加。"}))
    paper = matters.take(matters.take(paper, "submit", city.drafter), "check", city.office_head)
    paper = matters.take(paper, "sign_off", city.chair, entry=Entry(data={"text_digest": paper.text_digest}))
    paper = city.register(paper)
    issuing.print_waiting()
    paper = matters.take(city.seal(paper), "dispatch", city.secretary)
    for clerk in (city.north_clerk, city.south_clerk):
        paper = matters.take(paper, "sign_for", clerk)
    for name, media_type in (("名单.docx", "application/msword"), ("回执.png", "image/png")):
        digest, size = files.keep([name.encode()])
        Attachment.objects.create(matter=paper, name=name, digest=digest, size=size, media_type=media_type)
    paper = matters.take(paper, "archive", city.secretary)
    item = paper.archive_item
    found = [(piece.position, piece.kind, piece.name, piece.pages) for piece in item.pieces.all()]
    assert found == [
        (1, "发文稿纸", "发文稿纸.pdf", 1), (2, "正本", "正本.pdf", 2), (3, "定稿", "定稿.pdf", 2),
        (4, "花脸稿", "花脸稿.pdf", 1), (5, "附件", "名单.docx", 0), (6, "附件", "回执.png", 1),
    ]  # fmt: skip
    assert item.pages == 7
    assert all(len(files.read(piece.digest)) == piece.size for piece in item.pieces.all())


def test_a_text_that_nobody_changed_has_no_marked_copy(archived):
    assert "花脸稿" not in {piece.kind for piece in archived().pieces.all()}


def test_the_scan_of_the_stamped_paper_is_the_version_sent(city, received):
    paper = received()
    digest, _ = files.keep([b"\x89PNG scan"])
    paper.papers.update(stamped_digest=digest)
    paper = matters.take(paper, "archive", city.secretary)
    found = [(piece.kind, piece.name, piece.pages) for piece in paper.archive_item.pieces.all()]
    assert found[1:3] == [("正本", "正本（用印扫描件）.png", 1), ("正本", "正本.pdf", 2)]


def test_what_lies_there_as_the_version_sent_or_gave_way_to_another_is_no_annex_as_well(city, received):
    paper = received()
    scan, size = files.keep([b"\x89PNG scan"])
    old, _ = files.keep([b"%PDF-1.7 replaced before the signature"])
    paper.papers.update(stamped_digest=scan)
    row = {"matter": paper, "size": size, "media_type": "image/png"}
    Attachment.objects.create(**row, name="用印件.png", digest=scan, step="seal")
    Attachment.objects.create(**row, name="旧名单.pdf", digest=old, step=annex_files.STEP)
    paper = matters.take(paper, "archive", city.secretary)
    digests = list(paper.archive_item.pieces.values_list("digest", flat=True))
    assert digests.count(scan) == 1 and old not in digests


def test_the_trail_vouches_for_what_lies_in_it(archived):
    item = archived()
    event = item.matter.events.get(action="paper.archive")
    digests = "\n".join(piece.digest for piece in item.pieces.all())
    assert f'"pieces_sm3":"{chain.sm3(digests)}"' in event.body
    assert f'"archived_as":"{item.code}"' in event.body
    assert list(chain.verify()) == []


def test_what_comes_with_the_step_lies_in_the_item_as_well(city, received, at_screen):
    paper, browser = received(), at_screen(city.secretary)
    scan = SimpleUploadedFile("签批原件.jpg", b"\xff\xd8\xff scan \xff\xd9", "image/jpeg")
    data = {"year": "2026", "period": "永久", "category": " 调查 研究/", "attachments": scan, "version": paper.version}
    assert browser.post(page_of(paper), data).status_code == 302
    item = ArchiveItem.objects.get(matter=paper.pk)
    assert item.category == "调查研究"
    last = item.pieces.last()
    assert (last.kind, last.name, last.pages) == ("附件", "签批原件.jpg", 1)


# What is refused -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"year": "2027"}, "2027年还没有到"),
        ({"year": "26"}, "1949"),
        ({"period": "50年"}, "50年"),
        ({"category": "／/"}, "请用文字写明机构或问题"),
        ({"category": ""}, "必填"),
    ],
)
def test_a_place_that_nobody_means_is_refused_with_what_to_do(city, received, at_screen, data, words):
    paper = received()
    usual = {"year": "2026", "period": "永久", "category": "办公室", "version": paper.version}
    answer = at_screen(city.secretary).post(page_of(paper), {**usual, **data})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not ArchiveItem.objects.exists()


def test_a_lost_print_is_not_filed(city, received, at_screen):
    paper = received()
    files.path_of(paper.issued.pdf_digest).unlink()
    with pytest.raises(Refused, match="正本的文件缺失"):
        matters.take(paper, "archive", city.secretary)
    data = {"year": "2026", "period": "永久", "category": "办公室", "version": paper.version}
    answer = at_screen(city.secretary).post(page_of(paper), data)
    assert answer.status_code == 422 and "请联系系统管理员从备份恢复" in answer.content.decode()


def test_a_print_that_fails_stops_the_step_with_its_reason(city, received, monkeypatch):
    paper = received()

    def fail(*args, **kwargs):
        raise printing.PrintError(printing.BUSY)

    monkeypatch.setattr(printing, "render_html", fail)
    with pytest.raises(Refused, match="发文稿纸没有印成：排版进程都在忙"):
        matters.take(paper, "archive", city.secretary)
    assert not ArchivePiece.objects.exists()


def test_nothing_is_drawn_for_a_step_that_cannot_be_taken(city, received, at_screen, monkeypatch):
    paper = matters.take(received(), "archive", city.secretary)
    monkeypatch.setattr(archives, "pieces", lambda *args: pytest.fail("drawn for nothing"))
    data = {"year": "2026", "period": "永久", "category": "办公室", "version": paper.version}
    assert at_screen(city.secretary).post(page_of(paper), data).status_code == 409
    draft = city.dispatched(title="关于另一件事的通知")
    answer = at_screen(city.secretary).post(page_of(draft), {**data, "version": draft.version})
    assert answer.status_code == 409 and "还有2个单位未签收" in answer.content.decode()


def test_who_saw_an_older_paper_files_nothing(city, received):
    paper = received()
    with pytest.raises(Stale):
        matters.take(paper, "archive", city.secretary, version=paper.version - 1)
    assert ArchivePiece.objects.count() == 0


def test_a_paper_entered_afterwards_is_filed_with_its_scan(city):
    data = {"sequence": 1, "signed_on": clock.today(), "signed_by": "章启衡", "to_others": [city.bureau]}
    paper = type(city.paper())(
        title="关于补录的通知", paper="notice", series=city.series, to_groups=[], body="正文内容。",
        signatory="遵义市人大常委会办公室",
    )  # fmt: skip
    paper = matters.begin(paper, "backfill", city.secretary, entry=Entry(data=data))
    digest, size = files.keep([b"\xff\xd8\xff scan \xff\xd9"])
    Attachment.objects.create(matter=paper, name="原件.jpg", digest=digest, size=size, media_type="image/jpeg")
    issuing.print_waiting()
    paper = matters.take(paper, "archive", city.secretary)
    assert [piece.kind for piece in paper.archive_item.pieces.all()] == ["发文稿纸", "正本", "定稿", "附件"]


def test_another_organ_counts_for_itself(city, archived):
    other = cast.organisation("other", "另一机关", "standing_committee")
    with transaction.atomic():
        place = filing.Place(2026, "30年", "办公室")
        assert filing.take_number(city.research, place) == (city.committee, 1)
        assert filing.take_number(city.justice, place) == (city.committee, 2)
        assert filing.take_number(other, place) == (other, 1)
