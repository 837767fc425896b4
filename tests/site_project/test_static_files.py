"""What every page needs comes in one file of each kind, when static files are collected."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder

from site_project.static_files import BUNDLES, BundledStaticFilesStorage

pytestmark = pytest.mark.once
CSS = ["tokens.css", "base.css", "components.css", "article.css", "blocks.css", "print.css"]
LIMITS = {"css/site.css": 14 * 1024, "js/site.js": 4 * 1024}  # bytes, as gzip sends them


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    storage = BundledStaticFilesStorage(location=tmp_path_factory.mktemp("static"), base_url="/static/")
    paths = {path: (source, path) for path, source in FileSystemFinder().list([])}
    for path, (source, _) in paths.items():
        with source.open(path) as file:
            storage.save(path, file)
    assert all(processed for _, _, processed in storage.post_process(paths))
    return storage


def served(storage, name: str) -> str:
    return Path(storage.path(storage.stored_name(name))).read_text()


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_asks_for_nothing_more_and_is_small(collected, name):
    text = served(collected, name)
    assert 'import "' not in text
    assert len(gzip.compress(text.encode())) < LIMITS[name]


def test_the_parts_stand_in_their_order(collected):
    text = served(collected, "css/site.css")
    heads = [(settings.BASE_DIR / "static/css" / name).read_text().splitlines()[0] for name in CSS]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    assert collected.stored_name("fonts/piazzolla-latin.woff2").split("/")[-1] in text


def test_a_script_keeps_its_names_to_itself(collected):
    scripts = [path for path in (settings.BASE_DIR / "static/js").glob("*-*.js") if not path.name.startswith("preview-")]
    assert served(collected, "js/site.js").count("\n{\n") == len(scripts)
