"""The organisations of the demo city, with the days on which they began and ended.

Source: org.md of the design (names of institutions are public; population and
money figures are not used here).
"""

from __future__ import annotations

from datetime import date

from congress.models import Organisation, Precedence

BEGAN = date(1997, 12, 1)
RENAMED = date(2019, 1, 20)
REFORMED = date(2019, 2, 1)

COUNTIES = (
    ("honghuagang", "红花岗区"), ("huichuan", "汇川区"), ("bozhou", "播州区"), ("tongzi", "桐梓县"),
    ("suiyang", "绥阳县"), ("zhengan", "正安县"), ("daozhen", "道真仡佬族苗族自治县"),
    ("wuchuan", "务川仡佬族苗族自治县"), ("fenggang", "凤冈县"), ("meitan", "湄潭县"), ("yuqing", "余庆县"),
    ("xishui", "习水县"), ("chishui", "赤水市"), ("renhuai", "仁怀市"),
)  # fmt: skip
BOZHOU_BEGAN = date(2016, 6, 6)

# key, name, and the name that it bore before it was renamed
SPECIAL_COMMITTEES = (
    ("legislation", "法制委员会", ""),
    ("justice", "监察和司法委员会", "内务司法委员会"),
    ("finance", "财政经济委员会", ""),
    ("education", "教育科学文化卫生委员会", ""),
    ("environment", "环境与资源保护委员会", "环境与资源保护城乡建设委员会"),
    ("agriculture", "农业与农村委员会", ""),
    ("ethnic", "民族宗教委员会", "民族宗教侨务外事委员会"),
    ("society", "社会建设委员会", None),
)
WORKING_BODIES = (
    ("office", "办公室", BEGAN), ("research", "研究室", BEGAN), ("petitions", "信访办公室", BEGAN),
    ("party", "机关党委", BEGAN), ("legal", "法制工作委员会", BEGAN), ("budget", "预算工作委员会", date(2017, 3, 1)),
    ("deputies", "代表工作委员会", BEGAN),
)  # fmt: skip
SECTIONS = (("secretariat", "秘书科"), ("personnel", "人事科"), ("logistics", "行政科"), ("information", "信息科"))

CITY_ORGANS = (
    ("government", "遵义市人民政府", "government", BEGAN),
    ("supervision", "遵义市监察委员会", "supervision_commission", date(2018, 1, 30)),
    ("court", "遵义市中级人民法院", "court", BEGAN),
    ("procuratorate", "遵义市人民检察院", "procuratorate", BEGAN),
    ("party-committee", "中共遵义市委", "party_committee", BEGAN),
)
DEPARTMENTS = (
    "发展和改革委员会", "教育体育局", "科学技术局", "工业和能源局", "民族宗教事务委员会", "公安局", "民政局", "司法局",
    "财政局", "人力资源和社会保障局", "自然资源局", "住房和城乡建设局", "交通运输局", "水务局", "农业农村局", "商务局",
    "文化旅游局", "卫生健康局", "退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局",
    "林业局", "投资促进局", "综合行政执法局", "大数据发展管理局",
)  # fmt: skip
VERTICAL = (
    ("生态环境局", "贵州省生态环境厅"), ("税务局", "国家税务总局贵州省税务局"), ("气象局", "贵州省气象局"),
    ("烟草专卖局", "贵州省烟草专卖局"), ("消防救援支队", "贵州省消防救援总队"),
)  # fmt: skip
TONGZI_STREETS = ("娄山关街道", "海校街道")
TONGZI_TOWNSHIPS = (
    "楚米镇", "新站镇", "松坎镇", "高桥镇", "水坝塘镇", "官仓镇", "花秋镇", "羊磴镇", "九坝镇", "大河镇", "夜郎镇",
    "木瓜镇", "坡渡镇", "燎原镇", "狮溪镇", "茅石镇", "尧龙山镇", "风水镇", "芭蕉镇", "小水乡", "黄莲乡", "马鬃苗族乡",
)  # fmt: skip


def body(key: str, name: str, kind: str, level: str, **fields: object) -> Organisation:
    """One organisation of the demo."""
    fields.setdefault("since", BEGAN)
    fields.setdefault("short_name", name)
    return Organisation.objects.create(key=key, name=name, kind=kind, level=level, **fields)


def load() -> Organisation:
    """Found the city; gives the standing committee whose office uses the system."""
    committee = body(
        "zunyi", "遵义市人民代表大会常务委员会", "standing_committee", "city",
        short_name="市人大常委会", region="遵义市",
    )  # fmt: skip
    body("zunyi-congress", "遵义市人民代表大会", "congress", "city", short_name="市人大", region="遵义市")
    _own_bodies(committee)
    _organs_and_departments()
    counties = _counties(committee)
    _townships(counties["tongzi"])
    _order(committee)
    return committee


def _own_bodies(committee: Organisation) -> None:
    for key, name, since in WORKING_BODIES:
        short = f"市人大常委会{name}" if key != "party" else "市人大常委会机关党委"
        made = body(
            f"zunyi-{key}", f"遵义市人大常委会{name}", "working_body", "city",
            parent=committee, since=since, short_name=short,
        )  # fmt: skip
        if key == "office":
            for section, label in SECTIONS:
                body(
                    f"zunyi-{section}", f"遵义市人大常委会办公室{label}", "office_section", "city",
                    parent=made, short_name=label,
                )  # fmt: skip
    for key, name, former in SPECIAL_COMMITTEES:
        since = BEGAN if former == "" else RENAMED
        made = _special(committee, f"zunyi-{key}", name, since=since)
        if former:
            _special(committee, f"zunyi-{key}-2016", former, until=RENAMED.replace(day=RENAMED.day - 1), successor=made)
    body(
        "zunyi-xinpu", "遵义市人大常委会新蒲新区人大工作委员会", "area_work_committee", "city",
        parent=committee, short_name="新蒲新区人大工委", since=date(2013, 1, 1),
    )  # fmt: skip


def _special(committee: Organisation, key: str, name: str, **fields: object) -> Organisation:
    return body(
        key, f"遵义市人大{name}", "special_committee", "city", parent=committee, short_name=f"市人大{name}", **fields
    )


def _organs_and_departments() -> None:
    for key, name, kind, since in CITY_ORGANS:
        body(key, name, kind, "city", since=since, short_name=name.replace("遵义", ""))
    government = Organisation.objects.get(key="government")
    for index, name in enumerate(DEPARTMENTS, start=1):
        body(
            f"department-{index}", f"遵义市{name}", "department", "city",
            parent=government, short_name=f"市{name}", since=REFORMED,
        )  # fmt: skip
    for index, (name, superior) in enumerate(VERTICAL, start=1):
        body(
            f"vertical-{index}", f"遵义市{name}", "department", "city",
            short_name=f"市{name}", superior=superior, since=REFORMED,
        )  # fmt: skip


def _counties(committee: Organisation) -> dict[str, Organisation]:
    made = {}
    for key, name in COUNTIES:
        since = BOZHOU_BEGAN if key == "bozhou" else BEGAN
        made[key] = _county(committee, key, name, since=since)
    _county(
        committee, "zunyi-county", "遵义县", until=BOZHOU_BEGAN.replace(day=BOZHOU_BEGAN.day - 1),
        successor=made["bozhou"],
    )  # fmt: skip
    return made


def _county(committee: Organisation, key: str, name: str, **fields: object) -> Organisation:
    return body(
        key, f"{name}人民代表大会常务委员会", "standing_committee", "county",
        short_name=f"{name.replace('仡佬族苗族', '')}人大常委会", guided_by=committee, region=name, **fields,
    )  # fmt: skip


def _townships(tongzi: Organisation) -> None:
    for index, name in enumerate(TONGZI_TOWNSHIPS, start=1):
        body(
            f"tongzi-{index}", f"桐梓县{name}人民代表大会主席团", "presidium", "township",
            short_name=f"{name}人大", guided_by=tongzi, region=name,
        )  # fmt: skip
    for index, name in enumerate(TONGZI_STREETS, start=1):
        body(
            f"tongzi-street-{index}", f"桐梓县人大常委会{name}人大工作委员会", "area_work_committee", "township",
            short_name=f"{name}人大工委", parent=tongzi, region=name,
        )  # fmt: skip


def _order(committee: Organisation) -> None:
    """The office's order: the committee and its bodies, then the counties as the region codes run."""
    own = ["zunyi", *(f"zunyi-{key}" for key, *_ in WORKING_BODIES)]
    special = [f"zunyi-{key}" for key, *_ in SPECIAL_COMMITTEES] + ["zunyi-xinpu"]
    former = [f"zunyi-{key}-2016" for key, _, before in SPECIAL_COMMITTEES if before]
    counties = [key for key, _ in COUNTIES]
    counties.insert(counties.index("bozhou"), "zunyi-county")
    bodies = {o.key: o for o in Organisation.objects.all()}
    for position, key in enumerate([*own, *special, *former, *counties], start=1):
        Precedence.objects.create(organisation=bodies[key], position=position, since=BEGAN)
