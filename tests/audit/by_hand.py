"""The yardstick: an article of the site as somebody would write it by hand, served by the server that serves the site.

The same words, the same pictures and the same letters, with a small style sheet; no script, no navigation, no portraits.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bs4 import BeautifulSoup
from whitenoise import WhiteNoise

STYLE = """:root { color-scheme: light dark }
@font-face { font-family: Text; src: url(FONT); font-weight: 400 700; font-display: optional }
body { max-width: 38rem; margin: auto; padding: 1rem; font: 1.2rem/1.5 Text, Georgia, serif }
h1, h2, h3 { line-height: 1.15 }
figure { margin: 2rem 0 }
img { max-width: 100%; height: auto }
"""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{description}">
<link rel="icon" href="data:,">
<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
{article}
</main>
</body>
</html>
"""


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the site that is measured
        return answer.read()


def write(folder: Path, site: str, path: str) -> None:
    """The article at site + path as files below the folder, compressed as the site's own are."""
    page = BeautifulSoup(fetched(site + path), "html.parser")
    article = page.select_one("article.article")
    for extra in article.select("copy-links, share-button, .portrait, .contents, .article-end"):
        extra.decompose()
    font = page.select_one("link[as=font]")["href"]
    description = page.select_one("meta[name=description]")["content"]
    html = PAGE.format(title=page.title.string, description=description, font=font, article=article)
    (folder / "index.html").write_text(html)
    (folder / "style.css").write_text(STYLE.replace("FONT", font))
    for file in {font, *re.findall(r"/media/[\w./-]+", html)}:
        (folder / file[1:]).parent.mkdir(parents=True, exist_ok=True)
        (folder / file[1:]).write_bytes(fetched(site + file))
    subprocess.run([sys.executable, "-m", "whitenoise.compress", "--quiet", str(folder)], check=True)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder's address while it is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = [sys.executable, "-m", "granian", "tests.audit.by_hand:application", "--interface", "wsgi", "--http", "1"]
    options = ["--no-ws", "--blocking-threads", "1", "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen([*server, *options], env={**os.environ, "BY_HAND": str(folder)})
    try:
        for _ in range(50):
            time.sleep(0.2)
            try:
                fetched(f"http://localhost:{port}/")
                break
            except OSError:
                continue
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        process.wait()


def not_found(environ, start_response):
    start_response("404 Not Found", [("Content-Length", "0")])
    return [b""]


application = WhiteNoise(not_found, root=os.environ.get("BY_HAND"), index_file=True)
