"""What every list can be narrowed by; a noun names its own filter class in its Listing to add to it."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

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
