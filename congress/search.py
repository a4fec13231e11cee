"""One search for all kinds: Chinese words of two characters and up, by bigrams.

PostgreSQL asks a GIN index over `to_tsvector('simple', search_text)`; on the
embedded SQLite a plain contains over the same column is fast enough.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection

if TYPE_CHECKING:
    from django.db.models import QuerySet

_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+")


def bigrams(text: str) -> str:
    """Words for the index: pairs of neighbouring Chinese characters, Latin words and numbers whole.

    A single Chinese character stands alone, so that 会 finds nothing by accident.
    """
    words: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0].isascii() or len(run) == 1:
            words.append(run)
        else:
            words += [run[i : i + 2] for i in range(len(run) - 1)]
    return " ".join(dict.fromkeys(words))


def matching(matters: QuerySet, words: str) -> QuerySet:
    """Those that hold every word of the query; an empty query finds all, one without a usable word nothing."""
    if not words.strip():
        return matters
    wanted = bigrams(words).split()
    if not wanted:
        return matters.none()
    if connection.vendor == "postgresql":
        vector = SearchVector("search_text", config="simple")
        query = SearchQuery(" & ".join(wanted), config="simple", search_type="raw")
        return matters.annotate(_vector=vector).filter(_vector=query)
    for word in wanted:
        matters = matters.filter(search_text__contains=word)
    return matters
