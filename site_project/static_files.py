"""Static files as they are served: named by a hash, compressed, and what every page needs in one file of each kind."""

import posixpath
import re

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = ("css/site.css", "js/site.js")
IMPORT = re.compile(r'^@?import "(?:\./)?([a-z-]+\.(?:css|js))";$', re.MULTILINE)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A file of BUNDLES only names its parts, and works as it is. Here the parts themselves come in place of their names.

    Without HTTP/2 a browser asks for six files at a time: 12 of them held the first picture back for half a second.
    """

    def post_process(self, paths, dry_run=False, **options):
        whole = InMemoryStorage()
        for name in BUNDLES:
            whole.save(name, ContentFile(bundle(paths, name).encode()))
            paths[name] = (whole, name)
        yield from super().post_process(paths, dry_run, **options)


def bundle(paths: dict, name: str) -> str:
    """The text of a file of BUNDLES with its parts in it. `paths`: (storage, path) by name, as collectstatic has them."""
    folder = posixpath.dirname(name)
    # Each script keeps its names to itself, as a module does.
    frame = "{{\n{}}}" if name.endswith(".js") else "{}"
    return IMPORT.sub(lambda match: frame.format(source(paths, f"{folder}/{match[1]}")), source(paths, name))


def source(paths: dict, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
