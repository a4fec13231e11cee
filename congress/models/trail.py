"""What was done (Event), what is to be done (Todo), and what was sent (Reminder, Message, Outbox)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress import clock
from congress.models.matter import Matter
from congress.models.people import Organisation, Person, User
from congress.roles import role_choices

GENESIS = "0" * 64


class Event(models.Model):
    """留痕: one deed, append-only, chained with SM3.

    `body` holds the very bytes that were hashed (canonical JSON, no content:
    the note stands beside it and its digest inside).  UPDATE and DELETE are
    refused by triggers on both engines.
    """

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="events")
    action = models.CharField("动作", max_length=60)
    label = models.CharField("动作名称", max_length=60)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    actor_name = models.CharField("操作人姓名", max_length=60)
    role = models.CharField("身份", max_length=40, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name="机构")
    state_before = models.CharField(max_length=30, blank=True)
    state_after = models.CharField(max_length=30, blank=True)
    note = models.TextField("意见", blank=True)
    recorded_for = models.CharField("代录说明", max_length=200, blank=True)
    body = models.TextField("存证原文")
    previous_hash = models.CharField("前一条摘要", max_length=64)
    hash = models.CharField("摘要（SM3）", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        ordering = ["sequence"]
        indexes = [models.Index(fields=["matter", "action", "-sequence"], name="event_of_matter")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.label}"


class ChainHead(models.Model):
    """The chain's last link; its one row is the lock that is taken last."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class TodoQuerySet(models.QuerySet):
    """Todos by whether they are open, and whose."""

    def open(self) -> TodoQuerySet:
        """Those still owed."""
        return self.filter(closed_at__isnull=True)

    def overdue(self) -> TodoQuerySet:
        """Open ones whose last day has passed."""
        return self.open().filter(due_on__lt=clock.today())


class Todo(models.Model):
    """待办: one step that one party owes, with its day and the reason for it.

    Updated in place and closed, never deleted.  `counts_from` is the matter
    whose date the due day hangs on.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="todos")
    step = models.CharField("环节", max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    role = models.CharField("身份", max_length=40, choices=role_choices, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    round = models.PositiveIntegerField(default=1)
    due_on = models.DateField("办理期限", null=True)
    reason = models.CharField("期限说明", max_length=300, blank=True)
    counts_from = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_version = models.PositiveIntegerField(null=True)
    was_done = models.BooleanField(default=False)

    objects = TodoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待办"
        constraints = [
            models.UniqueConstraint(fields=["matter", "step", "organisation", "role", "round"], name="todo_role_once"),
            models.UniqueConstraint(fields=["matter", "step", "person", "round"], name="todo_person_once"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "role", "due_on"], name="todo_inbox", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["person", "due_on"], name="todo_own", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["due_on"], name="todo_due", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.due_on or ''}"


class Reminder(models.Model):
    """提醒: said once per todo × due day × stage × user; the row is the proof and the guard."""

    todo = models.ForeignKey(Todo, models.PROTECT, related_name="reminders")
    due_on = models.DateField()
    stage = models.IntegerField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["todo", "due_on", "stage", "user"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.todo_id} {self.due_on} {self.stage}"


class Message(models.Model):
    """站内消息."""

    user = models.ForeignKey(User, models.PROTECT, related_name="messages")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=120)
    sent_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="message_once")]
        indexes = [models.Index(fields=["user", "-id"], name="message_unread", condition=Q(read_at__isnull=True))]

    def __str__(self) -> str:
        return self.text


class Outbox(models.Model):
    """发件箱: what must leave the house; swept, so that nothing is lost and nothing is said twice.

    `unknown`: the other side may or may not have it; a person decides.
    """

    WAITING, SENDING, SENT, FAILED, UNKNOWN = "waiting", "sending", "sent", "failed", "unknown"
    MAIL, WEBHOOK = "mail", "webhook"

    channel = models.CharField("渠道", max_length=10, choices=[(MAIL, "邮件"), (WEBHOOK, "消息接口")])
    address = models.CharField("收件地址", max_length=254)
    subject = models.CharField("主题", max_length=200)
    text = models.TextField("内容")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField(
        "状态",
        max_length=10,
        default=WAITING,
        choices=[
            (WAITING, "待发"), (SENDING, "发送中"), (SENT, "已发"), (FAILED, "未发出"), (UNKNOWN, "结果不明"),
        ],
    )  # fmt: skip
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试", default=clock.now)
    error = models.CharField("原因", max_length=300, blank=True)
    made_at = models.DateTimeField("生成时间", default=clock.now)
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "发件箱"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="outbox_due", condition=Q(state__in=("waiting", "sending")))
        ]

    def __str__(self) -> str:
        """By its number: the subject may name what is confined by now."""
        return f"{self.get_channel_display()} {self.pk}"

    @property
    def message_id(self) -> str:
        """The fixed Message-ID: a mail sent twice is the same mail."""
        return f"<{self.pk}.{self.key}@{settings.SITE_HOST}>"
