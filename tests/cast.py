"""One small city with fictional people, one in each role: every test speaks of them.

The city's standing committee with its office and two bodies, two counties it
guides, one bureau and one township.  All persons are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.test import override_settings

from congress import clock, confining, matters, roles
from congress.models import (
    CalendarDay,
    Counter,
    Matter,
    Organisation,
    OutgoingPaper,
    Person,
    Posting,
    Precedence,
    Series,
    Tenure,
    User,
)
from congress.roles import AccountKind, Role

PASSWORD = "Fictional-2016"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 5, 18, 9, 0, tzinfo=SHANGHAI)


def organisation(key: str, name: str, kind: str, level: str = "city", **fields: object) -> Organisation:
    """An organisation with its short name, in existence since 1997 unless told otherwise."""
    fields.setdefault("since", date(1997, 12, 1))
    short = str(fields.pop("short_name", name))
    return Organisation.objects.create(key=key, name=name, short_name=short, kind=kind, level=level, **fields)


@cache
def hashed() -> str:
    """PASSWORD, as an account keeps it."""
    return make_password(PASSWORD)


def account(username: str, name: str, *held: tuple[Role, Organisation], kind: str = AccountKind.BUSINESS) -> User:
    """A person with an account and postings since 2000."""
    user = User.objects.create(  # as create_user() does, without looking fifteen times whether the name is free
        username=username,
        password=hashed(),
        person=Person.objects.create(name=name),
        kind=kind,
        email=f"{username}@example.invalid",
    )
    for role, place in held:
        Posting.objects.create(user=user, organisation=place, role=role.key, since=date(2000, 1, 1))
    return user


def tenure(person: Person, place: Organisation, office: str, title: str, **fields: object) -> Tenure:
    """Somebody in an office since 2022."""
    fields.setdefault("since", date(2022, 1, 20))
    return Tenure.objects.create(person=person, organisation=place, office=office, title=title, **fields)


@dataclass
class City:
    """The cast; each attribute is one organisation, or the account of one person."""

    committee: Organisation
    office: Organisation
    research: Organisation
    justice: Organisation
    north: Organisation
    south: Organisation
    bureau: Organisation
    township: Organisation
    series: Series
    secretary: User
    seal_keeper: User
    meeting_clerk: User
    drafter: User
    office_head: User
    chair: User
    member: User
    north_clerk: User
    north_chair: User
    south_clerk: User
    bureau_clerk: User
    township_chair: User
    system: User
    security: User
    auditor: User

    def paper(self, by: User | None = None, **fields: object) -> OutgoingPaper:
        """A draft notice to the counties, by the drafter of the research office."""
        data: dict[str, object] = {
            "title": "关于召开座谈会的通知",
            "paper": "notice",
            "series": self.series,
            "to_groups": ["county_committees"],
            "body": "经研究，决定召开座谈会。现就有关事项通知如下：\n一、会议时间：2026年6月1日。",
            "signatory": "遵义市人大常委会办公室",
        }
        draft = OutgoingPaper(**{**data, **fields})
        return matters.begin(draft, "draft", by or self.drafter)

    def signed(self, **fields: object) -> OutgoingPaper:
        """A notice that was checked and signed; it has no number yet."""
        paper = matters.take(self.paper(**fields), "submit", self.drafter)
        paper = matters.take(paper, "check", self.office_head)
        return matters.take(
            paper,
            "sign_off",
            self.chair,
            entry=matters.Entry(data={"text_digest": paper.text_digest}),
        )

    def registered(self, **fields: object) -> OutgoingPaper:
        """A notice with its number, not yet printed."""
        return self.register(self.signed(**fields))

    def register(self, paper: OutgoingPaper) -> OutgoingPaper:
        """From the signature to the number."""
        paper = matters.take(paper, "recheck", self.secretary)
        return matters.take(paper, "register", self.secretary, entry=matters.Entry(data={"copies": 5}))

    def seal(self, paper: OutgoingPaper) -> OutgoingPaper:
        """From the number over its print (a stand-in, if there is none) to the seal, or past it where none is due."""
        paper.papers.filter(pdf_digest="").update(pdf_digest="0" * 64, page_count=2)
        paper = matters.take(paper, "proofread", self.secretary)
        if not paper.declared_paper.has_seal:
            return paper
        data = {"seal": paper.signatory, "used_on": clock.today(), "copies": 5, "approved_by": paper.approver}
        return matters.take(paper, "seal", self.seal_keeper, entry=matters.Entry(data=data))

    def send(self, paper: OutgoingPaper) -> OutgoingPaper:
        """From the signature to the recipients."""
        return matters.take(self.seal(self.register(paper)), "dispatch", self.secretary)

    @staticmethod
    def confined(matter: Matter, *people: User, until: date = date(2026, 12, 31)) -> Matter:
        """The same matter, read by these only."""
        confining.confine(matter, people, until, "人事事项", None)
        return matter

    def dispatched(self, **fields: object) -> OutgoingPaper:
        """A notice that was printed (a stand-in for its PDF), stamped and dispatched."""
        return self.send(self.signed(**fields))


@override_settings(SIMPLE_HISTORY_ENABLED=False)
def build() -> City:
    """Make the city.  Call it with the clock at MONDAY or later.

    What stood there from the beginning has no history: it would be a third of the time of each test.
    """
    committee = organisation(
        "zunyi-sc", "遵义市人民代表大会常务委员会", "standing_committee", short_name="市人大常委会"
    )
    office = organisation("zunyi-office", "遵义市人大常委会办公室", "working_body", parent=committee)
    research = organisation("zunyi-research", "遵义市人大常委会研究室", "working_body", parent=committee)
    justice = organisation("zunyi-justice", "遵义市人大监察和司法委员会", "special_committee", parent=committee)
    north = _county("north-sc", "桐梓县", committee)
    south = _county("south-sc", "湄潭县", committee)
    bureau = organisation("bureau", "遵义市水务局", "department")
    township = organisation(
        "township",
        "新站镇人大主席团",
        "presidium",
        level="township",
        guided_by=north,
        region="新站镇",
    )
    for position, place in enumerate((committee, office, research, justice, north, south), start=1):
        Precedence.objects.create(organisation=place, position=position, since=date(2000, 1, 1))
    CalendarDay.objects.create(
        day=date(2026, 6, 19),
        kind=CalendarDay.HOLIDAY,
        name="端午节",
        source="国务院办公厅2026年放假通知",
    )
    series = Series.objects.create(
        key="office",
        prefix="遵人常办",
        label="办公室通知、函",
        owner=committee,
        mark="遵义市人大常委会办公室文件",
        signatory="遵义市人大常委会办公室",
    )
    Counter.objects.create(series=series, year=2026)
    city = City(
        committee, office, research, justice, north, south, bureau, township, series,
        seal_keeper=account("yinzhang", "印守正", (roles.SEAL_KEEPER, committee)),
        secretary=account("xiaoai", "艾小禾", (roles.SECRETARIAT, committee)),
        meeting_clerk=account("xiaobai", "柏小舟", (roles.MEETING_CLERK, committee)),
        drafter=account("yanjiu", "苏见微", (roles.DRAFTER, research)),
        office_head=account("qi", "祁望舒", (roles.OFFICE_HEAD, committee)),
        chair=account("zhang", "章启衡", (roles.LEADER, committee)),
        member=account("weiyuan", "温若岚", (roles.STANDING_MEMBER, committee)),
        north_clerk=account("tongzi", "田青", (roles.UNIT_CLERK, north)),
        north_chair=account("bian", "卞西樵", (roles.UNIT_HEAD, north)),
        south_clerk=account("meitan", "梅小满", (roles.UNIT_CLERK, south)),
        bureau_clerk=account("shuiwu", "水文清", (roles.HANDLING_CLERK, bureau)),
        township_chair=account("xinzhan", "吉春生", (roles.TOWNSHIP_CHAIR, township)),
        system=account("sysadmin", "陶系", (roles.SYSTEM_ADMINISTRATOR, office), kind=AccountKind.SYSTEM),
        security=account("secadmin", "安全", (roles.SECURITY_ADMINISTRATOR, office), kind=AccountKind.SECURITY),
        auditor=account("auditor", "沈计", (roles.AUDIT_ADMINISTRATOR, office), kind=AccountKind.AUDIT),
    )  # fmt: skip
    tenure(city.chair.person, committee, "chairperson", "市人大常委会主任")
    tenure(city.north_chair.person, north, "chairperson", "桐梓县人大常委会主任")
    tenure(Person.objects.create(name="展鸿"), south, "chairperson", "湄潭县人大常委会主任")
    tenure(Person.objects.create(name="娄清"), north, "office_director", "桐梓县人大常委会办公室主任")
    return city


def _county(key: str, region: str, guided_by: Organisation) -> Organisation:
    return organisation(
        key, f"{region}人民代表大会常务委员会", "standing_committee", level="county",
        short_name=f"{region}人大常委会", guided_by=guided_by, region=region,
    )  # fmt: skip
