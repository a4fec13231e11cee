"""A hidden matter, tried through every door at once: a word that stands in it comes out of none."""

import io

import pytest
from openpyxl import load_workbook

from congress import clock, exporting, matters, messages, overnight, reminders, roles, timeline
from congress.matters import Entry
from congress.models import Attachment, Matter, Message, Organisation, Outbox, OutgoingPaper
from meetings.models import Invitation, Meeting
from tests.cast import account
from tests.signin.doors import signed_in
from tests.test_url_matrix import EVERYBODY, attachment_of, notified

WORD = "金丝雀"
DOORS = (
    "/", "/messages/", f"/search/?q={WORD}",
    "/papers/register/", "/papers/register/?register=seals", "/papers/register/?register=voids",
    *(f"/list/{kind}/" for kind in ("paper", "meeting", "invitation")),
    *(f"/list/{kind}/?q={WORD}" for kind in ("paper", "meeting", "invitation")),
    "/console/", "/console/congress/event/", "/console/congress/outbox/", "/console/congress/number/",
    "/console/congress/grant/",
)  # fmt: skip
BOOKS = (
    "/list/paper/export/", "/list/meeting/export/", "/list/invitation/export/", "/papers/register/?view=xlsx",
    "/papers/register/?register=seals&view=xlsx", "/papers/register/?register=voids&view=xlsx",
)  # fmt: skip


def text_of_book(answer) -> str:
    """Every cell of a workbook."""
    content = b"".join(answer)
    if not answer.headers.get("Content-Type", "").startswith(exporting.MEDIA_TYPE):
        return content.decode()
    sheet = load_workbook(io.BytesIO(content)).active
    return " ".join(str(cell) for row in sheet.values for cell in row) + answer.headers["Content-Disposition"]


def told_to(browser, ref: str) -> list[str]:
    """The doors through which this reader is told of the matter."""
    found = [door for door in DOORS if _tells(browser.get(door, follow=True).content.decode(), ref)]
    return found + [book for book in BOOKS if _tells(text_of_book(browser.get(book, follow=True)), ref)]


def _tells(text: str, ref: str) -> bool:
    return ref in text or WORD in text.replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "").replace(f"q={WORD}", "")


@pytest.fixture
def hidden(city) -> OutgoingPaper:
    """A confidential notice that went the whole way, to both counties, with a file beside it."""
    sent = city.dispatched(title=f"关于{WORD}的通知", body=f"{WORD}")
    sent.is_confidential = True  # nobody is on its list; before it was sent it would have been held
    sent.save()
    attachment_of(sent, f"{WORD}.pdf")
    return sent


def test_a_confidential_paper_is_told_of_through_no_door(city, hidden):
    messages.announce_deliveries()
    clock.advance(days=9)
    overnight.replan()
    reminders.remind()
    for name in EVERYBODY:
        browser = signed_in(getattr(city, name))
        assert browser.get(f"/m/{hidden.ref}/").status_code == 404, name
        told = [door for door in told_to(browser, hidden.ref) if not door.startswith("/console/congress/")]
        assert told == [], name


def test_no_message_mail_or_group_hears_the_title_of_a_confidential_paper(city, hidden, settings):
    city.confined(hidden, city.north_clerk, city.south_clerk)
    settings.WEBHOOK_URL = "https://hook.example/x"
    messages.announce_deliveries()
    clock.advance(days=9)
    reminders.remind()
    said = [message.text for message in Message.objects.all()]
    said += [f"{row.subject} {row.text}" for row in Outbox.objects.all()]
    assert said
    number = hidden.papers.get().number_text
    assert not [text for text in said if WORD in text or number in text]


def test_the_console_shows_of_a_confidential_paper_no_word(city, hidden):
    """The audit administrator sees the ref, the secretary the number: never the title."""
    for name in ("system", "security", "auditor", "secretary"):
        browser = signed_in(getattr(city, name))
        for door in DOORS[-5:]:
            assert WORD not in browser.get(door, follow=True).content.decode(), (name, door)


def test_counts_are_of_what_one_sees(city):
    city.paper(title=f"关于{WORD}的通知", is_confidential=True)
    for name in ("secretary", "drafter", "chair"):
        browser = signed_in(getattr(city, name))
        assert browser.get("/list/paper/").context["page"].count == 0
        assert browser.get(f"/search/?q={WORD}").context["page"].count == 0


def test_an_agenda_names_a_matter_only_to_its_readers(city):
    """The clerk may link a paper that the invited units must not know of."""
    draft = city.paper(title=f"关于{WORD}的通知")
    meeting = notified(city)
    meeting.agenda.update(matter=Matter.objects.get(pk=draft.pk))
    address = f"/m/{meeting.ref}/"
    assert draft.ref in signed_in(city.meeting_clerk).get(address).content.decode()
    for name in ("north_clerk", "north_chair", "south_clerk", "chair", "office_head"):
        text = signed_in(getattr(city, name)).get(address).content.decode()
        assert WORD not in text and draft.ref not in text, name


def test_a_unit_learns_of_no_other_unit_s_answer(city):
    meeting = notified(city)
    south = Invitation.objects.get(organisation=city.south)
    people = [{"name": WORD, "post": WORD, "phone": WORD, "is_leave": False, "leave_reason": ""}]
    matters.take(south, "answer", city.south_clerk, entry=Entry(data={"attendees": people}, note=WORD))
    for name in ("north_clerk", "north_chair", "bureau_clerk", "township_chair", "drafter"):
        browser = signed_in(getattr(city, name))
        for page in (f"/m/{meeting.ref}/", f"/m/{south.ref}/", f"/m/{meeting.notice.ref}/"):
            text = browser.get(page).content.decode()
            assert WORD not in text and south.ref not in text, (name, page)
        book = browser.get(f"/meetings/{meeting.ref}/board.xlsx")
        assert book.status_code == 404 or WORD not in text_of_book(book), name
        assert told_to(browser, south.ref) == []


def test_a_confidential_meeting_is_told_of_to_nobody_uninvited(city):
    meeting = Meeting.objects.get(pk=notified(city).pk)
    Meeting.objects.filter(pk=meeting.pk).update(is_confidential=True, title=WORD)
    Invitation.objects.update(is_confidential=True, title=WORD)
    OutgoingPaper.objects.update(is_confidential=True, title=WORD)
    for name in EVERYBODY:
        told = [
            door for door in told_to(signed_in(getattr(city, name)), meeting.ref) if "/console/congress" not in door
        ]
        assert told == [], name


def test_whoever_lost_the_role_keeps_the_messages_of_before_without_what_they_name(city):
    """The mail that went out with them is his; on the pages they name nothing and lead nowhere."""
    city.paper(title=f"关于{WORD}的通知")
    matters.take(OutgoingPaper.objects.get(), "submit", city.drafter)
    clock.advance(days=9)
    reminders.remind()
    assert Message.objects.filter(user=city.office_head, text__contains=WORD).exists()
    city.office_head.postings.update(until=clock.today())
    clock.advance(days=1)
    ref = OutgoingPaper.objects.get().ref
    browser = signed_in(city.office_head)
    assert told_to(browser, ref) == []
    assert "您已不在知悉范围内" in browser.get("/messages/").content.decode()
    assert ref not in browser.get("/", follow=True).content.decode()
    assert browser.get(f"/m/{ref}/").status_code == 404


def test_a_body_above_beside_or_abroad_finds_no_draft(city):
    """The same role at a sibling, at a body below, at the guiding and at a guided congress."""
    draft = city.paper(title=f"关于{WORD}的通知")
    below = Organisation.objects.create(
        key="section", name="科", short_name="科", kind="office_section", level="city", parent=city.research
    )
    province = Organisation.objects.create(
        key="province", name="省人大常委会", short_name="省", kind="standing_committee", level="province"
    )
    Organisation.objects.filter(pk=city.committee.pk).update(guided_by=province)
    places = {
        "sibling": city.justice,
        "below": below,
        "province": province,
        "county": city.north,
        "bureau": city.bureau,
    }
    for number, role in enumerate((roles.DRAFTER, roles.SECRETARIAT, roles.LEADER)):
        for place, body in places.items():
            browser = signed_in(account(f"{place}{number}", "外人", (role, body)))
            assert browser.get(f"/m/{draft.ref}/").status_code == 404, (role.key, place)
            assert told_to(browser, draft.ref) == [], (role.key, place)
    within = signed_in(account("within", "内人", (roles.DRAFTER, city.research)))
    assert within.get(f"/m/{draft.ref}/").status_code == 200


def test_the_name_of_a_meeting_stands_in_no_file_name_of_a_stranger(city):
    meeting = notified(city)
    for name in ("bureau_clerk", "township_chair", "auditor"):
        answer = signed_in(getattr(city, name)).get(f"/meetings/{meeting.ref}/board.xlsx")
        assert answer.status_code == 404
        assert "Content-Disposition" not in answer.headers


def test_what_came_with_a_step_inside_the_house_is_no_file_of_the_recipients(city):
    paper = city.dispatched()
    for step in ("submit", "check", "confine", "reprint"):
        Attachment.objects.create(
            matter_id=paper.pk, name=f"{step}.pdf", digest="0" * 64, size=1, step=step, added_by=city.drafter
        )
    Attachment.objects.create(
        matter_id=paper.pk, name="draft.pdf", digest="0" * 64, size=1, step="draft", added_by=city.drafter
    )
    assert [row.name for row in timeline.attachments_for(city.north_clerk, paper)] == ["draft.pdf"]
