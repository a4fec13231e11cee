"""What the first step asks."""

from django import forms

from congress.forms import StepForm


class ErrandForm(StepForm):
    """A title is enough."""

    title = forms.CharField(label="事项", max_length=100)
