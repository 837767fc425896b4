"""ArticleBody: what an editor can put in an article, in the editor's order."""

from pages.text import SafeStreamBlock

from .data import CodeBlock, TableBlock
from .media import AudioBlock, DocumentBlock, FigureBlock, GalleryBlock, VideoBlock
from .text import CalloutBlock, HeadingBlock, QuoteBlock, TextListBlock, divider_block, paragraph_block

MAX_BLOCKS = 2000


class ArticleBody(SafeStreamBlock):
    paragraph = paragraph_block()
    heading = HeadingBlock()
    quote = QuoteBlock()
    list = TextListBlock()
    callout = CalloutBlock()
    divider = divider_block()
    figure = FigureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    audio = AudioBlock()
    table = TableBlock()
    code = CodeBlock()
    document = DocumentBlock()

    class Meta:
        max_num = MAX_BLOCKS
