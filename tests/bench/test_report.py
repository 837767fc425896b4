"""What the benchmark says of its figures."""

import pytest

from . import load, report
from .scaling import USUAL, Cost, times, verdict

pytestmark = pytest.mark.once


def cost(queries: int = 5, seconds: float = 0.02, processor: float = 0.01) -> Cost:
    return Cost(queries, [seconds] * 3, [processor] * 3)


def test_a_limit_is_kept_or_not():
    assert verdict("article", {1000: cost(), 20000: cost(processor=0.012)}) == "at most 1.3 times; at most 8 queries"
    assert (
        verdict("article", {1000: cost(), 20000: cost(9, processor=0.02)})
        == "**not** at most 1.3 times; **not** at most 8 queries"
    )
    assert verdict("search: a rare word", {1000: cost(seconds=0.06)}) == "**not** at most 50 ms"
    assert verdict("search: a beginning", {1000: cost(seconds=0.06)}) == "at most 1000 ms"
    assert verdict("sitemap, a file", {1000: cost(seconds=0.6)}) == "**not** at most 500 ms"
    assert verdict("archive", {1000: cost(), 20000: cost(seconds=9)}) == ""


def test_sites_are_compared_round_by_round():
    assert times(Cost(1, [], [1.0, 2.0, 4.0]), Cost(1, [], [2.0, 2.0, 12.0])) == 2


def test_the_usual_way_is_told_at_work_and_after_other_work():
    ours, usual = cost(7), cost(58, processor=0.05)
    text = report.usual_part({20: {"article": ours, USUAL: usual}}, {"article": {20: cost(processor=0.02)}, USUAL: {20: usual}})
    assert text.splitlines()[2:] == ["| 20 | 10.0 | 7 | 50.0 | 58 | 0.20 | 0.40 (**more than 0.25**) |"]


def test_what_only_the_larger_site_has_is_compared_with_nothing():
    text = report.acts_part({"article": {20: cost(), 100: cost()}, "section, page 2": {100: cost()}})
    assert text.splitlines()[2:] == [
        "| article | 5 | 20.0 / 10.0 | 20.0 / 10.0 | 20.0 | 1.00 | at most 1.3 times; at most 8 queries |",
        "| section, page 2 | 5 |  | 20.0 / 10.0 | 20.0 |  |  |",
    ]


def test_only_the_part_of_the_same_database_is_replaced(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text("# How fast\n\nBy whom.\n")
    for text in ("first", "second"):
        report.write("SQLite", f"## On SQLite\n\n### Served\n\n{text}\n", page)
        report.write("PostgreSQL", f"## On PostgreSQL\n\n{text} too\n", page)
    report.write("SQLite", "## On SQLite\n\n### Served\n\nthird\n", page)
    assert page.read_text() == "# How fast\n\nBy whom.\n\n## On SQLite\n\n### Served\n\nthird\n\n## On PostgreSQL\n\nsecond too\n"


def test_the_generators_latencies_are_read():
    said = "  Latency Distribution\n     50%    1.96ms\n     75%    2.60ms\n     90%  812.00us\n     99%    1.03s \n"
    assert [load.latency(said, percent) for percent in (50, 90, 99)] == pytest.approx([0.00196, 0.000812, 1.03])
