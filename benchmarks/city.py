"""Who there is in the generated city: organisations and accounts that grow with its matters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from benchmarks.loading import Rows
from congress import clock, roles
from congress.models import CalendarDay, Organisation, Person, Posting, Precedence, Tenure, User

UNITS_ASKED = 14
YEARS = 10
# Who looks: everything, 1/250 by the owning body, 1/250 by named reading, ten rows.
SEES_ALL, SEES_BODY, SEES_NAMED, SEES_TEN = "sees-all", "sees-body", "sees-named", "sees-ten"
SEAL_KEEPER = "seal-keeper"


def unit_count(rows: int) -> int:
    """14 at a thousand matters, 2,000 at a million, on a straight line of logarithms between."""
    return max(UNITS_ASKED, round(14 * (rows / 1000) ** 0.7183))


@dataclass
class City:
    """Ids of who there is; the first unit sees ten rows, the second 1/250 by name."""

    bodies: list[int]
    units: list[int]
    top: int = 1
    body: int = 0
    ten: int = 0
    named: int = 0
    keys: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    clerks: dict[int, tuple[int, str]] = field(default_factory=dict)  # organisation → (user, name)
    all_user: int = 0


def build_city(units: int) -> City:
    """The standing committee with its bodies, the units it guides, an account in each, some at the top."""
    bodies = list(range(2, 2 + max(4, units // 8)))
    first = bodies[-1] + 1
    city = City(bodies, list(range(first, first + units + 2)))
    city.body, city.ten, city.named = bodies[0], *city.units[:2]
    organisations = Rows(Organisation, ("id", "key", "name", "short_name", "kind", "level", "parent_id",
                                        "guided_by_id", "lineage"), since=date(1997, 12, 1))  # fmt: skip
    organisations.add(1, "top", "遵义市人民代表大会常务委员会", "市人大常委会", "standing_committee", "city",
                      None, None, "/top/")  # fmt: skip
    for pk in bodies:
        organisations.add(pk, f"body{pk}", f"常委会第{pk}工作委员会", f"第{pk}工委", "working_body", "city", 1, None,
                          f"/top/body{pk}/")  # fmt: skip
    for pk in city.units:
        organisations.add(pk, f"unit{pk}", f"第{pk}县人民代表大会常务委员会", f"第{pk}县人大常委会",
                          "standing_committee", "county", None, 1, f"/unit{pk}/")  # fmt: skip
    organisations.flush()
    places = [1, *bodies, *city.units]
    city.keys = dict(
        zip(places, ["top", *(f"body{n}" for n in bodies), *(f"unit{n}" for n in city.units)], strict=True)
    )
    city.names = {pk: f"第{pk}县人大常委会" for pk in city.units}
    _people(city, places)
    _calendar()
    return city


def _people(city: City, places: list[int]) -> None:
    persons = Rows(Person, ("id", "name", "pinyin"))
    users = Rows(User, ("id", "username", "person_id", "email"), password="!", is_active=True)
    postings = Rows(Posting, ("user_id", "organisation_id", "role"), since=date(2000, 1, 1))
    tenures = Rows(Tenure, ("person_id", "organisation_id", "office", "title"), since=date(2016, 1, 1))
    order = Rows(Precedence, ("organisation_id", "position"), since=date(2000, 1, 1))

    def account(username: str, place: int, *held: roles.Role) -> int:
        pk = persons.count + 1
        persons.add(pk, f"人员{pk}", f"renyuan{pk:07}")
        users.add(pk, username, pk, f"{username}@example.invalid")
        for role in held:
            postings.add(pk, place, role.key)
        city.clerks.setdefault(place, (pk, f"人员{pk}"))
        return pk

    special = {city.ten: SEES_TEN, city.named: SEES_NAMED}
    for position, place in enumerate(places):
        order.add(place, position)
        if place in city.names:
            head = account(special.get(place, f"unit{place}"), place, roles.UNIT_CLERK)
            tenures.add(head, place, "chairperson", f"第{place}县人大常委会主任")
        elif place != city.top:
            account(f"body{place}", place, roles.DRAFTER, roles.MEETING_CLERK, roles.OFFICE_HEAD, roles.LEADER)
    city.all_user = account(SEES_ALL, city.top, roles.SECRETARIAT)
    account(SEES_BODY, city.body, roles.SECRETARIAT)
    account(SEAL_KEEPER, city.top, roles.SEAL_KEEPER)
    for rows in (persons, users, postings, tenures, order):
        rows.flush()


def _calendar() -> None:
    days = Rows(CalendarDay, ("day",), kind=CalendarDay.HOLIDAY, name="元旦", source="测量用")
    for year in range(clock.today().year - YEARS - 1, clock.today().year + 2):
        days.add(date(year, 1, 1))
    days.flush()
