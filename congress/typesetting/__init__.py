"""Official papers (公文): plain text → parts → rows → pages → HTML.  Pure; knows neither Django nor a database."""

from congress.typesetting.formats import FORMATS
from congress.typesetting.markup import html
from congress.typesetting.pages import Composition, compose
from congress.typesetting.parsing import parse, parse_annexes
from congress.typesetting.text import (
    Annex,
    PaperText,
    TextError,
    TypesettingError,
    canonical,
    chinese_date,
    clean,
    digest,
    paragraphs,
)
from congress.typesetting.warn import Cited, Warning, cited, unknown_numbers, warnings, wrong_order

__all__ = [
    "FORMATS", "Annex", "Cited", "Composition", "PaperText", "TextError", "TypesettingError", "Warning", "canonical",
    "chinese_date", "cited", "clean", "compose", "digest", "html", "paragraphs", "parse", "parse_annexes",
    "unknown_numbers", "warnings", "wrong_order",
]  # fmt: skip
