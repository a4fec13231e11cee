"""Addresses of official papers; `congress.urls` includes them at the root."""

from django.urls import path

from congress.views import archive, marked, papers, registers, words

urlpatterns = [
    path("paper/<slug:ref>.pdf", papers.paper_pdf, name="paper_pdf"),
    path("m/<slug:ref>/pages/", papers.paper_pages, name="paper_pages"),
    path("m/<slug:ref>/word/", words.paper_word, name="paper_word"),
    path("m/<slug:ref>/marked/", marked.marked_copy, name="marked_copy"),
    path("m/<slug:ref>/marked.pdf", marked.marked_copy_pdf, name="marked_copy_pdf"),
    path("m/<slug:ref>/issuing-form.pdf", marked.issuing_form_pdf, name="issuing_form_pdf"),
    path("preview/", papers.paper_preview, name="paper_preview"),
    path("papers/autosave/", papers.paper_autosave, name="paper_autosave"),
    path("papers/recipients/", papers.paper_recipients, name="paper_recipients"),
    path("papers/register/", registers.paper_register, name="paper_register"),
    path("m/<slug:ref>/slip/", registers.delivery_slip, name="delivery_slip"),
    path("m/<slug:ref>/calls/", registers.paper_calls, name="paper_calls"),
    path("archive/", archive.archive, name="archive"),
    path("archive/pack/", archive.archive_pack, name="archive_pack"),
    path("archive/hand-over/", archive.archive_hand_over, name="archive_hand_over"),
]
