"""What every list can be narrowed by; a noun names its own filter class in its Listing to add to it."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from congress import paper_search
from congress.forms.days import DayField

WORDS_AT_MOST = 100  # characters, as in the search; SQLite takes no condition of a thousand parts


class DayFilter(django_filters.DateFilter):
    """By a day, asked as everywhere else."""

    field_class = DayField


class MatterFilter(django_filters.FilterSet):
    """By words, state and date: columns that every matter has."""

    q = django_filters.CharFilter(label="检索词", method="with_words")
    state = django_filters.ChoiceFilter(label="状态", empty_label="全部状态")
    since = DayFilter(label="日期从", field_name="sort_on", lookup_expr="gte")
    until = DayFilter(label="日期至", field_name="sort_on", lookup_expr="lte")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workflow = self.queryset.model.workflow
        self.filters["state"].extra["choices"] = list(workflow.states.items())
        for field in self.form.fields.values():
            widget = field.widget
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"

    def with_words(self, matters: QuerySet, name: str, words: str) -> QuerySet:
        """Those that hold all these words (two Chinese characters and up)."""
        return matters.matching(words[:WORDS_AT_MOST])


class PaperFilter(MatterFilter):
    """Outgoing papers also by number and by recipient; their day is the 成文日期, of a draft that of drafting."""

    ORDER = ("q", "number", "recipient", "state", "since", "until")

    number = django_filters.CharFilter(label="文号", method="with_number")
    recipient = django_filters.CharFilter(label="主送、抄送单位", method="with_recipient")
    since = DayFilter(label="成文日期从", field_name="sort_on", lookup_expr="gte")
    until = DayFilter(label="成文日期至", field_name="sort_on", lookup_expr="lte")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.order_fields(self.ORDER)
        self.form.fields["number"].widget.attrs["placeholder"] = "如 2026 12、12号"

    def with_number(self, matters: QuerySet, name: str, typed: str) -> QuerySet:
        """Those that bear this number, in whatever form it is typed."""
        return paper_search.numbered(matters, typed)

    def with_recipient(self, matters: QuerySet, name: str, typed: str) -> QuerySet:
        """Those that went to units of this name, or are addressed to them."""
        return paper_search.sent_to(matters, typed, self.request.user)
