"""What search engines read of articles and of those who write them: schema.org nodes, compared as objects."""

from datetime import UTC, datetime

from tests.builders import article, author, image, topic
from tests.reading import links, structured_data, tags

HOST = "http://localhost:8000"
ADDRESS = f"{HOST}/harbours/the-harbour-that-said-no/"
VIDEO_ID, QUOTE_ID = "11111111-aaaa-4bbb-8ccc-dddddddddddd", "22222222-aaaa-4bbb-8ccc-dddddddddddd"


def read(client, path: str = "/harbours/the-harbour-that-said-no/") -> dict:
    return structured_data(client.get(path))


def test_a_whole_article(client, section):
    when = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    writer = author(role="Harbour reporter")
    page = article(section, authors=(writer,), topics=(topic(), topic("Work")), hero_image=image(), published_at=when)
    answer = client.get("/harbours/the-harbour-that-said-no/")
    node = structured_data(answer)["NewsArticle"]
    hero, card = node.pop("image")
    assert hero.startswith(f"{HOST}/media/images/")
    assert card == tags(answer)["og:image"]
    assert node == {
        "@type": "NewsArticle",
        "@id": f"{ADDRESS}#article",
        "mainEntityOfPage": ADDRESS,
        "url": ADDRESS,
        "headline": "The harbour that said no",
        "description": page.standfirst,
        "datePublished": "2026-11-20T06:30:00+00:00",
        "dateModified": "2026-11-20T06:30:00+00:00",
        "author": [
            {
                "@type": "Person",
                "@id": f"{HOST}/authors/mara-lindqvist/#person",
                "name": "Mara Lindqvist",
                "url": f"{HOST}/authors/mara-lindqvist/",
                "jobTitle": "Harbour reporter",
            }
        ],
        "publisher": {"@id": f"{HOST}/#publisher"},
        "articleSection": "Harbours",
        "keywords": ["Ferries", "Work"],
        "wordCount": page.word_count,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "hasPart": node["hasPart"],
    }


def test_an_article_with_nothing_but_a_title(client, section):
    article(section, title="Tides", standfirst="", body=[])
    node = read(client, "/harbours/tides/")["NewsArticle"]
    assert node["headline"] == "Tides"
    assert not {"author", "keywords", "description", "video", "hasPart", "wordCount"} & set(node)
    assert None not in node.values()


def test_the_way_from_home_to_the_article(client, section):
    article(section)
    assert [(item["name"], item["item"]) for item in read(client)["BreadcrumbList"]["itemListElement"]] == [
        ("Galley", f"{HOST}/"),
        ("Harbours", f"{HOST}/harbours/"),
        ("The harbour that said no", ADDRESS),
    ]


def test_a_video_that_starts_late_names_its_part(client, section):
    page = article(section, body=[])
    video = {
        "url": "https://youtu.be/AbCdEfGhIjK",
        "start": "26:03",
        "title": "Hearing",
        "caption": "<p>From <b>26:03</b>.</p>",
    }
    page.body = page.body.stream_block.to_python([{"type": "video", "id": VIDEO_ID, "value": video}])
    page.save_revision().publish()
    (node,) = read(client)["NewsArticle"]["video"]
    assert node == {
        "@type": "VideoObject",
        "@id": f"{ADDRESS}#b-11111111",
        "name": "Hearing",
        "description": "From 26:03.",
        "uploadDate": node["uploadDate"],
        "url": "https://www.youtube.com/watch?v=AbCdEfGhIjK",
        "embedUrl": node["embedUrl"],
        "hasPart": {
            "@type": "Clip",
            "name": "Hearing",
            "startOffset": 1563,
            "url": "https://www.youtube.com/watch?v=AbCdEfGhIjK&t=1563s",
        },
    }
    assert node["embedUrl"].startswith("https://www.youtube-nocookie.com/embed/AbCdEfGhIjK")


def test_a_video_file_has_its_own_address(client, section):
    video = {"url": "https://example.org/film.mp4", "title": "Film"}
    article(section, body=[("video", video)], hero_image=image())
    (node,) = read(client)["NewsArticle"]["video"]
    assert node["contentUrl"] == "https://example.org/film.mp4"
    assert node["thumbnailUrl"].startswith(f"{HOST}/media/images/")
    assert "hasPart" not in node


def test_a_video_that_cannot_be_played_is_left_out(client, section):
    article(section, body=[("video", {"url": "https://example.org/", "title": "No film"})])
    assert "video" not in read(client)["NewsArticle"]


def test_quotations_name_their_speaker_and_pull_quotes_are_none(client, section):
    page = article(section, body=[])
    quote = {
        "text": "<p>We did not <i>save</i> it &amp; we</p><p>did not sell it.</p>",
        "speaker": "Ines Aguilar",
        "role": "Harbour master",
        "source_url": "https://example.org/interview",
        "style": "quotation",
    }
    pull = {"text": "<p>It kept it.</p>", "style": "pull"}
    parts = [{"type": "quote", "id": QUOTE_ID, "value": quote}, {"type": "quote", "value": pull}]
    page.body = page.body.stream_block.to_python(parts)
    page.save_revision().publish()
    assert read(client)["NewsArticle"]["hasPart"] == [
        {
            "@type": "Quotation",
            "@id": f"{ADDRESS}#b-22222222",
            "text": "We did not save it & we did not sell it.",
            "spokenByCharacter": {"@type": "Person", "name": "Ines Aguilar", "jobTitle": "Harbour master"},
            "isBasedOn": "https://example.org/interview",
        }
    ]


def test_an_author_has_a_profile(client, section):
    writer = author(role="Reporter", biography="<p>Writes about <i>tides</i>.</p>", portrait=image("Portrait"))
    writer.links = [("link", {"label": "Site", "address": "https://example.org/mara"})]
    writer.save()
    article(section, authors=(writer,))
    answer = client.get("/authors/mara-lindqvist/")
    node = structured_data(answer)["ProfilePage"]
    person = node["mainEntity"]
    assert person.pop("image").startswith(f"{HOST}/media/images/")
    assert person == {
        "@type": "Person",
        "@id": f"{HOST}/authors/mara-lindqvist/#person",
        "name": "Mara Lindqvist",
        "url": f"{HOST}/authors/mara-lindqvist/",
        "jobTitle": "Reporter",
        "description": "Writes about tides.",
        "sameAs": ["https://example.org/mara"],
    }
    assert tags(answer)["og:type"] == "profile"


def test_sections_and_topics_are_collections(client, section):
    section.introduction = "Where ships rest."
    section.save()
    article(section, topics=(topic(description="Boats that come back."),))
    for path, name, description in [
        ("/harbours/", "Harbours", "Where ships rest."),
        ("/topics/ferries/", "Ferries", "Boats that come back."),
    ]:
        node = read(client, path)["CollectionPage"]
        node.pop("image")
        assert node == {
            "@type": "CollectionPage",
            "@id": f"{HOST}{path}#page",
            "url": f"{HOST}{path}",
            "name": name,
            "description": description,
            "publisher": {"@id": f"{HOST}/#publisher"},
        }


def test_only_an_article_offers_a_card_for_other_sites(client, section):
    article(section)
    found = [link for link in links(client.get(ADDRESS.removeprefix(HOST)), "alternate") if "oembed" in link["type"]]
    assert [link["type"] for link in found] == ["application/json+oembed", "text/xml+oembed"]
    for link in found:
        assert client.get(link["href"].removeprefix(HOST)).status_code == 200
    assert not [link for link in links(client.get("/harbours/"), "alternate") if "oembed" in link["type"]]
