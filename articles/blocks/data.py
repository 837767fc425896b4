"""Blocks of code and figures in rows."""

import re
from itertools import zip_longest

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as CellsBlock

from .text import ChoiceBlock, refuse

DATA = _("Data and code")
NUMBER = re.compile(r"[-+−±~≈]?\s?[$€£¥]?\s?[0-9][0-9.,’'\s]*\s?(?:%|‰|°C|°F)?|[-–—]?")
LANGUAGES = [
    *(("text", _("Plain text")), ("bash", "Shell"), ("c", "C"), ("cpp", "C++"), ("csharp", "C#"), ("css", "CSS")),
    *(("diff", "Diff"), ("django", "Django template"), ("go", "Go"), ("html", "HTML"), ("ini", "INI, TOML")),
    *(("java", "Java"), ("javascript", "JavaScript"), ("json", "JSON"), ("kotlin", "Kotlin"), ("php", "PHP")),
    *(("python", "Python"), ("r", "R"), ("ruby", "Ruby"), ("rust", "Rust"), ("sql", "SQL"), ("swift", "Swift")),
    *(("typescript", "TypeScript"), ("xml", "XML"), ("yaml", "YAML")),
]


class CodeValue(blocks.StructValue):
    @property
    def highlighted(self) -> SafeString:
        """The code as HTML with Pygments' class names; its colours are in static/css/blocks.css."""
        try:
            lexer = get_lexer_by_name(self.get("language") or "text", stripnl=False)
        except ClassNotFound:
            lexer = get_lexer_by_name("text", stripnl=False)
        html = highlight(self.get("code") or "", lexer, HtmlFormatter(nowrap=True))
        return mark_safe(html.rstrip("\n"))  # noqa: S308 - Pygments escapes

    @property
    def language_label(self) -> str:
        """The language in words; '' for plain text."""
        language = self.get("language")
        return dict(LANGUAGES).get(language, "") if language != "text" else ""


class CodeBlock(blocks.StructBlock):
    language = ChoiceBlock(choices=LANGUAGES, default="text", help_text=_("Colours the words of the language."))
    code = blocks.TextBlock(help_text=_("Pasted as it is: spaces and line ends stay."))
    caption = blocks.CharBlock(required=False, max_length=200, help_text=_("Such as the name of the file."))

    def value_from_datadict(self, data, files, prefix):
        """Browsers send line ends of another kind than everybody else writes: without this, a save changes every code."""
        value = super().value_from_datadict(data, files, prefix)
        value["code"] = (value.get("code") or "").replace("\r\n", "\n")
        return value

    class Meta:
        icon = "code"
        label = _("Code")
        group = DATA
        template = "articles/blocks/code.html"
        value_class = CodeValue
        description = _("Lines of code, coloured by language.")
        preview_value = {
            "language": "python",
            "code": "def tides(day):\n    return [high(day), low(day)]",
            "caption": "tides.py",
        }


class TableValue(blocks.StructValue):
    """Wagtail's table as a template wants it. A draft may have no table yet, or cells of None."""

    @cached_property
    def _table(self) -> dict:
        return self.get("table") or {}

    @cached_property
    def _texts(self) -> list[list[str]]:
        rows = [["" if cell is None else str(cell).strip() for cell in row] for row in self._table.get("data") or []]
        return [row for row in rows if any(row)]

    @property
    def _body(self) -> list[list[str]]:
        return self._texts[1:] if self._table.get("first_row_is_table_header") else self._texts

    @cached_property
    def _is_number(self) -> list[bool]:
        """For each column whether it holds numbers only: those stand at the right, digit below digit."""
        columns = zip_longest(*self._body, fillvalue="")
        return [any(column) and all(NUMBER.fullmatch(cell) for cell in column) for column in columns]

    def _row(self, texts: list[str]) -> list[tuple[str, bool]]:
        return list(zip(texts, [*self._is_number, *[False] * len(texts)], strict=False))

    @property
    def caption(self) -> str:
        return self._table.get("table_caption") or ""

    @property
    def header(self) -> list[tuple[str, bool]]:
        """Pairs of text and whether the column is of numbers; [] where no row is marked as header."""
        return self._row(self._texts[0]) if len(self._body) < len(self._texts) else []

    @property
    def rows(self) -> list[list[tuple[str, bool]]]:
        """The rows below the header that have any words, in the same pairs."""
        return [self._row(texts) for texts in self._body]

    @property
    def has_row_headers(self) -> bool:
        return bool(self._table.get("first_col_is_header"))


class TableBlock(blocks.StructBlock):
    table = CellsBlock(
        help_text=_("Right-click a cell to add or remove rows and columns. You can paste from a spreadsheet."),
        default={
            "data": [[None, None, None], [None, None, None], [None, None, None]],
            "table_header_choice": "row",
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        },
        table_options={"language": "en-US"},  # a name that the cells' editor knows
    )
    source = blocks.CharBlock(required=False, max_length=200, help_text=_("Where the numbers come from."))

    class Meta:
        icon = "table"
        label = _("Table")
        group = DATA
        template = "articles/blocks/table.html"
        value_class = TableValue
        description = _("Rows and columns, with a caption and a header row.")
        preview_value = {
            "table": {
                "data": [["Harbour", "Ferries a day"], ["Port Selwyn", "38"], ["Marrow Bay", "12"]],
                "first_row_is_table_header": True,
                "first_col_is_header": False,
                "table_header_choice": "row",
                "table_caption": "Ferries by harbour",
            },
            "source": "Harbour office",
        }

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and not value.rows:
            refuse("table", _("Fill in a row of the table, or remove it."))
        return value
