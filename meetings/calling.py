"""Calling a meeting: its agenda, its notices, the answers, and who is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.template.loader import render_to_string

from congress import clock, matters, messages, recipients
from congress.deadlines import chinese
from congress.messages import Note
from congress.models import Delivery, IssuedPaper, OutgoingPaper, Series, User
from congress.refusal import Refused
from congress.roles import UNIT_CLERK, UNIT_HEAD
from meetings import invitees

if TYPE_CHECKING:
    from meetings.models import Invitation, Meeting

# What each notice is called; the words tell what changed (practice.md).
TITLES = {
    "notice": "关于召开{title}的通知",
    "change": "关于调整{title}时间、地点的通知",
    "cancel": "关于取消{title}的通知",
}


def check_days(meeting: Meeting) -> None:
    """Refuse days that cannot be: a meeting in the past, answers that close after it."""
    if meeting.held_on < clock.today():
        raise Refused(f"会议日期{chinese(meeting.held_on)}已经过去，请重新选择。")
    if meeting.answers_close_on > meeting.held_on:
        raise Refused("报名截止日期晚于会议日期，请提前。")
    if meeting.answers_close_on < clock.today():
        raise Refused("报名截止日期已经过去，请重新选择。")


def write_agenda(meeting: Meeting, lines: Iterable[tuple[str, str]] | None) -> None:
    """Put the agenda down anew, in order; None leaves it as it is."""
    if lines is None:
        return
    meeting.agenda.all().delete()
    meeting.agenda.bulk_create(
        [
            meeting.agenda.model(meeting=meeting, position=position, text=text, speaker=speaker)
            for position, (text, speaker) in enumerate(lines, start=1)
        ]
    )


def begin_notice(meeting: Meeting, name: str, user: User, **details: Any) -> OutgoingPaper:
    """Begin the procedure of a notice whose text is drawn from the meeting.

    A change or a cancellation names the number of the notice that it changes.
    """
    organ = recipients.organ_of(meeting.owner)
    series = Series.objects.filter(owner__lineage__startswith=organ, is_open=True).order_by("pk").first()
    if series is None:
        raise Refused("还没有可用的文号系列，请秘书科先在管理台设立。")
    earlier = IssuedPaper.objects.filter(matter__in=OutgoingPaper.objects.filter(about=meeting.pk)).order_by("-pk")
    changed = None if name == "notice" else earlier.first()
    context = {"meeting": meeting, "changed": changed, "seats": meeting.declared_kind.roster, **details}
    paper = OutgoingPaper(
        title=TITLES[name].format(title=meeting.title),
        paper="notice",
        series=series,
        owner=meeting.owner,
        whole_id=meeting.pk,
        about_id=meeting.pk,
        changes=changed,
        to_groups=invitees.groups(meeting.declared_kind),
        body=_text(f"meetings/papers/{name}.txt", context),
        annexes=_text("meetings/papers/receipt.txt", context) if name == "notice" else "",
        signatory=series.signatory,
        is_confidential=meeting.is_confidential,
    )
    begun = matters.begin(paper, "draft", user)
    if not begun.to_groups:
        begun.to_others.set(
            [unit.organisation for unit in invitees.invited(meeting.declared_kind, meeting.owner, meeting.held_on)]
        )
    return begun


def _text(template: str, context: Mapping[str, Any]) -> str:
    """Plain text of a template, without the lines that its tags leave empty."""
    lines = render_to_string(template, dict(context)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def missing(meeting: Meeting) -> QuerySet:
    """The invitations that nobody has answered."""
    return meeting.invitations.filter(state="invited").select_related("organisation", "meeting")


def urge(meeting: Meeting) -> int:
    """催报: a message to the accounts of each unit that has not answered; once a day and unit.

    Gives the number of accounts reached.
    """
    text = f"请尽快报送{messages.named(meeting)}的回执，报名截止{chinese(meeting.answers_close_on)}。"
    directory = messages.Directory()
    notes = [
        Note(user, text, f"urge.{invitation.ref}.{clock.today():%Y%m%d}", invitation)
        for invitation in missing(meeting)
        for user in directory.holders(invitation.organisation, (UNIT_CLERK.key, UNIT_HEAD.key))
    ]
    messages.send_all(notes)
    return len(notes)


def write_answer(invitation: Invitation, rows: Iterable[Mapping[str, Any]], recorded_for: str) -> None:
    """Put the persons of an answer down in place of an earlier answer (whose event stays in the trail)."""
    invitation.attendees.all().delete()
    invitation.attendees.bulk_create(
        [
            invitation.attendees.model(invitation=invitation, position=position, recorded_for=recorded_for, **row)
            for position, row in enumerate(rows, start=1)
        ]
    )
    invitation.answered_at = clock.now()


def board(meeting: Meeting, user: User) -> dict[str, Any]:
    """The board of answers: a row for each unit that the user may see, with its counts; constant SQL."""
    opened = Delivery.objects.filter(
        paper__matter__in=OutgoingPaper.objects.filter(about=meeting.pk).values("pk"),
        organisation=OuterRef("organisation"),
    ).order_by("-pk")
    rows = list(
        meeting.invitations.visible_to(user)
        .exclude(state="withdrawn")
        .select_related("organisation")
        .prefetch_related(Prefetch("attendees", to_attr="persons"))
        .annotate(
            opened_at=Subquery(opened.values("opened_at")[:1]), signed_at=Subquery(opened.values("signed_at")[:1])
        )
        .order_by("pk")
    )
    for row in rows:
        row.going = [person for person in row.persons if not person.is_leave]
        row.on_leave = [person for person in row.persons if person.is_leave]
    return {
        "agenda": meeting.agenda.all(),
        "rows": rows,
        "quota": sum(row.quota for row in rows),
        "going": sum(len(row.going) for row in rows),
        "on_leave": sum(len(row.on_leave) for row in rows),
        "missing": sum(row.state == "invited" for row in rows),
    }
