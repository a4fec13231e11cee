"""Matter (事项): anything that goes through a procedure, whatever its kind.

One concrete table, from which each noun inherits; events, todos, attachments,
grants, agenda items and issued papers hold a real foreign key to it: one
inbox, one search, one door for all kinds.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse

from congress import clock, confining, permissions, search
from congress.listing import Listing
from congress.models.people import Organisation, User
from congress.nouns import kinds
from congress.workflow import Workflow

if TYPE_CHECKING:
    from congress.matters import Entry
    from congress.permissions import Standing

REF_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_ref() -> str:
    """A random name of 12 characters for addresses, QR codes and feeds; the row's number is never shown."""
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(12))


class MatterQuerySet(models.QuerySet):
    """Matters by who may see them and where they stand."""

    def visible_to(self, user: User) -> MatterQuerySet:
        """The only door for pages, search, counts, exports, feeds."""
        return permissions.readable(self, user)

    def matching(self, words: str) -> MatterQuerySet:
        """Those whose search text holds all these words."""
        return search.matching(self, words)


class Matter(models.Model):
    """事项: the row that every noun shares.

    `owner` is the one body whose matter it is, `holder` the organisation that
    has it now; `whole` is the matter of which this one is a part.
    """

    workflow: ClassVar[Workflow]
    listing: ClassVar[Listing] = Listing()
    deed_facts: Mapping[str, object] = {}  # what the running deed adds to its event

    kind = models.CharField("种类", max_length=40, editable=False)
    title = models.CharField("标题", max_length=240)
    state = models.CharField("状态", max_length=30, editable=False)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所属机关")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, editable=False)
    whole = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", editable=False)
    is_confidential = models.BooleanField("限定知悉范围", default=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    state_version = models.PositiveIntegerField(default=0, editable=False)
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    sort_on = models.DateField("日期", default=clock.today, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    search_text = models.TextField(blank=True, editable=False)

    objects = MatterQuerySet.as_manager()

    # What the step just taken has brought about, in words; only on what `take` gives, in no column.
    outcome = ""

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        permissions = [("read_matter", "知悉事项")]
        indexes = [
            models.Index(fields=["kind", "owner", "-sort_on", "-id"], name="matter_list"),
            models.Index(fields=["kind", "-sort_on", "-id"], name="matter_kind_list"),
            models.Index(fields=["-sort_on", "-id"], name="matter_newest"),
            models.Index(fields=["whole", "kind", "state"], name="matter_parts"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of this matter."""
        return reverse("matter_detail", args=[self.ref])

    @property
    def state_label(self) -> str:
        """The state in the office's words."""
        return kinds()[self.kind].workflow.states.get(self.state, self.state)

    @property
    def kind_label(self) -> str:
        """The kind in the office's words."""
        return kinds()[self.kind].workflow.label

    @property
    def is_open(self) -> bool:
        """Is there still something to be done?"""
        return self.state not in kinds()[self.kind].workflow.final

    def cast(self) -> Any:
        """This matter as its own noun, with the noun's fields and methods."""
        model = kinds()[self.kind]
        return self if type(self) is model else model.objects.get(pk=self.pk)

    def value_at(self, path: str) -> Any:
        """What a table names by attribute path (“meeting.held_on”): a date, a body; None if it is not there."""
        value: Any = self
        for name in path.split("."):
            value = getattr(value, name, None)
        return value

    def concerned(self) -> QuerySet:
        """The bodies outside the owning organ that this matter is for; nouns name theirs."""
        return Organisation.objects.none()

    def lacks_confinement(self) -> str:
        """What everybody may read by the table has no list to end."""
        return "" if self.is_confidential else "此事项没有限定知悉范围。"

    def has_confined_whole(self) -> str:
        """A part of a confined whole is neither opened nor widened alone."""
        is_bound = self.whole is not None and self.whole.is_confidential
        return "整体事项已限定知悉范围，请在整体事项上办理。" if is_bound else ""

    def confine(self, user: User, standing: Standing, entry: Entry) -> None:
        """Only those on the list read it, and its parts (限定知悉范围)."""
        confining.confine(self, entry.data["people"], entry.data["until"], entry.note, user)
        self.deed_facts = {"listed": sorted(one.username for one in entry.data["people"]), "until": entry.data["until"]}

    def open_up(self, user: User, standing: Standing, entry: Entry) -> None:
        """The table alone says again who reads it (解除限定)."""
        confining.open_up(self)

    def search_words(self) -> str:
        """What this matter is found by; nouns add to it."""
        return self.title

    def facts(self) -> list[tuple[str, object]]:
        """(label, value) pairs for the generic page; nouns give their own."""
        return []

    def trail_data(self) -> Mapping[str, object]:
        """What of the noun's own fields each event records (dates, counts, digests; no content)."""
        return {}
