"""Who is who in the demo: every person is invented; offices and accounts by role."""

from __future__ import annotations

from datetime import date

from congress import names, roles
from congress.models import Organisation, Person, Posting, Precedence, Tenure, User
from congress.roles import AccountKind, Role

PASSWORD = "Demo-2026-renda"  # noqa: S105  (of the demo, shown on purpose)
SINCE = date(2012, 2, 20)

LEADERS = (
    ("章启衡", "chairperson", "市人大常委会主任"), ("陆知远", "vice_chairperson", "市人大常委会副主任"),
    ("温若岚", "vice_chairperson", "市人大常委会副主任"), ("乔砚秋", "vice_chairperson", "市人大常委会副主任"),
    ("邵庭安", "vice_chairperson", "市人大常委会副主任"), ("佟嘉禾", "vice_chairperson", "市人大常委会副主任"),
    ("岑以宁", "secretary_general", "市人大常委会秘书长"),
    ("祁望舒", "deputy_secretary_general", "市人大常委会副秘书长"),
    ("费云帆", "party_secretary", "市人大常委会机关党委书记"),
)  # fmt: skip
# He is the head of the 机关党委 as well, which is asked by itself where the leaders' deputies are not.
PARTY_SECRETARY = ("费云帆", "市人大常委会机关党委书记")
MEMBERS = ("方既白", "钟离然", "水中砥", "莫问津", "施雨桐", "白石溪", "古月明", "连城", "向晚晴", "牧云山")
HEADS = (
    ("祁望舒", "zunyi-office", "市人大常委会办公室主任"), ("柯静川", "zunyi-research", "市人大常委会研究室主任"),
    ("孟听澜", "zunyi-petitions", "市人大常委会信访办主任"), ("阮书衡", "zunyi-legal", "市人大常委会法工委主任"),
    ("俞同舟", "zunyi-deputies", "市人大常委会代表工委主任"), ("闻人序", "zunyi-budget", "市人大常委会预算工委主任"),
)  # fmt: skip
CHAIRS = (
    ("骆明谦", "finance"), ("戚怀瑾", "justice"), ("苗亦晴", "education"), ("滕远舟", "environment"),
    ("耿禾丰", "agriculture"), ("申遥岭", "ethnic"), ("宁采薇", "society"), ("阮书衡", "legislation"),
)  # fmt: skip
COUNTY_CHAIRS = (
    ("honghuagang", "卞西樵"), ("huichuan", "展鸿"), ("bozhou", "沙南溪"), ("tongzi", "丁若水"), ("suiyang", "裴青野"),
    ("zhengan", "晏小满"), ("daozhen", "田峥"), ("wuchuan", "覃月"), ("fenggang", "蔺长风"), ("meitan", "邬茗"),
    ("yuqing", "席见山"), ("xishui", "龙越江"), ("chishui", "穆赤霞"), ("renhuai", "冉仁川"),
)  # fmt: skip
COUNTY_DIRECTORS = (
    "时雨", "路遥知", "简书", "安顺之", "夏川", "凌云志", "车千里", "符生", "池青", "管弦",
    "茅舍", "谷雨声", "游龙", "江渡",
)  # fmt: skip
TOWNSHIP_CHAIRS = ("楚云飞", "吉春生", "柏松坎", "高远", "毛石安", "官禾", "万木森")

# username, name, role, organisation: the accounts that the README lists
ACCOUNTS: tuple[tuple[str, str, Role, str], ...] = (
    ("xiaoai", "艾小禾", roles.SECRETARIAT, "zunyi"),
    ("yinzhang", "印守正", roles.SEAL_KEEPER, "zunyi"),
    ("xiaobai", "柏小舟", roles.MEETING_CLERK, "zunyi"),
    ("yanjiu", "苏见微", roles.DRAFTER, "zunyi-research"),
    ("qiwangshu", "祁望舒", roles.OFFICE_HEAD, "zunyi"),
    ("cenyining", "岑以宁", roles.LEADER, "zunyi"),
    ("zhangqiheng", "章启衡", roles.LEADER, "zunyi"),
    ("fangjibai", "方既白", roles.STANDING_MEMBER, "zunyi"),
    ("xiaocen", "岑小满", roles.DEPUTY_LIAISON, "zunyi"),
    ("xiaodu", "杜小川", roles.OVERSIGHT_CLERK, "zunyi"),
    ("xiaofang", "方小圆", roles.FILING_REVIEWER, "zunyi"),
    ("xiaogu", "顾小风", roles.PETITION_CLERK, "zunyi"),
    ("xiaohe", "何小田", roles.APPOINTMENT_CLERK, "zunyi"),
    ("tongzi", "丁若水", roles.UNIT_HEAD, "tongzi"),
    ("tongzi-office", "安顺之", roles.UNIT_CLERK, "tongzi"),
    ("honghuagang", "卞西樵", roles.UNIT_HEAD, "honghuagang"),
    ("honghuagang-office", "时雨", roles.UNIT_CLERK, "honghuagang"),
    ("xinzhan", "吉春生", roles.TOWNSHIP_CHAIR, "tongzi-2"),
    ("shuiwu", "水文清", roles.HANDLING_CLERK, "department-14"),
    ("daibiao", "田禾生", roles.DEPUTY, "zunyi-congress"),
)
ADMINISTRATORS: tuple[tuple[str, str, Role, str], ...] = (
    ("xitong", "陶系安", roles.SYSTEM_ADMINISTRATOR, AccountKind.SYSTEM),
    ("anquan", "安若素", roles.SECURITY_ADMINISTRATOR, AccountKind.SECURITY),
    ("shenji", "沈鉴明", roles.AUDIT_ADMINISTRATOR, AccountKind.AUDIT),
)


def load() -> None:
    """Persons in their offices, the order of leaders, and an account for each role and each unit."""
    bodies = {o.key: o for o in Organisation.objects.all()}
    _leaders(bodies["zunyi"])
    for name, key, title in HEADS:
        _tenure(name, bodies[key], "body_director", title)
    for name, key in CHAIRS:
        place = bodies[f"zunyi-{key}"]
        former = bodies.get(f"zunyi-{key}-2016")
        if former:
            _tenure(name, former, "committee_chair", f"{former.short_name}主任委员", until=former.until)
        _tenure(name, place, "committee_chair", f"{place.short_name}主任委员", since=max(SINCE, place.since))
    _counties(bodies)
    for index, name in enumerate(TOWNSHIP_CHAIRS, start=1):
        place = bodies[f"tongzi-{index}"]
        _tenure(name, place, "presidium_chair", f"{place.region}人大主席")
    _accounts(bodies)


def _leaders(committee: Organisation) -> None:
    for position, (name, office, title) in enumerate(LEADERS, start=1):
        _tenure(name, committee, office, title)
        Precedence.objects.create(person=person(name), position=position, since=SINCE)
    for name in MEMBERS:
        _tenure(name, committee, "standing_member", "市人大常委会委员")
    secretary, title = PARTY_SECRETARY
    _tenure(secretary, Organisation.objects.get(key="zunyi-party"), "party_secretary", title)


def _counties(bodies: dict[str, Organisation]) -> None:
    for (key, chair), director in zip(COUNTY_CHAIRS, COUNTY_DIRECTORS, strict=True):
        places = [bodies[key]] if key != "bozhou" else [bodies["zunyi-county"], bodies["bozhou"]]
        for place in places:
            dates = {"since": max(SINCE, place.since), "until": place.until}
            _tenure(chair, place, "chairperson", f"{place.short_name}主任", **dates)
            _tenure(director, place, "office_director", f"{place.short_name}办公室主任", **dates)


def person(name: str) -> Person:
    """The person of this name; in the demo no two share one."""
    return Person.objects.get_or_create(name=name)[0]


def _tenure(name: str, place: Organisation, office: str, title: str, **dates: object) -> None:
    dates.setdefault("since", SINCE)
    Tenure.objects.create(person=person(name), organisation=place, office=office, title=title, **dates)


def _accounts(bodies: dict[str, Organisation]) -> None:
    for username, name, role, key in ACCOUNTS:
        _account(username, name, role, bodies[key])
    for username, name, role, kind in ADMINISTRATORS:
        _account(username, name, role, bodies["zunyi-office"], kind=kind)
    have = set(User.objects.values_list("username", flat=True))
    for (key, _), director in zip(COUNTY_CHAIRS, COUNTY_DIRECTORS, strict=True):
        if f"{key}-office" not in have:
            _account(f"{key}-office", director, roles.UNIT_CLERK, bodies[key])
    _bodies_clerks(bodies)
    # Who handles suggestions for a bureau signs for its papers and answers its invitations as well.
    _post(User.objects.get(username="shuiwu"), roles.UNIT_CLERK, bodies["department-14"])
    # The organ itself is answered for by the head of its office; as head, not as clerk: its bodies have their own.
    _post(User.objects.get(username="qiwangshu"), roles.UNIT_HEAD, bodies["zunyi"])


def _bodies_clerks(bodies: dict[str, Organisation]) -> None:
    """Each own body signs for its papers, and checks those that it drafts, through its head."""
    heads = {key: name for name, key, _ in HEADS} | {f"zunyi-{key}": name for name, key in CHAIRS}
    heads["zunyi-party"] = PARTY_SECRETARY[0]
    taken = set(Person.objects.filter(user__isnull=False).values_list("name", flat=True))
    for key, name in heads.items():
        if name in taken:
            user = User.objects.get(person__name=name)
            _post(user, roles.UNIT_CLERK, bodies[key])
        else:
            _account(names.pinyin(name).replace(" ", ""), name, roles.UNIT_CLERK, bodies[key])
            taken.add(name)
        _post(User.objects.get(person__name=name), roles.SECTION_HEAD, bodies[key])
        former = bodies.get(f"{key}-2016")
        if former:
            _post(User.objects.get(person__name=name), roles.UNIT_CLERK, former)


def _account(username: str, name: str, role: Role, place: Organisation, kind: str = AccountKind.BUSINESS) -> None:
    user = User.objects.create_user(
        username, PASSWORD, person=person(name), kind=kind, email=f"{username}@example.invalid"
    )
    _post(user, role, place)


def _post(user: User, role: Role, place: Organisation) -> None:
    Posting.objects.create(user=user, organisation=place, role=role.key, since=SINCE, reason="演示数据")
    if role is roles.UNIT_CLERK and place.key == "bozhou":
        before = Organisation.objects.get(key="zunyi-county")
        Posting.objects.create(user=user, organisation=before, role=role.key, since=SINCE, reason="演示数据")
