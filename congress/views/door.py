"""The way in: signed in, and through `visible_to`; what is not visible does not exist (404)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404

from congress.models import Matter, User
from congress.nouns import kinds


class SignedIn(LoginRequiredMixin):
    """A page for whoever is signed in; others go to the sign-in page and come back."""


def noun_of(kind: str) -> Any:
    """The model of this kind of matter; Http404 for a kind that nobody declared."""
    try:
        return kinds()[kind]
    except KeyError:
        raise Http404("没有这一类事项。") from None


def matter_for(user: User, ref: str) -> Any:
    """The matter of this address as its own noun, if the user may see it; else Http404."""
    ref = ref.replace("\0", "")  # PostgreSQL takes no zero byte
    kind = Matter.objects.filter(ref=ref).visible_to(user).values_list("kind", flat=True).first()
    if kind is None:
        raise Http404("没有这个事项，或者您不在知悉范围内。")
    noun = noun_of(kind)
    joined = {"owner", "holder", "whole", *noun.listing.related}
    return noun.objects.select_related(*joined).get(ref=ref)
