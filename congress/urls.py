"""All addresses.  An app that has a `urls` module is included under its name."""

from importlib.util import find_spec

from django.apps import apps
from django.urls import include, path

from congress.console import site
from congress.views import desk, details, lists, steps

urlpatterns = [
    path("", desk.Desk.as_view(), name="desk"),
    path("search/", desk.Search.as_view(), name="search"),
    path("messages/", desk.Messages.as_view(), name="messages"),
    path("list/<slug:kind>/", lists.MatterList.as_view(), name="matter_list"),
    path("list/<slug:kind>/export/", lists.MatterExport.as_view(), name="matter_export"),
    path("new/<slug:kind>/<slug:step>/", steps.MatterBegin.as_view(), name="matter_begin"),
    path("file/<slug:ref>/", details.AttachmentFile.as_view(), name="attachment_file"),
    path("", include("congress.paper_urls")),
    path("", include("congress.sign_in_urls")),
    path("m/<slug:ref>/", details.MatterDetail.as_view(), name="matter_detail"),
    path("m/<slug:ref>/<slug:step>/", steps.StepView.as_view(), name="matter_step"),
    path("console/", site.urls),
]
urlpatterns += [
    path(f"{config.label}/", include(f"{config.name}.urls"))
    for config in apps.get_app_configs()
    if config.name in ("meetings", "deputies", "oversight", "elections") and find_spec(f"{config.name}.urls")
]

handler400 = "congress.views.papers.bad_request"
