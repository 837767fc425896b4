"""Deleting is not losing: a deleted page is kept whole, and can be brought back for a month, with its history and its address.

`gathering` finds which rows a deletion takes, `rows` writes them down and makes them again, `keeping` does that in the
transaction that deletes, `rights` says who may see and bring back what, `returning` brings back, `expiry` ends it.
"""

from .expiry import DAYS_TO_BRING_BACK, expired, remove

__all__ = ["DAYS_TO_BRING_BACK", "expired", "remove"]
