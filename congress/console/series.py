"""文号系列、文号起点、文号登记簿、发件箱 (秘书科)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse

from congress import numbering, outbox
from congress.console.base import DatedTable, ReadOnlyTable, site
from congress.messages import CONFIDENTIAL
from congress.models import Counter, Number, Outbox, Series, SeriesReviewer


@admin.register(Series, site=site)
class SeriesTable(DatedTable):
    """文号系列: what has given a number keeps its name; another name is another series."""

    group = "series"
    list_display = ("prefix", "label", "owner", "mark", "is_open")
    list_select_related = ("owner",)
    search_fields = ("prefix", "label")
    autocomplete_fields = ("owner",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The register shows numbers by their prefix, so it cannot change under them."""
        if obj is None:
            return ()
        return ("key", "prefix", "owner") if obj.numbers.exists() else ("key",)

    def facts(self, obj: Series) -> dict[str, object]:
        """Which series, and whether it still gives numbers."""
        return {"series": obj.key, "is_open": obj.is_open}


@admin.register(SeriesReviewer, site=site)
class UsualReviewers(DatedTable):
    """审核顺序: who usually checks the papers of a series; a paper may have its own list."""

    group = "series"
    list_display = ("series", "position", "role", "organisation", "since", "until")
    list_select_related = ("series", "organisation")
    autocomplete_fields = ("organisation",)
    fields = ("series", "position", "role", "organisation", "since", "until")

    def facts(self, obj: SeriesReviewer) -> dict[str, object]:
        """Which place in which list."""
        place = obj.organisation.key if obj.organisation else ""
        return {"series": obj.series.key, "position": obj.position, "reviewer": obj.role, "at_body": place}


@admin.register(Counter, site=site)
class Counters(DatedTable):
    """文号起点: the last number of the paper register, entered before the first number is taken here."""

    group = "series"
    list_display = ("series", "year", "opened_at", "last")
    list_filter = ("year",)
    list_select_related = ("series",)
    fields = ("series", "year", "opened_at", "last")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Once a number has been taken, the start is history."""
        if obj is None:
            return ("last",)
        fixed = ("series", "year", "last")
        begun = Number.objects.filter(series=obj.series, year=obj.year).exists()
        return (*fixed, "opened_at") if begun else fixed

    def save_model(self, request: HttpRequest, obj: Counter, form: Any, change: bool) -> None:
        """Counting goes on from the start; a form without a change writes nothing over a counter that runs."""
        if change and "opened_at" not in form.changed_data:
            return
        obj.last = obj.opened_at
        super().save_model(request, obj, form, change)

    def facts(self, obj: Counter) -> dict[str, object]:
        """Which series and year, and from where it counts."""
        return {"series": obj.series.key, "year": obj.year, "opened_at": obj.opened_at}


@admin.register(Number, site=site)
class Numbers(ReadOnlyTable):
    """文号登记簿: every number, the void ones with their reason, and what is missing."""

    group = "series"
    list_display = ("__str__", "state", "reason", "taken_at")
    list_filter = ("year", "series", "state")
    list_select_related = ("series",)
    search_fields = ("sequence",)
    ordering = ("-year", "series", "-sequence")
    fields = ("series", "year", "sequence", "state", "reason", "taken_at")

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """With the gaps above the list."""
        return super().changelist_view(request, {"gaps": all_gaps(), "title": "文号登记簿", **(extra_context or {})})


def all_gaps() -> list[str]:
    """Every number that should be in the register and is not, as it would be written."""
    return [
        counter.series.text(counter.year, sequence)
        for counter in Counter.objects.select_related("series").order_by("-year", "series")
        for sequence in numbering.gaps(counter.series, counter.year)
    ]


@admin.register(Outbox, site=site)
class OutboxTable(ReadOnlyTable):
    """发件箱: what left the house; where the outcome is not known, a person decides.

    What was said of a matter that is confined by now is neither shown nor found by its words.
    """

    group = "series"
    list_display = ("shown_subject", "address", "channel", "state", "error", "attempts", "made_at")
    list_filter = ("state", "channel")
    search_fields = ("address", "shown")
    ordering = ("-pk",)
    fields = (
        "channel", "address", "shown_subject", "shown_text", "state",
        "attempts", "next_try_at", "error", "made_at", "sent_at",
    )  # fmt: skip
    actions = ("resend", "mark_as_sent")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the subject as it may be read today: it is that which is shown, searched and sorted."""
        confined = When(matter__is_confidential=True, then=Value(CONFIDENTIAL))
        rows = super().get_queryset(request).select_related("matter")
        return rows.annotate(shown=Case(confined, default=F("subject"), output_field=CharField()))

    @admin.display(description="主题", ordering="shown")
    def shown_subject(self, row: Any) -> str:
        """What it is about."""
        return str(row.shown)

    @admin.display(description="内容")
    def shown_text(self, row: Outbox) -> str:
        """What was written, and the link."""
        return CONFIDENTIAL if row.matter and row.matter.is_confidential else row.text

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Those who keep the table decide."""
        return self.has_module_permission(request)

    @admin.action(description="重发（对方没有收到）", permissions=["decide"])
    def resend(self, request: HttpRequest, rows: QuerySet) -> None:
        """Post them again under the same Message-ID."""
        self._decide(request, rows, outbox.resend, "resend", "重发外发消息")

    @admin.action(description="标记为已发（对方已收到）", permissions=["decide"])
    def mark_as_sent(self, request: HttpRequest, rows: QuerySet) -> None:
        """The other side has them."""
        self._decide(request, rows, outbox.mark_as_sent, "mark_as_sent", "标记外发消息为已发")

    def _decide(self, request: HttpRequest, rows: Any, act: Any, key: str, label: str) -> None:
        open_questions = rows.filter(state__in=(Outbox.UNKNOWN, Outbox.FAILED))
        done = 0
        for row in open_questions:
            with transaction.atomic():
                act(row)
                row.refresh_from_db()
                self.record(request, row, key, label)
            done += 1
        messages.info(request, f"已处理{done}件。“待发”“发送中”和“已发”的不需要决定，未作改动。")
