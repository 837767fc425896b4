"""What the first page of the admin says of the cache: nothing while it works."""

from django.conf import settings
from wagtail.admin.ui.components import Component

from . import folders


class TroublePanel(Component):
    """Why readers' pages are not kept."""

    name = "page_cache_trouble"
    template_name = "page_cache/trouble_panel.html"
    order = 50

    def __init__(self, complaint: str):
        self.complaint = complaint

    def get_context_data(self, parent_context):
        return {"complaint": self.complaint}


def add_to(panels: list[Component]) -> None:
    if settings.PAGE_CACHE and (complaint := folders.complaint()):
        panels.append(TroublePanel(complaint))
