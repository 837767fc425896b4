"""What differs between two versions of a page: `compare` with everything that is shown, `summary_of` in a few words."""

from .comparison import compare
from .rows import BlockRow, Comparison, FieldChange, StreamChange
from .summary import summary, summary_of

__all__ = ["BlockRow", "Comparison", "FieldChange", "StreamChange", "compare", "summary", "summary_of"]
