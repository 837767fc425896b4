"""Who did what, in words."""

from django.utils.translation import gettext as _


def name_of(user: object) -> str:
    """The name that the newsroom knows; "the site" for what nobody did by hand."""
    return (user.get_full_name() or user.get_username()) if user else _("the site")
