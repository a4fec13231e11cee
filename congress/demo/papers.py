"""A few papers under way, so that each desk of the demo has something on it."""

from __future__ import annotations

from congress import clock, matters
from congress.demo.city import DemoCity, paper
from congress.matters import Entry
from congress.reviewing import Place, seat
from congress.roles import OFFICE_HEAD, SECTION_HEAD

GROUPS = ["county_committees"]
STATISTICS = (
    "为全面掌握县乡人大工作情况，现就报送2026年度工作统计表有关事项通知如下：\n"
    "一、报送内容\n（一）会议情况。包括常委会会议、主任会议的次数和主要议题。\n"
    "（二）监督情况。包括听取专项工作报告、执法检查、专题询问的项目和审议意见办理结果。\n"
    "（三）代表工作情况。包括代表建议办理、代表活动和联络站建设。\n"
    "二、报送时间。请于2026年12月25日前报送。\n三、有关要求。数据截至报送之日，由主要负责人审核。"
)
TRAINING = (
    "根据年度工作安排，决定举办县乡人大干部业务培训班。现就有关事项通知如下：\n"
    "一、培训内容。代表法修改的主要内容；代表建议办理实务；备案审查工作。\n"
    "二、培训时间和地点另行通知。\n三、请各单位提前确定参训人员。"
)
STUDY = (
    "经主任会议研究，决定开展基层立法联系点建设情况调研。现就有关事项通知如下：\n"
    "一、调研方式。采取书面调研和实地调研相结合的方式。\n二、请于两周内报送书面材料。"
)


def load(city: DemoCity) -> None:
    """One draft returned by its second reviewer, one waiting to be checked, one to be signed."""
    returned = paper(city, "关于开展基层立法联系点建设情况调研的通知", STUDY, "yanjiu", to_groups=GROUPS)
    reviewers = [seat(Place(role.key, returned.owner)) for role in (SECTION_HEAD, OFFICE_HEAD)]
    returned = matters.take(returned, "submit", city.user("yanjiu"), entry=Entry(data={"reviewers": reviewers}))
    clock.advance(minutes=20)
    returned = matters.take(returned, "pass_on", city.user("kejingchuan"), entry=Entry(note="内容已核。"))
    clock.advance(minutes=30)
    reason = Entry(note="书面材料的报送日期不明确，请写明具体日期，并补充联系人和电话。")
    matters.take(returned, "send_back", city.user("qiwangshu"), entry=reason)

    waiting = paper(city, "关于举办县乡人大干部业务培训班的通知", TRAINING, "xiaoai", to_groups=GROUPS)
    matters.take(waiting, "submit", city.user("xiaoai"))
    clock.advance(minutes=30)

    statistics = paper(city, "关于报送2026年度人大工作统计表的通知", STATISTICS, "xiaoai", to_groups=GROUPS)
    statistics = matters.take(statistics, "submit", city.user("xiaoai"))
    matters.take(statistics, "check", city.user("qiwangshu"), entry=Entry(note="拟同意。"))
