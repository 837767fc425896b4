"""Blocks of code and figures in rows."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as CellsBlock

DATA = _("Data and code")
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
        return mark_safe(highlight(self.get("code") or "", lexer, HtmlFormatter(nowrap=True)))  # noqa: S308 - Pygments escapes


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(choices=LANGUAGES, default="text", help_text=_("Colours the words of the language."))
    code = blocks.TextBlock(help_text=_("Pasted as it is: spaces and line ends stay."))
    caption = blocks.CharBlock(required=False, max_length=200, help_text=_("Such as the name of the file."))

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


class TableBlock(blocks.StructBlock):
    table = CellsBlock(
        help_text=_("Right-click a cell to add or remove rows and columns. You can paste from a spreadsheet."),
    )
    source = blocks.CharBlock(required=False, max_length=200, help_text=_("Where the numbers come from."))

    class Meta:
        icon = "table"
        label = _("Table")
        group = DATA
        template = "articles/blocks/table.html"
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
