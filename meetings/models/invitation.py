"""What one unit is asked for a meeting, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from congress import chain, clock
from congress.deadlines import chinese
from congress.listing import Column, Listing
from congress.models import Matter, Organisation
from congress.refusal import Refused
from meetings import answers, notices
from meetings.kinds import MEMBER, capacity_choices
from meetings.models.meeting import Meeting
from meetings.procedures import INVITATION

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.models import User
    from congress.permissions import Standing


class Invitation(Matter):
    """会议邀请和回执.  `expected` holds name, post and capacity of those in office on the meeting's day."""

    workflow = INVITATION
    listing = Listing(
        columns=(
            Column("title", "会议和单位"),
            Column("state_label", "状态"),
            Column("quota", "名额"),
            Column("sort_on", "会议日期", sorts="sort_on"),
        ),
        related=("owner", "organisation", "to_meeting", "to_meeting__room"),
        empty="没有会议邀请。收到会议通知后，回执在这里报送。",
    )

    to_meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    quota = models.PositiveIntegerField("名额")
    expected = models.JSONField("应参会人员", default=list)
    answered_at = models.DateTimeField("报送时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议邀请"
        constraints = [models.UniqueConstraint(fields=["to_meeting", "organisation"], name="invitation_once")]

    @property
    def expected_text(self) -> str:
        """卞西樵（桐梓县人大常委会主任）；阮书衡（市人大法制委员会主任委员，兼市人大常委会法工委主任）."""
        return "；".join(
            f"{one['name']}（{'，兼'.join(filter(None, (one['post'], one.get('also'))))}）" for one in self.expected
        )

    def capacity_of(self, name: str) -> str:
        """In what capacity this person comes: as expected, else as the unit's first."""
        by_name = {person["name"]: person["capacity"] for person in self.expected}
        return by_name.get(name) or next(iter(by_name.values()), MEMBER.key)

    # A row of the board (needs answers.board_rows, which fetches `people` and the receipt)

    @property
    def is_missing(self) -> bool:
        """Has nobody answered, whether or not it still can be?"""
        return self.state in answers.UNANSWERED

    @property
    def going(self) -> list[Attendee]:
        """Who comes."""
        return [person for person in self.people if not person.is_leave]

    @property
    def on_leave(self) -> list[Attendee]:
        """Who does not, with a reason."""
        return [person for person in self.people if person.is_leave]

    @property
    def going_count(self) -> int:
        """How many come."""
        return len(self.going)

    @property
    def going_text(self) -> str:
        """Who comes, with post and telephone."""
        return answers.names_of(self.going)

    @property
    def leave_text(self) -> str:
        """Who is on leave, and why."""
        return "；".join(f"{person.name}（{person.leave_reason}）" for person in self.on_leave)

    @property
    def also_text(self) -> str:
        """For which other posts, of bodies that are not asked by themselves, somebody comes."""
        return "；".join(f"{one['name']}兼{one['also']}" for one in self.expected if one.get("also"))

    @property
    def recorded_text(self) -> str:
        """How the answer came, where it was recorded for the unit."""
        return next((person.recorded_for for person in self.people if person.recorded_for), "")

    @property
    def delivery_label(self) -> str:
        """How far the latest notice has come to this unit."""
        if self.signed_at:
            return "已签收"
        if self.opened_at:
            return "已打开"
        return "未打开" if self.sent_at else "未列主送"

    def facts(self) -> list[tuple[str, object]]:
        """What the unit needs to know."""
        return [
            ("会议", self.to_meeting.title),
            ("时间", self.to_meeting.when),
            ("地点", self.to_meeting.where),
            ("单位", self.organisation.name),
            ("名额", f"{self.quota}人"),
            ("应参会人员", self.expected_text),
            ("报名截止", chinese(self.to_meeting.answers_close_on)),
            ("联系人", f"{self.to_meeting.contact}　{self.to_meeting.phone}"),
        ]

    def trail_data(self) -> Mapping[str, object]:
        """Of an answer, how many come and how many are on leave, and the digest of the whole."""
        rows = list(self.attendees.values_list("name", "post", "phone", "is_leave", "leave_reason"))
        leave = sum(row[3] for row in rows)
        digest = chain.sm3(chain.canonical({"answer": [list(row) for row in rows]}))
        return {"going": len(rows) - leave, "leave": leave, "answer_sm3": digest}

    def detail_context(self, user: User) -> dict[str, Any]:
        """The persons named in the answer, the meeting if the reader may see it, and what the unit has to know."""
        seen = Meeting.objects.filter(pk=self.to_meeting_id).visible_to(user)
        told = self.why_withdrawn() + notices.not_yet_told(self.to_meeting)
        return {"attendees": self.attendees.all(), "meeting": seen.first(), "warning": told}

    def why_withdrawn(self) -> str:
        """Why nobody of the unit is asked any more; empty while somebody is."""
        if self.state != "withdrawn":
            return ""
        meeting = self.to_meeting
        if meeting.state != "cancelled":
            return "本邀请已撤回：会议改期后，按新日期的在任职务，本单位不在参会范围内。"
        event = notices.cancelling(meeting)
        return f"本邀请已撤回：会议已取消。原因：{event.note.rstrip('。') if event else '未记录'}。"

    # Gates

    def lacks_open_registration(self) -> str:
        """Answers are taken to the end of the closing day."""
        meeting = self.to_meeting
        if clock.today() <= meeting.answers_close_on:
            return ""
        return (
            f"报名已于{chinese(meeting.answers_close_on)}截止；如需补报或调整，"
            f"请与会务{meeting.contact}联系，电话{meeting.phone}。"
        )

    def exceeds_quota(self, people: Sequence[Mapping[str, Any]]) -> str:
        """Why so many cannot come; those on leave take no place."""
        going = sum(not person["is_leave"] for person in people)
        if going <= self.quota:
            return ""
        return (
            f"参会{going}人超过名额{self.quota}人；请减少人数，或与会务{self.to_meeting.contact}"
            f"（{self.to_meeting.phone}）联系，由会务说明理由后补录。"
        )

    # What else a step changes

    def take_answer(self, user: User, standing: Standing, entry: Entry) -> None:
        """The unit's own answer, within its quota."""
        if reason := self.exceeds_quota(entry.data["attendees"]):
            raise Refused(reason)
        answers.write(self, entry.data["attendees"], entry.recorded_for)

    def take_recorded_answer(self, user: User, standing: Standing, entry: Entry) -> None:
        """代录、补报: late or over quota too, with the clerk's reason."""
        if (self.lacks_open_registration() or self.exceeds_quota(entry.data["attendees"])) and not entry.note.strip():
            raise Refused("截止后补报或超出名额，须写明理由。")
        answers.write(self, entry.data["attendees"], entry.recorded_for)


class Attendee(models.Model):
    """参会人员: a person named in an answer, or on leave with the reason."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="attendees")
    position = models.PositiveIntegerField()
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=80)
    phone = models.CharField("电话", max_length=40, blank=True)
    capacity = models.CharField("身份", max_length=20, choices=capacity_choices, default=MEMBER.key)
    is_leave = models.BooleanField("请假", default=False)
    leave_reason = models.CharField("请假事由", max_length=200, blank=True)
    recorded_for = models.CharField("代录说明", max_length=200, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.name}（请假）" if self.is_leave else self.name
