"""The invitations of a meeting and their answers: who is asked, who is missing, and the board that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from congress import clock, matters, messages, permissions
from congress.deadlines import chinese
from congress.listing import Column
from congress.messages import Note
from congress.models import Delivery, Matter, OutgoingPaper, Precedence, User
from congress.refusal import Refused
from meetings import notices
from meetings.procedures import UNIT

if TYPE_CHECKING:
    from meetings.models import Invitation, Meeting

UNANSWERED = ("invited", "lapsed")  # until the meeting is held, and after it

BOARD_COLUMNS = (
    Column("organisation.name", "单位"),
    Column("state_label", "状态"),
    Column("delivery_label", "通知"),
    Column("quota", "名额"),
    Column("going_count", "参会"),
    Column("going_text", "参会人员"),
    Column("leave_text", "请假"),
    Column("answered_at", "报送时间"),
    Column("recorded_text", "代录说明"),
)


# Who is asked


def renew_invitations(meeting: Meeting) -> None:
    """Bring the invitations in line with who holds the offices on the meeting's day.

    New units are asked, those no longer meant are let go, and quota and
    expected persons of the others follow; answers already given stay.
    """
    standing = {invitation.organisation_id: invitation for invitation in meeting.invitations.all()}
    wanted = {unit.organisation.pk: unit for unit in meeting.units()}
    for pk, unit in wanted.items():
        facts = {
            "quota": unit.quota,
            "expected": [person.as_row() for person in unit.persons],
            "sort_on": meeting.held_on,
        }
        if pk not in standing:
            title = f"{meeting.title}：{unit.organisation.short_name}"[:240]
            part = meeting.invitations.model(title=title, to_meeting=meeting, organisation=unit.organisation, **facts)
            matters.begin_part(meeting, part, "invite")
            continue
        if standing[pk].state == "withdrawn":
            matters.take(standing[pk], "invite_again", None)
        meeting.invitations.filter(pk=standing[pk].pk).update(**facts)
    for pk, invitation in standing.items():
        if pk not in wanted and invitation.state != "withdrawn":
            matters.take(invitation, "withdraw", None)


def withdraw_all(meeting: Meeting) -> None:
    """The meeting is off: nobody is asked any more."""
    for invitation in meeting.invitations.exclude(state="withdrawn"):
        matters.take(invitation, "withdraw", None)


def lapse_missing(meeting: Meeting) -> None:
    """The meeting is over: who has not answered is no longer asked."""
    for invitation in missing(meeting):
        matters.take(invitation, "lapse", None)


def missing(meeting: Meeting) -> QuerySet:
    """The invitations that nobody has answered."""
    return meeting.invitations.filter(state="invited").select_related("organisation")


@dataclass(frozen=True)
class Told:
    """How many units and accounts a message has reached, and which units it has not: nobody has an account there,
    or nobody of it stands on the list of a confined meeting."""

    units: int
    accounts: int
    without_account: tuple[str, ...]
    off_list: tuple[str, ...]
    was_told: bool

    def in_words(self, what: str) -> str:
        """已向3个单位催报：消息发到负责这些单位的5个账号。…没有可用的账户，请电话催报。"""
        told = f"已向{self.units}个单位{what}：消息发到负责这些单位的{self.accounts}个账号。" if self.units else ""
        if self.accounts < self.units:
            told = told[:-1] + "（一个账号可负责几个单位）。"
        if self.off_list:
            told += (
                f"{'、'.join(self.off_list)}没有人在知悉范围名单上，没有发消息；"
                f"请用“限定知悉范围”把联络员列入，或电话{what}后用“代录回执”登记。"
            )
        if self.without_account:
            told += f"{'、'.join(self.without_account)}没有可用的账户，请电话{what}，再用“代录回执”登记。"
        return told

    def facts(self) -> dict[str, object]:
        """What of it stands in the trail."""
        untold = len(self.without_account) + len(self.off_list)
        return {"told_units": self.units, "told_accounts": self.accounts, "untold_units": untold}


def urge(meeting: Meeting) -> Told:
    """催报: a message to the accounts of each unit that has not answered; once a day and unit.

    Refused where it would tell nobody anything.
    """
    text = f"请尽快报送{messages.named(meeting)}的回执，报名截止{chinese(meeting.answers_close_on)}。"
    told = _tell_missing(meeting, text, f"urge.{{}}.{clock.today():%Y%m%d}")
    if told.units:
        return told
    again = "今天已经向有账户的单位催报过，不再重复发送；急需请电话催报。" if told.was_told else ""
    raise Refused(again + told.in_words("催报"))


def tell_extended(meeting: Meeting) -> Told:
    """延长报名: who has not answered learns that there is still time."""
    day = meeting.answers_close_on
    text = f"{messages.named(meeting)}的报名截止延长至{chinese(day)}，请尽快报送回执。"
    return _tell_missing(meeting, text, f"extend.{{}}.{day:%Y%m%d}")


def _tell_missing(meeting: Meeting, text: str, key: str) -> Told:
    """Tell the accounts of each unit that has not answered, under a key for each unit; what was told stays told."""
    directory = messages.Directory()
    roles = [actor.role.key for actor in UNIT if actor.role]
    asked = missing(meeting).annotate(place=_place(meeting)).order_by(*IN_ORDER)
    held = {one: directory.holders(one.organisation, roles) for one in asked}
    off = permissions.unlisted((one, user) for one, users in held.items() for user in users)
    units = {one: [user for user in users if (one.pk, user.pk) not in off] for one, users in held.items()}
    notes = [Note(user, text, key.format(one.ref), one) for one, users in units.items() for user in users]
    known = messages.known(notes)
    fresh = [note for note in notes if (note.user.pk, note.key) not in known]
    messages.send_all(fresh)
    return Told(
        units=len({note.key for note in fresh}),
        accounts=len({note.user.pk for note in fresh}),
        without_account=tuple(one.organisation.short_name for one, users in held.items() if not users),
        off_list=tuple(one.organisation.short_name for one, users in held.items() if users and not units[one]),
        was_told=bool(known),
    )


def write(invitation: Invitation, people: Sequence[Mapping[str, Any]], recorded_for: str) -> None:
    """Put the persons of an answer down in place of an earlier answer, whose digest stays in the trail."""
    invitation.attendees.all().delete()
    invitation.attendees.bulk_create(
        [
            invitation.attendees.model(
                invitation=invitation,
                position=position,
                capacity=invitation.capacity_of(person["name"]),
                recorded_for=recorded_for,
                **person,
            )
            for position, person in enumerate(people, start=1)
        ]
    )
    invitation.answered_at = clock.now()


# The board


def board_rows(meeting: Meeting, user: User) -> QuerySet:
    """A row for each unit whose invitation the user may see, in the office's order, with the receipt of its notice."""
    papers = OutgoingPaper.objects.filter(about=meeting.pk).values("pk")
    sent = Delivery.objects.filter(paper__matter__in=papers, organisation=OuterRef("organisation")).order_by("-pk")
    return (
        meeting.invitations.visible_to(user)
        .exclude(state="withdrawn")
        .select_related("organisation")
        .prefetch_related(Prefetch("attendees", to_attr="people"))
        .annotate(
            sent_at=Subquery(sent.values("sent_at")[:1]),
            opened_at=Subquery(sent.values("opened_at")[:1]),
            signed_at=Subquery(sent.values("signed_at")[:1]),
            place=_place(meeting),
        )
        .order_by(*IN_ORDER)
    )


IN_ORDER = (F("place").asc(nulls_last=True), "pk")


def _place(meeting: Meeting) -> Subquery:
    """The unit's place in the office's order of the meeting's day."""
    place = Precedence.objects.on(meeting.held_on).filter(organisation=OuterRef("organisation"))
    return Subquery(place.values("position")[:1])


def meeting_page(meeting: Meeting, user: User) -> dict[str, Any]:
    """What the meeting's page shows: agenda, notices, warnings, and the board with its sums; constant SQL."""
    rows = list(board_rows(meeting, user))
    notices_seen = list(OutgoingPaper.objects.filter(about=meeting.pk).visible_to(user).order_by("pk"))
    if any(row.state == "invited" for row in rows):
        meeting.has_missing_answers = True  # a gate asks for it as well
    return {
        "agenda": agenda(meeting, user),
        "notices": notices_seen,
        "warnings": warnings(meeting, notices_seen, permissions.is_inside(user, meeting)),
        "related": (),  # the board and the notices stand for the parts
        "rows": rows,
        "quota": sum(row.quota for row in rows),
        "going": sum(row.going_count for row in rows),
        "on_leave": sum(len(row.on_leave) for row in rows),
        "answered": sum(row.state == "answered" for row in rows),
        "missing": sum(row.state in UNANSWERED for row in rows),
    }


def agenda(meeting: Meeting, user: User) -> list[dict[str, Any]]:
    """The items in order; the matter of an item only for who may see it."""
    items = list(meeting.agenda.all())
    linked = [item.matter_id for item in items if item.matter_id]
    seen = {matter.pk: matter for matter in Matter.objects.filter(pk__in=linked).visible_to(user)} if linked else {}
    return [{"text": item.text, "speaker": item.speaker, "matter": seen.get(item.matter_id)} for item in items]


def warnings(meeting: Meeting, papers: Iterable[OutgoingPaper], is_inside: bool) -> list[str]:
    """Where the papers do not, or not yet, tell what holds: to the house by title, to a unit what it must know."""
    if not is_inside:
        return list(filter(None, [notices.not_yet_told(meeting)]))
    live = [paper for paper in papers if paper.state not in notices.DROPPED]
    if not live or live[-1].state in notices.TOLD:
        return []
    last = live[-1]
    found = []
    drawn = meeting.announcements.filter(paper=last).first()
    if drawn and (drawn.when, drawn.where) != (meeting.when, meeting.where):
        found.append(f"“{last.title}”写的是{drawn.when}、{drawn.where}，与会议现在的时间、地点不一致。")
    if any(paper.state in notices.TOLD for paper in live):
        found.append(f"“{last.title}”还没有分发（{last.state_label}），各单位尚未得到正式通知；它们的邀请页上已注明。")
    return found


def names_of(people: Iterable[Any]) -> str:
    """卞西樵（主任，电话）；…"""
    return "；".join(f"{one.name}（{'，'.join(filter(None, (one.post, one.phone)))}）" for one in people)
