"""The notices of a meeting: their text drawn from it, whom they go to, and what has been announced so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, When
from django.template.loader import render_to_string

from congress import clock, matters, permissions, recipients
from congress.matters import Entry
from congress.models import Event, IssuedPaper, Organisation, OutgoingPaper, Series, User
from congress.papers import NOTICE
from congress.procedures import ISSUING
from congress.refusal import Refused
from meetings import invitees

if TYPE_CHECKING:
    from meetings.models import Announcement, Meeting

# Each is a template of its own in templates/meetings/papers/.
CALL, CHANGE, CANCELLATION = "notice", "change", "cancel"
TOLD = ("dispatched", "archived")
DROPPED = ("discarded", "void", "recalled")  # tells nobody anything any more


def in_force(meeting: Meeting) -> list[IssuedPaper]:
    """What has gone out about this meeting so far, the oldest first."""
    told = OutgoingPaper.objects.filter(about=meeting.pk, state__in=TOLD)
    return list(IssuedPaper.objects.filter(matter__in=told.values("pk")).order_by("pk"))


def last_told(meeting: Meeting) -> Announcement | None:
    """The day, hour and place that the units know."""
    return meeting.announcements.filter(paper__state__in=TOLD).order_by("-pk").first()


def not_yet_told(meeting: Meeting) -> str:
    """What has changed since the units were told last, while the notice of it is not out; empty when they know all."""
    if meeting.state == "cancelled":
        return _cancelled_untold(meeting)
    told = last_told(meeting) if meeting.state in ("notified", "held") else None
    if told is None or (told.when, told.where) == (meeting.when, meeting.where):
        return ""
    word = "改期" if told.when != meeting.when else "调整地点"
    return (
        f"本会议拟{word}，{word}的正式通知尚未发出。上次通知的是：{told.when}，{told.where}；"
        f"现拟改为：{meeting.when}，{meeting.where}。以正式通知为准，如有疑问请与会务{meeting.contact}"
        f"联系，电话{meeting.phone}。"
    )


def _cancelled_untold(meeting: Meeting) -> str:
    event = cancelling(meeting)
    if event is None or not (told := last_told(meeting)):
        return ""
    begun = {"events__action": f"{ISSUING.key}.draft", "events__sequence__gt": event.sequence}
    if meeting.papers_about_it.filter(state__in=TOLD, **begun).exists():
        return ""
    return (
        f"取消的正式通知尚未发出，上次通知的是：{told.when}，{told.where}。"
        f"如有疑问请与会务{meeting.contact}联系，电话{meeting.phone}。"
    )


def cancelling(meeting: Meeting) -> Event | None:
    """The act by which the meeting was called off: its note is the reason."""
    return meeting.events.filter(action=f"{meeting.kind}.cancel").order_by("-sequence").first()


def title_of(meeting: Meeting, name: str, told: Announcement | None = None) -> str:
    """A change is called after what changes (practice.md): 延期, 提前, 时间, 地点."""
    if name == CALL:
        return meeting.declared_kind.title.format(meeting=meeting.title)
    if name == CANCELLATION or told is None:
        return f"关于取消{meeting.title}的通知"
    has_moved = told.where != meeting.where
    if meeting.held_on != told.held_on:
        word = "延期" if meeting.held_on > told.held_on else "提前"
        return f"关于{word}召开{meeting.title}{'并调整会议地点' if has_moved else ''}的通知"
    changed = (["时间"] if told.when != meeting.when else []) + (["地点"] if has_moved else [])
    return f"关于调整{meeting.title}{'、'.join(changed)}的通知"


def begin(meeting: Meeting, name: str, user: User, **details: Any) -> OutgoingPaper:
    """Begin the procedure of a notice whose text is drawn from the meeting.

    A change or a cancellation names the number of the notice that it changes.
    Raises Refused when there is no number series to issue it in.
    """
    series = _series(meeting)
    earlier = in_force(meeting)
    groups, others = addressees(meeting)
    paper = OutgoingPaper(
        paper=NOTICE.key,
        series=series,
        owner=meeting.owner,
        whole_id=meeting.pk,
        about_id=meeting.pk,
        changes=earlier[-1] if earlier else None,
        to_groups=groups,
        signatory=series.signatory,
        **_drawn(meeting, name, changed=earlier, **details),
    )
    begun = matters.begin(paper, "draft", user, entry=Entry(data={"to_others": others}))
    meeting.announcements.create(paper=begun, held_on=meeting.held_on, when=meeting.when, where=meeting.where)
    return begun


def begin_change(meeting: Meeting, user: User) -> None:
    """Tell of another time or place, counted from what the units know; a change not yet sent gives way to it."""
    drop_drafts(meeting, user, "会议时间、地点又有调整。")
    told = last_told(meeting)
    if told and (told.when, told.where) != (meeting.when, meeting.where):
        begin(meeting, CHANGE, user, told=told)


def redraw(meeting: Meeting, user: User) -> None:
    """Draw the draft of the notice anew from the meeting as it is now."""
    draft = meeting.papers_about_it.filter(state="draft").get()
    _check_reads(user, draft)
    groups, others = addressees(meeting)
    data = {**_drawn(meeting, CALL, changed=[]), "to_groups": groups, "to_others": others}
    matters.take(draft, "edit", user, entry=Entry(data=data))
    meeting.announcements.filter(paper=draft).update(held_on=meeting.held_on, when=meeting.when, where=meeting.where)


def drop_drafts(meeting: Meeting, user: User, reason: str) -> None:
    """Notices of the meeting that are still drafts are not needed any more."""
    for draft in meeting.papers_about_it.filter(state="draft"):
        _check_reads(user, draft)
        matters.take(draft, "discard", user, entry=Entry(note=reason))


def _check_reads(user: User, draft: OutgoingPaper) -> None:
    """Nobody rewrites or drops a text that he may not see.  Raises Refused."""
    if not permissions.may_read(user, draft):
        raise Refused("通知稿限定了知悉范围，您不在名单内，请由名单内的人办理。")


def addressees(meeting: Meeting) -> tuple[list[str], list[Organisation]]:
    """主送: usual addresses, and units by name.

    What went out before goes to the same; every invited unit is reached, the
    calling organ itself only where nobody else is asked.
    """
    before = OutgoingPaper.objects.filter(about=meeting.pk, state__in=TOLD).order_by("pk").first()
    groups = list(before.to_groups) if before else invitees.groups(meeting.declared_kind)
    named = list(before.to_others.all()) if before else []
    units = [unit.organisation for unit in meeting.units()]
    reached = {body.pk for body in (*recipients.expand(groups, meeting.owner, clock.today()), *named)}
    organ = recipients.organ_of(meeting.owner)
    others = named + [unit for unit in units if unit.pk not in reached and unit.lineage != organ]
    return groups, others if groups or others else units


def _series(meeting: Meeting) -> Series:
    """The organ's open series, the usual one of a notice first."""
    usual_first = Case(When(key=NOTICE.series, then=0), default=1, output_field=IntegerField())
    organ = recipients.organ_of(meeting.owner)
    found = Series.objects.filter(owner__lineage__startswith=organ, is_open=True).order_by(usual_first, "pk").first()
    if found is None:
        raise Refused("还没有可用的文号系列，请秘书科先在管理台设立。")
    return found


def _drawn(meeting: Meeting, name: str, **details: Any) -> dict[str, str]:
    """Title, text and annexes of a notice as the meeting now stands."""
    others = list(meeting.others.all())
    context = {"meeting": meeting, "lines": invitees.lines(meeting.declared_kind, others), **details}
    return {
        "title": title_of(meeting, name, details.get("told")),
        "body": _text(f"meetings/papers/{name}.txt", context),
        "annexes": _text("meetings/papers/receipt.txt", context) if name == CALL else "",
    }


def _text(template: str, context: Mapping[str, Any]) -> str:
    """Plain text of a template, without the lines that its tags leave empty."""
    lines = render_to_string(template, dict(context)).splitlines()
    return "\n".join(line.strip(" ") for line in lines if line.strip(" "))
