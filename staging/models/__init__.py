"""A module for each part of the app, all known here."""

from .approvals import Approval, ApprovalByLink, ApprovalByLinkState
from .links import Attempts, PreviewLink
from .notes import Note, NoteReply
from .releases import Release, ReleaseEvent, ReleaseItem
from .schedule import Failure, Heartbeat

__all__ = [
    "Approval",
    "ApprovalByLink",
    "ApprovalByLinkState",
    "Attempts",
    "Failure",
    "Heartbeat",
    "Note",
    "NoteReply",
    "PreviewLink",
    "Release",
    "ReleaseEvent",
    "ReleaseItem",
]
