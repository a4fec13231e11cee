"""Taking a step, and beginning a matter: the form of the table, then the machine."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views import View

from congress import matters, permissions
from congress.refusal import Refused, Stale
from congress.views.details import template_of
from congress.views.door import SignedIn, matter_for, noun_of
from congress.workflow import NOTE_FORM, Step


class StepView(SignedIn, View):
    """One step of one matter.  What was typed is never lost: a refusal shows the form as it was sent."""

    refusal: Refused | None = None

    def find(self, ref: str, step_key: str) -> None:
        """The matter through the door, the step of its table, and the capacities to take it in."""
        self.matter = matter_for(self.request.user, ref)
        if step_key not in self.matter.workflow:
            raise Http404("没有这个环节。")
        self.step = self.matter.workflow[step_key]
        self.standings = permissions.standings(self.request.user, self.matter, self.step)
        if not self.standings or self.step.is_creation or self.step.is_automatic:
            raise Http404("您没有办理这个环节的身份。")

    def form(self, *data: Any) -> Any:
        """The step's form, bound to what was sent if anything was."""
        form = import_string(self.step.form)
        return form(*data, matter=self.matter, step=self.step, user=self.request.user, standings=self.standings)

    def get(self, request: HttpRequest, ref: str, step: str) -> HttpResponse:
        """The form; back to the page when the step cannot be taken now."""
        self.find(ref, step)
        obstacle = self.obstacle()
        if obstacle:
            messages.warning(request, obstacle)
            return redirect(self.matter)
        return self.page(self.form())

    def obstacle(self) -> str:
        """Why the step cannot be taken now, in words; empty when it can.  Keeps only the capacities that can."""
        if not self.is_in_turn():
            return f"“{self.step.label}”现在不能办理：事项已是“{self.matter.state_label}”状态。"
        reasons = {standing: matters.obstacles(self.matter, self.step, standing) for standing in self.standings}
        able = [standing for standing, reason in reasons.items() if not reason]
        self.standings = able or self.standings
        return "" if able else next(iter(reasons.values()))

    def is_in_turn(self) -> bool:
        """Does the step lead out of the state in which the matter is now?"""
        return self.matter.state in self.step.sources

    def post(self, request: HttpRequest, ref: str, step: str) -> HttpResponse:
        """Take the step, or show why not."""
        self.find(ref, step)
        self.obstacle()  # the form asks for the capacity as the page did; why not, `take` says
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=200 if form.filled_by else 422)
        try:
            with matters.deed():
                self.matter = matters.take(
                    self.matter,
                    self.step.key,
                    request.user,
                    standing=form.standing(),
                    version=form.cleaned_data.get("version"),
                    entry=form.entry(),
                )
                form.save_attachments(self.matter, request.user)
        except Refused as refusal:
            self.refusal = refusal
            return self.page(self.renewed(form, ref), status=409)
        messages.success(request, f"已办理：{self.step.label}。{self.matter.outcome}")
        if permissions.may_read(request.user, self.matter):
            return redirect(self.matter)
        return redirect("desk")  # a draft that was sent back is out of sight of who sent it back

    def renewed(self, form: Any, ref: str) -> Any:
        """The form as it was sent, on the matter as it is now: sent again, it answers what the user then saw."""
        self.matter = matter_for(self.request.user, ref)
        now = self.form()
        form.data = form.data.copy()
        for field in now.hidden_fields():
            form.data[field.html_name] = field.value()
        for name in form.fields.keys() & now.fields.keys():
            form.fields[name].help_text = now.fields[name].help_text
        return form

    def instead(self) -> Step | None:
        """Where somebody was faster and this step is over: the one with the same form that can be taken now.

        A mere opinion is about one step only: what was said to one is not carried over to another.
        """
        if self.refusal is None or self.is_in_turn() or self.step.form == NOTE_FORM:
            return None
        options = matters.available(self.matter, self.request.user)
        return next((one.step for one in options if one.step.form == self.step.form and not one.obstacle), None)

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        """The form's page; after a refusal with its reason, and with the difference if somebody was faster."""
        is_stale, instead = isinstance(self.refusal, Stale), self.instead()
        context = {
            "matter": self.matter,
            "step": self.step,
            "form": form,
            "refusal": str(self.refusal or ""),
            "difference": form.difference(self.matter) if is_stale else [],
            "version_now": self.matter.version,
            "can_submit": self.is_in_turn() or instead is not None,
            "instead": instead,
        }
        return render(self.request, template_of(self.matter, self.step.key, "step"), context, status=status)


class MatterBegin(SignedIn, View):
    """Begin a matter by one of the creation steps of its table."""

    def find(self, kind: str, step_key: str) -> None:
        """The noun, the step, and the bodies for which the user may begin; Http404 if there are none."""
        noun = noun_of(kind)
        if step_key not in noun.workflow or not noun.workflow[step_key].is_creation:
            raise Http404("没有这个环节。")
        self.step = noun.workflow[step_key]
        self.standings = permissions.creators(self.request.user, self.step)
        if not self.standings or self.step.is_automatic:
            raise Http404("您没有办理这个环节的身份。")
        self.matter = noun(kind=kind)

    def form(self, *data: Any) -> Any:
        """The step's form."""
        form = import_string(self.step.form)
        return form(*data, matter=self.matter, step=self.step, user=self.request.user, standings=self.standings)

    def get(self, request: HttpRequest, kind: str, step: str) -> HttpResponse:
        """The empty form."""
        self.find(kind, step)
        return self.page(self.form())

    def post(self, request: HttpRequest, kind: str, step: str) -> HttpResponse:
        """Begin it, or show why not, with everything that was typed."""
        self.find(kind, step)
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=200 if form.filled_by else 422)
        try:
            with matters.deed():
                form.build(self.matter)
                matter = matters.begin(self.matter, self.step.key, request.user, form.standing(), form.entry())
                form.save_attachments(matter, request.user)
        except Refused as refusal:
            self.matter = noun_of(kind)(kind=kind)
            return self.page(form, str(refusal), status=409)
        messages.success(request, f"已办理：{self.step.label}。")
        return redirect(matter)

    def page(self, form: Any, refusal: str = "", status: int = 200) -> HttpResponse:
        """The form's page."""
        context = {"matter": self.matter, "step": self.step, "form": form, "refusal": refusal}
        context |= {"is_new": True, "can_submit": True}
        return render(self.request, template_of(self.matter, self.step.key, "form"), context, status=status)
