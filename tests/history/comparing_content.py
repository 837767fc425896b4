"""Content to compare: streams as they are stored, and versions of a page made of them."""

import json
from copy import deepcopy
from uuid import UUID

from articles.models import ArticlePage

FERRY = "<p>The ferry leaves at six, and by then the harbour smells of <b>coffee</b> and <i>diesel</i>.</p>"
QUOTE = {
    "text": "<p>We only stopped selling it.</p>",
    "speaker": "Ines Aguilar",
    "role": "Harbour master",
    "source_url": "https://example.org/interview",
    "style": "quotation",
    "language": "",
}


def key(number: int) -> str:
    """A block's id."""
    return str(UUID(int=number + 1))


def blocks(*parts: tuple[str, object], first: int = 0) -> list[dict]:
    """(type, value) pairs as a stream stores them, with ids that count from `first`."""
    return [{"type": name, "value": value, "id": key(first + at)} for at, (name, value) in enumerate(parts)]


def version(page: ArticlePage, **fields: object) -> ArticlePage:
    """The page with other values, as a revision would give it. Streams are lists of blocks as stored."""
    stored = {name: json.dumps(value) if name in {"body", "notes"} else value for name, value in fields.items()}
    return page.with_content_json(deepcopy(page.serializable_data() | stored))


def items(*texts: str) -> list[dict]:
    return [{"type": "item", "value": f"<p>{text}</p>", "id": f"item {text}"} for text in texts]


def points(*texts: str, **fields: object) -> dict:
    return {"style": "bulleted", "heading": "", "items": items(*texts), **fields}


def table(*rows: list[str], **options: object) -> dict:
    cells = {"data": list(rows), "first_row_is_table_header": True, "first_col_is_header": False, **options}
    return {"table": cells, "source": ""}


def figure(image: int | None, **fields: object) -> dict:
    chosen = {"image": image, "alt_text": fields.pop("alt_text", "A low sun."), "decorative": False}
    return {"image": chosen, "caption": "<p>Fog.</p>", "credit": "", "source_url": "", "width": "column", **fields}


def long_body(count: int, image: int | None = None) -> list[dict]:
    """`count` blocks of seven kinds, each with words of its own."""
    kinds = (
        lambda n: ("paragraph", FERRY.replace("six", f"six past {n}") + "<p>It comes back with the tide.</p>"),
        lambda n: ("heading", {"text": f"Harbour {n}", "level": "2"}),
        lambda n: ("quote", {**QUOTE, "text": f"<p>We only stopped selling quay {n}.</p>"}),
        lambda n: ("list", points(f"Ferries {n} run twice.", f"The last one of {n} leaves at midnight.")),
        lambda n: ("figure", figure(image, alt_text=f"Sun {n}")),
        lambda n: ("table", table(["Harbour", "Ferries"], [f"Selwyn {n}", "38"], ["Marrow", str(n)])),
        lambda n: ("code", {"language": "python", "code": f"def tides(day):\n    return {n}\n", "caption": ""}),
    )
    return blocks(*(kinds[n % len(kinds)](n) for n in range(count)))


REWRITTEN = {
    "six past": "seven past",
    "<b>coffee</b>": "coffee",
    "Harbour ": "Haven ",
    "Ines Aguilar": "Ruth Ambersley",
    "run twice": "run once",
    "Sun ": "Low sun ",
    '"38"': '"40"',
    "return": "yield",
}


def rewritten(body: list[dict], every: int = 5) -> list[dict]:
    """The same with one block in `every` changed, each in the way of its kind."""
    texts = [json.dumps(block) for block in body]
    for old, new in REWRITTEN.items():
        texts[::every] = [text.replace(old, new) for text in texts[::every]]
    return [json.loads(text) for text in texts]
