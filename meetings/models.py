"""A meeting, its room and agenda, whom it invites and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet
from simple_history.models import HistoricalRecords

from congress import chain, clock, matters
from congress.deadlines import chinese
from congress.listing import Column, Listing
from congress.models import Matter, Organisation, OutgoingPaper
from congress.refusal import Refused
from meetings import calling, invitees, rooms
from meetings.kinds import MEETING_KINDS, MeetingKind
from meetings.procedures import INVITATION, MEETING

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.models import User
    from congress.permissions import Standing

MORNING, AFTERNOON = "am", "pm"
HALVES = [(MORNING, "上午"), (AFTERNOON, "下午")]


class Room(models.Model):
    """会议室."""

    name = models.CharField("名称", max_length=80, unique=True)
    seats = models.PositiveIntegerField("座位", default=0)
    is_open = models.BooleanField("启用", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "会议室"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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

    meeting_kind = models.CharField("会议种类", max_length=40, choices=MEETING_KINDS.choices)
    held_on = models.DateField("会议日期")
    half = models.CharField("上午或下午", max_length=2, choices=HALVES, default=MORNING)
    starts_at = models.TimeField("开始时间", default=time(9, 0))
    half_days = models.PositiveSmallIntegerField("会期（半天数）", default=1)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, verbose_name="会议室")
    place = models.CharField("其他地点", max_length=120, blank=True)
    topics = models.TextField("会议内容", help_text="每行一项。")
    plan_reference = models.CharField("年度计划依据", max_length=200, blank=True)
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
    def when(self) -> str:
        """2016年5月30日下午2：30，会期半天."""
        hour = self.starts_at.hour % 12 or 12
        length = "半天" if self.half_days == 1 else f"{self.half_days / 2:g}天"
        return f"{chinese(self.held_on)}{self.get_half_display()}{hour}：{self.starts_at:%M}，会期{length}"

    @property
    def where(self) -> str:
        """The room, or the other place."""
        return str(self.room) if self.room else self.place

    @property
    def invited(self) -> QuerySet:
        """The organisations that hold an invitation."""
        live = Invitation.objects.filter(meeting=self.pk).exclude(state="withdrawn")
        return Organisation.objects.filter(pk__in=live.values("organisation_id"))

    @property
    def notice(self) -> OutgoingPaper | None:
        """The latest notice of this meeting that was not dropped."""
        papers = OutgoingPaper.objects.filter(about=self.pk).exclude(state__in=("discarded", "void"))
        return papers.order_by("-pk").first()

    def half_day_slots(self) -> list[tuple[date, str]]:
        """The half-days that the meeting takes, from its first."""
        first = 0 if self.half == MORNING else 1
        slots = range(first, first + self.half_days)
        return [(self.held_on + timedelta(days=n // 2), (MORNING, AFTERNOON)[n % 2]) for n in slots]

    def search_words(self) -> str:
        """Found by title, topics and agenda."""
        agenda = " ".join(self.agenda.values_list("text", flat=True)) if self.pk else ""
        return f"{self.title} {self.topics} {self.where} {agenda}"

    def facts(self) -> list[tuple[str, object]]:
        """What the page shows first."""
        return [
            ("会议种类", self.kind_name),
            ("时间", self.when),
            ("地点", self.where),
            ("会议内容", self.topics),
            ("年度计划依据", self.plan_reference),
            ("法定人数", self.declared_kind.quorum),
            ("报名截止", chinese(self.answers_close_on)),
            ("联系人", f"{self.contact}　{self.phone}"),
        ]

    def trail_data(self) -> Mapping[str, object]:
        """Day, place, and whom it invites by count and digest."""
        facts: dict[str, object] = {"held_on": self.held_on, "half": self.half, "room": self.where}
        if self.state == "notified":
            keys = sorted(self.invited.values_list("key", flat=True))
            facts |= {"invited": len(keys), "invited_sm3": chain.sm3("\n".join(keys))}
        return facts

    def detail_context(self, user: User) -> dict[str, Any]:
        """What the meeting's own page shows beside the five common things."""
        return calling.board(self, user)

    # Gates

    def lacks_agenda(self) -> str:
        """A notice tells what will be dealt with."""
        return "" if self.agenda.exists() else "议程还没有内容，请先填写议程。"

    def lacks_invitees(self) -> str:
        """A meeting without anybody is none."""
        if invitees.invited(self.declared_kind, self.owner, self.held_on):
            return ""
        return "按会议日期在任的职务算不出参会单位，请核对会议种类和任职。"

    def lacks_time_ahead(self) -> str:
        """A notice of a past meeting invites nobody."""
        return "会议日期已过，请先修改日期。" if self.held_on < clock.today() else ""

    def has_live_notice(self) -> str:
        """One notice at a time."""
        return f"通知“{self.notice.title}”正在办理（{self.notice.state_label}）。" if self.notice else ""

    def lacks_missing_answers(self) -> str:
        """Nobody is urged who has answered."""
        return "" if calling.missing(self).exists() else "各单位都已报送回执，不需要催报。"

    def lacks_its_day(self) -> str:
        """A meeting is held on its day, not before."""
        return "" if clock.today() >= self.held_on else f"会议将于{chinese(self.held_on)}召开，届时再记录。"

    # What else a step changes

    def settle(self, user: User, standing: Standing, entry: Entry) -> None:
        """Take the room, put down the agenda, count from the meeting's day."""
        calling.check_days(self)
        self.sort_on = self.held_on
        rooms.take(self, user)
        calling.write_agenda(self, entry.data.get("agenda"))

    def rewrite(self, user: User, standing: Standing, entry: Entry) -> None:
        """Put the form's fields into the meeting and settle it anew."""
        for name, value in entry.data.items():
            if name != "agenda":
                setattr(self, name, value)
        self.settle(user, standing, entry)

    def draft_notice(self, user: User, standing: Standing, entry: Entry) -> None:
        """Draw the notice from the meeting and begin its own procedure."""
        calling.begin_notice(self, "notice", user)

    def invite(self, user: None, standing: None, entry: Entry) -> None:
        """One invitation for each unit on the roster of the meeting's day."""
        for unit in invitees.invited(self.declared_kind, self.owner, self.held_on):
            title = f"{self.title}：{unit.organisation.short_name}"
            part = Invitation(
                title=title[:240],
                meeting=self,
                organisation=unit.organisation,
                quota=unit.quota,
                expected="\n".join(f"{t.person.name}\t{t.title}" for t in unit.persons),
                sort_on=self.held_on,
            )
            matters.begin_part(self, part, "invite")

    def urge(self, user: User, standing: Standing, entry: Entry) -> None:
        """Reach the units that have not answered, and only them."""
        calling.urge(self)

    def move(self, user: User, standing: Standing, entry: Entry) -> None:
        """Another day, hour or room; the change notice is drafted, and each date that hangs on it moves."""
        before = (self.when, self.where)
        for name, value in entry.data.items():
            setattr(self, name, value)
        calling.check_days(self)
        if before == (self.when, self.where):
            raise Refused("时间和地点都没有变化。")
        self.sort_on = self.held_on
        rooms.take(self, user)
        calling.begin_notice(self, "change", user, before=before)

    def cancel(self, user: User, standing: Standing, entry: Entry) -> None:
        """Free the room, withdraw the invitations, and draft the notice of it where one had gone out."""
        rooms.free(self)
        parts = list(Invitation.objects.filter(meeting=self.pk).exclude(state="withdrawn"))
        for part in parts:
            matters.take(part, "withdraw", None)
        if parts:
            calling.begin_notice(self, "cancel", user, reason=entry.note)

    def end_answers(self, user: User, standing: Standing, entry: Entry) -> None:
        """The meeting has been held: who has not answered is no longer asked."""
        for part in calling.missing(self):
            matters.take(part, "lapse", None)


class RoomSlot(models.Model):
    """One half-day of a room; unique, so that no two meetings share one on either engine."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="slots")
    day = models.DateField()
    half = models.CharField(max_length=2, choices=HALVES)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="slots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "day", "half"], name="room_half_day_once")]

    def __str__(self) -> str:
        return f"{self.room} {self.day} {self.get_half_display()}"


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
        return self.text


class Invitation(Matter):
    """会议邀请和回执: what one unit is asked and what it answers."""

    workflow = INVITATION
    listing = Listing(
        columns=(
            Column("title", "会议和单位"),
            Column("state_label", "状态"),
            Column("quota", "名额"),
            Column("sort_on", "会议日期", sorts="sort_on"),
        ),
        empty="没有会议邀请。收到会议通知后，回执在这里报送。",
    )

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    quota = models.PositiveIntegerField("名额")
    expected = models.TextField("应参会人员", blank=True)
    answered_at = models.DateTimeField("报送时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议邀请"
        constraints = [models.UniqueConstraint(fields=["meeting", "organisation"], name="invitation_once")]

    def expected_persons(self) -> list[tuple[str, str]]:
        """(name, post) of those expected, as of the day of the invitation."""
        return [tuple(line.split("\t", 1)) for line in self.expected.splitlines()]  # type: ignore[misc]

    def facts(self) -> list[tuple[str, object]]:
        """What the unit needs to know."""
        return [
            ("会议", self.meeting.title),
            ("时间", self.meeting.when),
            ("地点", self.meeting.where),
            ("单位", self.organisation.name),
            ("名额", f"{self.quota}人"),
            ("应参会人员", "；".join(f"{name}（{post}）" for name, post in self.expected_persons())),
            ("报名截止", chinese(self.meeting.answers_close_on)),
            ("联系人", f"{self.meeting.contact}　{self.meeting.phone}"),
        ]

    def trail_data(self) -> Mapping[str, object]:
        """Of an answer, only how many come and how many are on leave."""
        going = self.attendees.filter(is_leave=False).count()
        return {"going": going, "leave": self.attendees.filter(is_leave=True).count()}

    def detail_context(self, user: User) -> dict[str, Any]:
        """The persons named in the answer."""
        return {"attendees": self.attendees.all()}

    def lacks_open_registration(self) -> str:
        """Answers are taken to the end of the closing day."""
        meeting = self.meeting
        if clock.today() <= meeting.answers_close_on:
            return ""
        return (
            f"报名已于{chinese(meeting.answers_close_on)}截止；如需补报或调整，"
            f"请与会务{meeting.contact}联系，电话{meeting.phone}。"
        )

    def take_answer(self, user: User, standing: Standing, entry: Entry) -> None:
        """The unit's own answer, within its quota."""
        going = [row for row in entry.data["attendees"] if not row["is_leave"]]
        if len(going) > self.quota:
            raise Refused(
                f"参会{len(going)}人超过名额{self.quota}人；请减少人数，或与会务{self.meeting.contact}"
                f"（{self.meeting.phone}）联系，由会务说明理由后补录。"
            )
        calling.write_answer(self, entry.data["attendees"], entry.recorded_for)

    def take_recorded_answer(self, user: User, standing: Standing, entry: Entry) -> None:
        """代录、补报: late or over quota too, with the clerk's reason."""
        going = [row for row in entry.data["attendees"] if not row["is_leave"]]
        late = clock.today() > self.meeting.answers_close_on
        if (late or len(going) > self.quota) and not entry.note.strip():
            raise Refused("截止后补报或超出名额，须写明理由。")
        calling.write_answer(self, entry.data["attendees"], entry.recorded_for)


class Attendee(models.Model):
    """参会人员: a person named in an answer, or on leave with the reason."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="attendees")
    position = models.PositiveIntegerField()
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=80)
    phone = models.CharField("电话", max_length=40, blank=True)
    is_leave = models.BooleanField("请假", default=False)
    leave_reason = models.CharField("请假事由", max_length=200, blank=True)
    recorded_for = models.CharField("代录说明", max_length=200, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.name}（请假）" if self.is_leave else self.name
