"""Who there is: organisations, persons, accounts, and what each may do when.

`Posting` is the only source of authority; `Tenure` says who held which office
on a day, so that invitation lists are true on that day.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from simple_history.models import HistoricalRecords

from congress import clock, names
from congress.bodies import body_kind_choices, level_choices, office_choices
from congress.roles import ROLES, AccountKind, role_choices

PREFETCHED = "prefetched_postings"  # of todays_postings()


class DatedQuerySet(models.QuerySet):
    """Rows that hold from `since` to `until`, both days included."""

    def on(self, day: date) -> DatedQuerySet:
        """Those that hold on this day."""
        return self.filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day))


class Dated(models.Model):
    """A row that ends by its `until` and is never deleted."""

    since = models.DateField("起始日期", null=True, blank=True)
    until = models.DateField("终止日期（含当日）", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Does this row hold on that day?"""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Organisation(Dated):
    """机构.  `parent`: inside one organ; `guided_by`: city → county → township, which gives no right to act."""

    key = models.SlugField("代码", unique=True, max_length=64)
    name = models.CharField("全称", max_length=120)
    short_name = models.CharField("简称", max_length=60)
    kind = models.CharField("种类", max_length=40, choices=body_kind_choices)
    level = models.CharField("层级", max_length=20, choices=level_choices)
    region = models.CharField("行政区划", max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构（同一机关内）"
    )
    guided_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="guides", verbose_name="联系指导机关"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="承继机构"
    )
    superior = models.CharField("垂直管理的上级部门", max_length=120, blank=True)
    lineage = models.CharField("隶属路径", max_length=200, blank=True, editable=False, db_index=True)
    letterhead = models.CharField("发文机关标志", max_length=60, blank=True)
    has_login = models.BooleanField("使用本系统签收", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep `lineage`, the path of keys from the organ down to this body."""
        self.lineage = f"{self.parent.lineage if self.parent else '/'}{self.key}/"
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """An organisation is not its own superior, and ends after it began."""
        if self.parent and self.pk and self.parent.lineage.startswith(self.lineage):
            raise ValidationError({"parent": "上级机构不能是本机构或其下属。"})
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": "终止日期早于起始日期。"})


class Precedence(Dated):
    """排序: the office's dated order of organisations and of persons; a wrong order is a political mistake."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, verbose_name="机构")
    person = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, verbose_name="人员")
    position = models.PositiveIntegerField("序位")
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "排序"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person__isnull=True)
                | Q(organisation__isnull=True, person__isnull=False),
                name="precedence_of_one",
                violation_error_message="一条排序只对应一个机构或一名人员。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.organisation or self.person}"


class Person(models.Model):
    """人员: the human.  The identity number is kept only as a keyed digest."""

    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField("拼音", max_length=120, blank=True, db_index=True)
    identity_digest = models.CharField("身份证号摘要", max_length=64, blank=True, editable=False, db_index=True)
    sex = models.CharField("性别", max_length=1, blank=True, choices=[("男", "男"), ("女", "女")])
    nationality = models.CharField("民族", max_length=20, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["pinyin", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Fill the sort key that the clerk has not set by hand."""
        self.pinyin = self.pinyin or names.pinyin(self.name)
        super().save(*args, **kwargs)


class UserManager(BaseUserManager):
    """Makes accounts; nobody is made a superuser."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """An account with a hashed password."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """账户: signs in.  `kind` is fixed when it is made (三员分立); rights come from postings."""

    username = models.CharField("账号", max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, verbose_name="人员")
    kind = models.CharField(
        "账户类别",
        max_length=20,
        default=AccountKind.BUSINESS,
        choices=[
            (AccountKind.BUSINESS, "业务账户"),
            (AccountKind.SYSTEM, "系统管理员"),
            (AccountKind.SECURITY, "安全保密管理员"),
            (AccountKind.AUDIT, "安全审计员"),
        ],
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录须改口令", default=False)
    email = models.EmailField("邮箱", blank=True)
    created_at = models.DateTimeField("开设时间", default=clock.now, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账户"
        ordering = ["username"]
        constraints = [models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_superuser")]

    def __str__(self) -> str:
        return self.person.name if self.person else self.username

    @property
    def is_staff(self) -> bool:
        """May open the console: one of its roles keeps some of the master data."""
        return self.is_active and any(ROLES[p.role].consoles for p in self.postings_now() if p.role in ROLES)

    def postings_now(self) -> list[Posting]:
        """Today's postings, read once a request."""
        cached: tuple[date, list[Posting]] | None = self.__dict__.get("_postings")
        today = clock.today()
        if cached is None or cached[0] != today:
            rows = self.__dict__.get(PREFETCHED)
            if rows is None:
                rows = list(self.postings.on(today).select_related("organisation")) if self.pk else []
            self.__dict__["_postings"] = cached = (today, rows)
        return cached[1]


class Posting(Dated):
    """授权任职: this account plays this role at this organisation from … until …: the only source of authority."""

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name="账户")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="postings", verbose_name="机构")
    role = models.CharField("角色", max_length=40, choices=role_choices)
    is_acting = models.BooleanField("代理", default=False)
    reason = models.CharField("依据", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "授权任职"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role", "since"], name="posting_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="posting_ends_after_start",
                violation_error_message="终止日期早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        acting = "（代理）" if self.is_acting else ""
        return f"{self.organisation.short_name} {ROLES.label(self.role)}{acting}"

    def clean(self) -> None:
        """A role goes only to its own kind of account (三员分立); an acting posting says why."""
        role = ROLES.get(self.role)
        if role and self.user_id and role.kind != self.user.kind:
            raise ValidationError({"role": f"“{role.label}”不能授给此类账户（三员分立）。"})
        if self.is_acting and not self.reason:
            raise ValidationError({"reason": "代理须写明依据。"})


def todays_postings() -> Prefetch:
    """For `prefetch_related` of many accounts: none of them asks for its own (`User.postings_now`)."""
    return Prefetch("postings", Posting.objects.on(clock.today()).select_related("organisation"), to_attr=PREFETCHED)


class Tenure(Dated):
    """任职: who held which office, by which manner, on which days."""

    NORMAL, IN_CHARGE, ACTING = "normal", "in_charge", "acting"

    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tenures", verbose_name="机构")
    office = models.CharField("职务", max_length=40, choices=office_choices)
    title = models.CharField("职务全称", max_length=80)
    manner = models.CharField(
        "方式", max_length=20, default=NORMAL, choices=[(NORMAL, "任职"), (IN_CHARGE, "主持工作"), (ACTING, "代理")]
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["pk"]
        indexes = [models.Index(fields=["organisation", "office"])]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.title}）"
