"""The article form of the admin, filled in as an editor's browser sends it."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def paragraphs(*texts: str) -> list[tuple[str, str]]:
    return [("paragraph", rich_text(f"<p>{text}</p>")) for text in texts]


def article_form(title: str = "Low tide", blocks: list[tuple[str, object]] | None = None, **fields) -> dict:
    """POST data for the create and edit views. `blocks` are (block's name, its form value) pairs."""
    body = streamfield(paragraphs("The ferry leaves at six.") if blocks is None else blocks)
    for number in range(int(body["count"])):  # an editor's block keeps its id from save to save
        body[str(number)]["id"] = f"00000000-0000-4000-8000-{number:012}"
    data = {
        "title": title,
        "slug": "low-tide",
        "standfirst": "",
        "hero_caption": rich_text(""),
        "notes": streamfield([]),
        "body": body,
        "article_authors": inline_formset([]),
        "article_topics": inline_formset([]),
        "comments": inline_formset([]),
        **fields,
    }
    return nested_form_data(data)
