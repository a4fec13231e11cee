"""A meeting, its agenda, and what was announced of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import cached_property

from congress import chain, clock, messages
from congress.asked import once
from congress.deadlines import chinese
from congress.listing import Column, Listing
from congress.models import Matter, Organisation, OutgoingPaper
from congress.procedures import IN_HAND
from congress.refusal import Refused
from meetings import answers, calling, invitees, notices, pages, rooms
from meetings.kinds import MEETING_KINDS, MeetingKind, meeting_kind_choices
from meetings.models.room import AFTERNOON, HALVES, MORNING, Room
from meetings.procedures import MEETING

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.models import User
    from congress.permissions import Standing


class Meeting(Matter):
    """会议: when, where, about what; the notice is drawn from it."""

    workflow = MEETING
    listing = Listing(
        columns=(
            Column("title", "会议"),
            Column("kind_name", "种类"),
            Column("when", "时间", sorts="sort_on"),
            Column("where", "地点"),
            Column("state_label", "状态"),
        ),
        filterset="meetings.filters.MeetingFilter",
        related=("owner", "room"),
        empty="还没有会议。点“筹备会议”开始：填好时间、地点、议程，再拟写通知。",
    )

    meeting_kind = models.CharField("会议种类", max_length=40, choices=meeting_kind_choices)
    held_on = models.DateField("会议日期")
    half = models.CharField("上午或下午", max_length=2, choices=HALVES, default=MORNING)
    starts_at = models.TimeField("开始时间", default=time(9, 0))
    half_days = models.PositiveSmallIntegerField("会期（半天数）", default=1)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, verbose_name="会议室")
    place = models.CharField("其他地点", max_length=120, blank=True)
    topics = models.TextField("会议内容", help_text="每行一项。")
    plan_reference = models.CharField("年度计划依据", max_length=200, blank=True)
    others = models.ManyToManyField(Organisation, related_name="+", blank=True, verbose_name="另邀单位")
    quota_default = models.PositiveSmallIntegerField("另邀单位名额", default=1)
    contact = models.CharField("联系人", max_length=40)
    phone = models.CharField("联系电话", max_length=40)
    answers_close_on = models.DateField("报名截止日期")

    class Meta:
        verbose_name = verbose_name_plural = "会议"

    # What it is

    @property
    def declared_kind(self) -> MeetingKind:
        """The declared kind of this meeting."""
        return MEETING_KINDS[self.meeting_kind]

    @property
    def kind_name(self) -> str:
        """The kind in the office's words."""
        return MEETING_KINDS.label(self.meeting_kind)

    @property
    def of_kind(self) -> SimpleNamespace:
        """`of_kind.council` is true of a 主任会议: the condition of a limit that holds for one kind."""
        return SimpleNamespace(**{self.meeting_kind: True})

    @property
    def when(self) -> str:
        """2016年5月30日下午2：30，会期半天."""
        hour = self.starts_at.hour % 12 or 12
        return f"{chinese(self.held_on)}{self.get_half_display()}{hour}：{self.starts_at:%M}，会期{self.length}"

    @property
    def length(self) -> str:
        """半天, 1天, 1天半."""
        whole, half = divmod(self.half_days, 2)
        if not whole:
            return "半天"
        return f"{whole}天{'半' if half else ''}"

    @property
    def where(self) -> str:
        """The room, or the other place."""
        return str(self.room) if self.room else self.place

    @property
    def invited(self) -> QuerySet:
        """The organisations that hold an invitation."""
        live = self.invitations.exclude(state="withdrawn")
        return Organisation.objects.filter(pk__in=live.values("organisation_id"))

    @property
    def shown_to_members(self) -> Organisation | None:
        """The body whose members read of this meeting: the calling one, unless the meeting is internal."""
        return None if self.declared_kind.is_internal else self.owner

    @property
    def papers_about_it(self) -> QuerySet:
        """Its notices, changes and cancellation that were not dropped or recalled, the latest first."""
        papers = OutgoingPaper.objects.filter(about=self.pk)
        return papers.exclude(state__in=notices.DROPPED).order_by("-pk")

    @property
    def live_papers(self) -> list[OutgoingPaper]:
        """The same, asked once a page: several gates look at them."""
        return once(("live papers", self.pk), lambda: list(self.papers_about_it))

    @property
    def notice(self) -> OutgoingPaper | None:
        """The latest of them."""
        return next(iter(self.live_papers), None)

    def half_day_slots(self) -> list[tuple[date, str]]:
        """The half-days that the meeting takes, from its first."""
        first = 0 if self.half == MORNING else 1
        slots = range(first, first + self.half_days)
        return [(self.held_on + timedelta(days=n // 2), (MORNING, AFTERNOON)[n % 2]) for n in slots]

    def units(self) -> list[invitees.Invited]:
        """The units that the roster and the other invited mean on the meeting's day."""
        others = self.others.all() if self.pk else ()
        return invitees.invited(self.declared_kind, self.owner, self.held_on, others, self.quota_default)

    def concerned(self) -> QuerySet:
        """The units that it invites."""
        return Organisation.objects.filter(pk__in=[unit.organisation.pk for unit in self.units()])

    def search_words(self) -> str:
        """Found by title, topics and agenda."""
        agenda = " ".join(self.agenda.values_list("text", flat=True)) if self.pk else ""
        return f"{self.title} {self.topics} {self.where} {agenda}"

    def facts(self) -> list[tuple[str, object]]:
        """What the page shows first; what helps to choose day and units, only until the units are told."""
        quorum, is_planned = self.declared_kind.quorum, self.state in ("planned", "noticing")
        return [
            ("会议种类", self.kind_name),
            ("时间", self.when),
            ("日期提示", calling.day_remark(self.held_on) if is_planned else ""),
            ("地点", self.where),
            ("会议内容", self.topics),
            ("年度计划依据", self.plan_reference),
            ("法定人数", quorum.on(self.held_on) if quorum else ""),
            ("另邀单位", "、".join(body.short_name for body in self.others.all()) if is_planned else ""),
            ("报名截止", chinese(self.answers_close_on)),
            ("联系人", f"{self.contact}　{self.phone}"),
        ]

    def trail_data(self) -> Mapping[str, object]:
        """Day, place, and whom it invites by count and digest."""
        facts: dict[str, object] = {"held_on": self.held_on, "half": self.half, "room": self.where}
        facts["answers_close_on"] = self.answers_close_on
        if self.state == "notified":
            keys = sorted(self.invited.values_list("key", flat=True))
            facts |= {"invited": len(keys), "invited_sm3": chain.sm3("\n".join(keys))}
        return facts

    def detail_context(self, user: User) -> dict[str, Any]:
        """What the meeting's own page shows beside the five common things."""
        return {"tabs": pages.pages_for(self, user), **answers.meeting_page(self, user)}

    # Gates

    def lacks_agenda(self) -> str:
        """A notice tells what will be dealt with."""
        return "" if self.agenda.exists() else "议程还没有内容，请先填写议程。"

    def lacks_invitees(self) -> str:
        """A meeting without anybody is none."""
        return "" if self.units() else "按会议日期在任的职务算不出参会单位，请核对会议种类和任职。"

    def lacks_time_ahead(self) -> str:
        """A notice of a past meeting invites nobody."""
        return "会议时间已过，请先修改时间。" if calling.is_past(self) else ""

    def has_live_notice(self) -> str:
        """One notice at a time."""
        notice = self.notice
        return f"{messages.named(notice)}正在办理（{notice.state_label}）。" if notice else ""

    def has_notice_beyond_draft(self) -> str:
        """What others are checking, signing or sending is not pulled from under their hands."""
        paper = next((paper for paper in self.live_papers if paper.state in IN_HAND), None)
        if paper is None:
            return ""
        return f"{messages.named(paper)}正在办理（{paper.state_label}），请先分发，或退回、作废后再办。"

    def lacks_notice_in_draft(self) -> str:
        """Only a draft is written anew."""
        if any(paper.state == "draft" for paper in self.live_papers):
            return ""
        return self.has_notice_beyond_draft() or "没有拟稿中的通知，请点“重新拟写通知”。"

    def lacks_missing_answers(self) -> str:
        """Nobody is urged who has answered."""
        return "" if self.has_missing_answers else "各单位都已报送回执，不需要催报。"

    @cached_property
    def has_missing_answers(self) -> bool:
        """Is there a unit that has not answered?  The board of the page has it counted already."""
        return bool(answers.missing(self).exists())

    def lacks_later_day(self) -> str:
        """Answers close on the day of the meeting at the latest."""
        if clock.today() > self.held_on:
            return "会议日期已过，不能再延长报名。"
        return "" if self.answers_close_on < self.held_on else "报名截止日期已是会议当天，不能再延长。"

    def lacks_its_beginning(self) -> str:
        """A meeting has been held once it has begun, not before."""
        begins = calling.begins_at(self)
        return (
            ""
            if clock.now() >= begins
            else f"会议于{chinese(self.held_on)}{begins:%H:%M}开始，从那时起才能记录已召开。"
        )

    # What else a step changes

    def settle(self, user: User, standing: Standing, entry: Entry) -> None:
        """Take the room, put down the agenda and the other invited, count from the meeting's day."""
        calling.check_days(self)
        calling.check_closing(self)
        self.sort_on = self.held_on
        rooms.take(self, user)
        calling.write_agenda(self, entry.data.get("agenda"))
        calling.write_others(self, entry.data.get("others"))

    def rewrite(self, user: User, standing: Standing, entry: Entry) -> None:
        """Put the form's fields into the meeting and settle it anew."""
        for name, value in entry.data.items():
            if name not in ("agenda", "others"):
                setattr(self, name, value)
        self.settle(user, standing, entry)

    def draft_notice(self, user: User, standing: Standing, entry: Entry) -> None:
        """Draw the notice from the meeting and begin its own procedure."""
        notices.begin(self, notices.CALL, user)

    def redraw_notice(self, user: User, standing: Standing, entry: Entry) -> None:
        """Draw the text of the draft anew; what was written by hand in it gives way."""
        notices.redraw(self, user)

    def invite(self, user: None, standing: None, entry: Entry) -> None:
        """One invitation for each unit on the roster of the meeting's day."""
        answers.renew_invitations(self)

    def urge(self, user: User, standing: Standing, entry: Entry) -> None:
        """Reach the units that have not answered, and only them."""
        told = answers.urge(self)
        self.deed_facts, self.outcome = told.facts(), told.in_words("催报")

    def extend_answers(self, user: User, standing: Standing, entry: Entry) -> None:
        """Answers close later, the meeting stays; the units' days follow, and who is missing is told."""
        day = entry.data["answers_close_on"]
        if reason := calling.cannot_close_on(self, day):
            raise Refused(reason)
        self.answers_close_on = day
        told = answers.tell_extended(self)
        self.deed_facts, self.outcome = told.facts(), f"报名截止延长至{chinese(day)}。{told.in_words('告知')}"

    def move(self, user: User, standing: Standing, entry: Entry) -> None:
        """Another day, hour or room: the change notice is drafted, each date that hangs on it moves,
        and whoever holds the offices on the new day is invited."""
        before = (self.when, self.where, self.held_on, self.answers_close_on)
        for name, value in entry.data.items():
            setattr(self, name, value)
        self.answers_close_on = calling.moved_closing(before[2], before[3], self.held_on, self.answers_close_on)
        calling.check_days(self)
        if self.answers_close_on != before[3]:
            calling.check_closing(self)
        if before[:2] == (self.when, self.where):
            raise Refused("时间和地点都没有变化。")
        self.sort_on = self.held_on
        rooms.take(self, user)
        answers.renew_invitations(self)
        notices.begin_change(self, user)

    def cancel(self, user: User, standing: Standing, entry: Entry) -> None:
        """Free the room, withdraw the invitations, and draft the notice of it where one had gone out."""
        rooms.free(self)
        answers.withdraw_all(self)
        notices.drop_drafts(self, user, entry.note)
        if notices.in_force(self):
            notices.begin(self, notices.CANCELLATION, user, reason=entry.note)

    def end_answers(self, user: User, standing: Standing, entry: Entry) -> None:
        """The meeting has been held: who has not answered is no longer asked."""
        answers.lapse_missing(self)


class AgendaItem(models.Model):
    """议程: in order; it may concern any matter, whose title shows only to who may see it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    position = models.PositiveIntegerField("序号")
    text = models.CharField("内容", max_length=300)
    speaker = models.CharField("发言人或报告人", max_length=120, blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once")]

    def __str__(self) -> str:
        return f"{self.text}（{self.speaker}）" if self.speaker else self.text


class Announcement(models.Model):
    """What a notice of a meeting tells: a change counts from what was last told, not from what was planned since."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="announcements")
    paper = models.OneToOneField(OutgoingPaper, models.PROTECT, related_name="+")
    held_on = models.DateField()
    when = models.CharField(max_length=60)
    where = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.when} {self.where}"
