"""How the demo's texts are written down: a Story, and one function for each block of an article.

Blocks are in the form that a StreamField stores, with names where the database has numbers: `picture:<key>`,
`file:<key>` and, in links, `page:<slug>`. demo/build.py puts the numbers in.
"""

import re
from dataclasses import dataclass, field
from hashlib import blake2s


@dataclass(frozen=True)
class Edit:
    """A later version: who made it, how many days after the first publication, and what became of the text."""

    user: str
    days_later: float
    publish: bool
    replace: dict[str, str] = field(default_factory=dict)
    note: dict | None = None
    title: str = ""
    standfirst: str = ""


@dataclass(frozen=True)
class Story:
    """An article. `days_ago` tells its first publication; a draft's last change; in a scheduled one it is negative."""

    slug: str
    title: str
    standfirst: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    hero: str
    days_ago: float
    body: list[dict]
    hero_caption: str = ""
    state: str = "published"
    series: tuple[str, int] | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Section:
    slug: str
    title: str
    introduction: str
    stories: list[Story]


def rich(*paragraphs: str) -> str:
    """Rich text as Wagtail stores it: each paragraph and list item with the key by which the editor knows it."""
    html = "".join(text if text.startswith(("<p>", "<ul>", "<ol>")) else f"<p>{text}</p>" for text in paragraphs)
    parts = re.split(r"<(p|li)>", html)
    keyed = [parts[0]]
    for number, (tag, text) in enumerate(zip(parts[1::2], parts[2::2], strict=True)):
        key = blake2s(f"{number}{text}".encode(), digest_size=4).hexdigest()[:5]
        keyed.append(f'<{tag} data-block-key="{key}">{text}')
    return "".join(keyed)


def to(slug: str, text: str) -> str:
    """A link to another article of the demo; it must be older than the one that links."""
    return f'<a linktype="page" id="page:{slug}">{text}</a>'


def p(*paragraphs: str) -> dict:
    return {"type": "paragraph", "value": rich(*paragraphs)}


def h(text: str, level: int = 2) -> dict:
    return {"type": "heading", "value": {"text": text, "level": str(level)}}


def quote(text: str, speaker: str = "", role: str = "", source_url: str = "") -> dict:
    value = {"text": rich(text), "speaker": speaker, "role": role, "source_url": source_url, "style": "quotation"}
    return {"type": "quote", "value": value}


def pull(text: str, speaker: str = "") -> dict:
    value = {"text": rich(text), "speaker": speaker, "role": "", "source_url": "", "style": "pull"}
    return {"type": "quote", "value": value}


def items(style: str, heading: str, *texts: str) -> dict:
    return {"type": "list", "value": {"style": style, "heading": heading, "items": [rich(text) for text in texts]}}


def bullets(*texts: str, heading: str = "") -> dict:
    return items("bulleted", heading, *texts)


def steps(*texts: str, heading: str = "") -> dict:
    return items("numbered", heading, *texts)


def key_points(*texts: str, heading: str = "In short") -> dict:
    return items("key_points", heading, *texts)


def callout(kind: str, heading: str, *paragraphs: str) -> dict:
    return {"type": "callout", "value": {"kind": kind, "heading": heading, "text": rich(*paragraphs)}}


def divider() -> dict:
    return {"type": "divider", "value": None}


def correction(text: str) -> dict:
    """For an Edit's `note`; its date is the edit's."""
    return {"kind": "correction", "text": rich(text)}


def picture(key: str, caption: str) -> dict:
    chosen = {"image": f"picture:{key}", "decorative": False, "alt_text": f"alt:{key}"}
    return {"image": chosen, "caption": rich(caption) if caption else "", "credit": ""}


def figure(key: str, caption: str, width: str = "column", source_url: str = "") -> dict:
    return {"type": "figure", "value": {**picture(key, caption), "source_url": source_url, "width": width}}


def gallery(heading: str, *pictures: tuple[str, str]) -> dict:
    return {"type": "gallery", "value": {"heading": heading, "items": [picture(*one) for one in pictures]}}


def video(url: str, title: str, caption: str = "", start: str = "", poster: str = "", **links: str) -> dict:
    value = {
        "url": url,
        "start": start,
        "title": title,
        "caption": rich(caption) if caption else "",
        "full_url": links.get("full_url", ""),
        "transcript_url": links.get("transcript_url", ""),
        "transcript_label": links.get("transcript_label", "Transcript"),
        "poster": f"picture:{poster}" if poster else None,
    }
    return {"type": "video", "value": value}


def audio(key: str, title: str, caption: str, transcript_url: str = "") -> dict:
    value = {"file": f"file:{key}", "title": title, "caption": rich(caption), "transcript_url": transcript_url}
    return {"type": "audio", "value": value}


def table(caption: str, rows: list[list[str]], source: str = "", first_column: bool = False) -> dict:
    cells = {
        "data": rows,
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": True,
        "first_col_is_header": first_column,
        "table_header_choice": "both" if first_column else "row",
        "table_caption": caption,
    }
    return {"type": "table", "value": {"table": cells, "source": source}}


def code(language: str, text: str, caption: str = "") -> dict:
    return {"type": "code", "value": {"language": language, "code": text.strip("\n"), "caption": caption}}


def document(key: str, title: str, description: str) -> dict:
    return {"type": "document", "value": {"document": f"file:{key}", "title": title, "description": description}}
