"""What a form asks back about once before it lets it pass: allowed, but seldom meant."""

from __future__ import annotations

from typing import Any

from django import forms


class DoubtField(forms.BooleanField):
    """Ticked by who means it; hidden until there is something to ask back about."""

    def __init__(self, **details: Any) -> None:
        super().__init__(**{"required": False, "label": "已知悉，仍这样办理", "widget": forms.HiddenInput, **details})


def ask_back(form: forms.Form, name: str, doubt: str) -> None:
    """Refuse the form with this doubt until its box is ticked; does nothing without a doubt."""
    if doubt:
        form.fields[name].widget = forms.CheckboxInput()
        form.fields[name].widget.is_required = False
        if not form.cleaned_data.get(name):
            form.add_error(name, doubt)
