"""Clerks at their screens."""

import pytest

from congress import files

PDF = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"


@pytest.fixture
def printed(city):
    """A dispatched notice with a stand-in for its printed PDF."""
    paper = city.dispatched()
    digest, _ = files.keep([PDF])
    paper.papers.update(pdf_digest=digest, page_count=2)
    return paper
