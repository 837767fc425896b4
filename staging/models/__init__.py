"""A module for each part of the app, all known here."""

from .links import Attempts, PreviewLink
from .schedule import Failure, Heartbeat

__all__ = ["Attempts", "Failure", "Heartbeat", "PreviewLink"]
