"""`make audit URL=…`: measures a running site with the demo content, prints one table, and fails where a limit is broken."""

import os
import sys
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from . import by_hand, tools

PAGES = {"home": "/", "section": "/water/", "article": "/commons/open-charts-for-open-water/"}
RUNS = int(os.environ.get("RUNS") or 5)
KB = 1024
# The name of a figure: how it is printed, and its limit (None: only shown).
AT_LEAST = {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 100}
AT_MOST = {
    "CLS": 0,
    "LCP, ms": None,
    "LCP by hand, ms": None,
    "LCP ratio": 1.15,
    "HTML, KB": 10,
    "CSS, KB": 14,
    "scripts, KB": 4,
    "fonts, KB": 70,
    "requests": None,
    "other hosts": 0,
    "cookies": 0,
    "axe": 0,
    "Nu": 0,
}
KINDS = {"Document": "HTML, KB", "Stylesheet": "CSS, KB", "Script": "scripts, KB", "Font": "fonts, KB"}


@dataclass
class Page:
    url: str
    reports: list[dict] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def middle(self, audit: str) -> float:
        return median(report["audits"][audit]["numericValue"] for report in self.reports)

    def read_reports(self) -> None:
        for name in AT_LEAST:
            self.figures[name] = median(100 * report["categories"][name]["score"] for report in self.reports)
        self.figures["CLS"] = self.middle("cumulative-layout-shift")
        self.figures["LCP, ms"] = self.middle("largest-contentful-paint")

    def weigh(self) -> None:
        """Bodies of the first view as gzip sends them, and who was asked for them."""
        requests = self.reports[-1]["audits"]["network-requests"]["details"]["items"]
        own = urlsplit(self.url).netloc
        asked = [request for request in requests if request["url"].startswith("http")]
        self.figures |= dict.fromkeys(KINDS.values(), 0)
        for request in asked:
            if name := KINDS.get(request["resourceType"]):
                self.figures[name] += gzipped(request["url"]) / KB
        self.figures["requests"] = len(asked)
        self.figures["other hosts"] = sum(urlsplit(request["url"]).netloc != own for request in asked)

    def judge(self, browser: Browser) -> None:
        looks = [(scheme, width) for scheme in ("light", "dark") for width in (360, 1440)]
        self.figures["axe"] = sum(len(tools.axe_violations(browser, self.url, *look)) for look in looks)
        context = browser.new_context()
        context.new_page().goto(self.url)
        self.figures["cookies"] = len(context.cookies())
        context.close()
        html = by_hand.fetched(self.url).decode()
        self.figures["Nu"] = len(tools.nu_errors({"page": html}).get("page", []))


def gzipped(url: str) -> int:
    """Bytes of the body as a browser that knows gzip gets it."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - the site that is measured
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the site that is measured
        return len(answer.read())


def measure(site: str) -> dict[str, Page]:
    """In turns, so that a busy moment of the machine meets every page."""
    pages = {name: Page(site + path) for name, path in PAGES.items()}
    with tempfile.TemporaryDirectory() as folder:
        by_hand.write(Path(folder), site, PAGES["article"])
        with by_hand.served(Path(folder)) as url:
            yardstick = Page(url)
            for _ in range(RUNS):
                for page in [*pages.values(), yardstick]:
                    page.reports.append(tools.lighthouse(page.url))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.CHROMIUM, args=tools.FLAGS)
        for page in pages.values():
            page.read_reports()
            page.weigh()
            page.judge(browser)
        browser.close()
    article = pages["article"].figures
    article["LCP by hand, ms"] = yardstick.middle("largest-contentful-paint")
    article["LCP ratio"] = article["LCP, ms"] / article["LCP by hand, ms"]
    return pages


def is_broken(name: str, value: float | None) -> bool:
    if value is None:
        return False
    if name in AT_LEAST:
        return value < AT_LEAST[name]
    return AT_MOST[name] is not None and value > AT_MOST[name]


def shown(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".") if value < 100 else f"{value:.0f}"


def main(site: str) -> int:
    pages = measure(site)
    print(f"{site}: median of {RUNS} runs of Lighthouse as a phone; sizes as gzip sends them; ! is beyond the limit\n")
    print(f"{'':18}{'limit':>8}" + "".join(f"{name:>12}" for name in pages))
    broken = 0
    for name, limit in {**AT_LEAST, **AT_MOST}.items():
        values = [page.figures.get(name) for page in pages.values()]
        marks = ["!" if is_broken(name, value) else " " for value in values]
        broken += marks.count("!")
        cells = (f"{shown(value):>11}{mark}" for value, mark in zip(values, marks, strict=True))
        print(f"{name:18}{shown(limit):>8}{''.join(cells)}")
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
