"""How a meeting is called and how a unit answers: two tables.

Source: practice.md “Calling a meeting”; the days are the office's own.
"""

from congress.deadlines import OFFICE_SETTING, days, on_day
from congress.roles import (
    LEADER,
    MEETING_CLERK,
    OFFICE_HEAD,
    PARTS,
    SECRETARIAT,
    STANDING_MEMBER,
    UNIT_CLERK,
    UNIT_HEAD,
)
from congress.workflow import How, Lift, Workflow, confinement, may, step
from meetings.kinds import MEETING_KINDS

UNIT = (UNIT_CLERK.at("organisation"), UNIT_HEAD.at("organisation"))
THE_NOTICE = "会议通知"
BEFORE_THE_MEETING = tuple(kind.notice_limit for kind in MEETING_KINDS.values() if kind.notice_limit)

MEETING = Workflow(
    key="meeting",
    label="会议",
    states={
        "planned": "筹备中",
        "noticing": "通知办理中",
        "notified": "已通知",
        "held": "已召开",
        "closed": "已办结",
        "cancelled": "已取消",
    },
    final=("closed", "cancelled"),
    readers=(
        SECRETARIAT,
        OFFICE_HEAD,
        LEADER,
        STANDING_MEMBER.at("shown_to_members").since("notified"),
        UNIT_CLERK.at("invited").since("notified"),
        UNIT_HEAD.at("invited").since("notified"),
    ),
    steps=(
        step("plan", "筹备会议", "> planned", by=MEETING_CLERK, form="meetings.forms.MeetingForm", then="settle"),
        step(
            "draft_notice",
            "拟写通知",
            "planned > noticing",
            by=MEETING_CLERK,
            needs=("lacks_agenda", "lacks_invitees", "lacks_time_ahead"),
            then="draft_notice",
            within=BEFORE_THE_MEETING,
            remind=(2, 0),
        ),
        may(
            "edit",
            "修改",
            "planned > planned",
            by=MEETING_CLERK,
            form="meetings.forms.MeetingForm",
            then="rewrite",
        ),
        may(
            "amend",
            "修改会议",
            "noticing > noticing",
            by=MEETING_CLERK,
            form="meetings.forms.MeetingForm",
            needs=("has_notice_beyond_draft",),
            then="rewrite",
        ),
        may(
            "redraw",
            "按会议重写通知稿",
            "noticing > noticing",
            by=MEETING_CLERK,
            needs=("lacks_notice_in_draft", "lacks_agenda", "lacks_time_ahead"),
            then="redraw_notice",
        ),
        # The notice was dropped, recalled, or its number void: the units still wait for one.
        step(
            "redraft",
            "重新拟写通知",
            "noticing|notified > =",
            by=MEETING_CLERK,
            owed_if="has_live_notice",
            offered_if="has_live_notice",
            needs=("has_live_notice", "lacks_agenda", "lacks_invitees", "lacks_time_ahead"),
            then="draft_notice",
            within=BEFORE_THE_MEETING,
            remind=(2, 0),
        ),
        # Any one dispatched paper is the notice: while the meeting is in this state it has no other.
        step(
            "notify",
            "通知发出，邀请参会",
            "noticing > notified",
            by=PARTS,
            lift=Lift("paper", "dispatched", How.ANY),
            then="invite",
        ),
        may("urge", "催报", "notified > notified", by=MEETING_CLERK, needs=("lacks_missing_answers",), then="urge"),
        may(
            "extend_answers",
            "延长报名",
            "notified > notified",
            by=MEETING_CLERK,
            form="meetings.forms.ExtendForm",
            needs=("lacks_later_day",),
            then="extend_answers",
        ),
        may(
            "move",
            "改期或调整地点",
            "notified > notified",
            by=MEETING_CLERK,
            form="meetings.forms.MoveForm",
            needs=("has_notice_beyond_draft",),
            then="move",
        ),
        may(
            "cancel",
            "取消会议",
            "planned|noticing|notified > cancelled",
            by=MEETING_CLERK,
            is_return=True,
            needs=("has_notice_beyond_draft",),
            then="cancel",
        ),
        step(
            "hold",
            "记录已召开",
            "notified > held",
            by=MEETING_CLERK,
            needs=("lacks_its_beginning",),
            then="end_answers",
            within=on_day("held_on", THE_NOTICE, "会议日期"),
        ),
        step("close", "办结", "held > closed", by=MEETING_CLERK, within=days(10, OFFICE_SETTING).after("hold", "召开")),
        *confinement("planned|noticing|notified|held > =", by=MEETING_CLERK),
    ),
)

INVITATION = Workflow(
    key="invitation",
    label="会议邀请",
    states={"invited": "待报回执", "lapsed": "未报", "answered": "已报", "withdrawn": "已撤回"},
    final=("lapsed", "withdrawn"),
    readers=(SECRETARIAT, OFFICE_HEAD, LEADER),
    steps=(
        step("invite", "邀请", "> invited", by=PARTS),
        step(
            "answer",
            "报送回执",
            "invited > answered",
            by=UNIT,
            form="meetings.forms.AnswerForm",
            needs=("lacks_open_registration",),
            then="take_answer",
            within=on_day("to_meeting.answers_close_on", THE_NOTICE, "报名截止"),
            remind=(2, 1, 0),
        ),
        may(
            "change_answer",
            "修改回执",
            "answered > answered",
            by=UNIT,
            form="meetings.forms.AnswerForm",
            needs=("lacks_open_registration",),
            then="take_answer",
        ),
        may(
            "record",
            "代录回执",
            "invited|answered|lapsed > answered",
            by=MEETING_CLERK,
            form="meetings.forms.RecordAnswerForm",
            then="take_recorded_answer",
        ),
        # Taken by the meeting for its parts: when it is held, called off, or moved to a day with another roster.
        step("lapse", "会议已召开，未报回执", "invited > lapsed", by=PARTS),
        step("withdraw", "撤回邀请", "invited|answered|lapsed > withdrawn", by=PARTS),
        step("invite_again", "重新邀请", "withdrawn > invited", by=PARTS),
    ),
)
