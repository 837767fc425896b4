"""Saves become sittings: one person, no longer pause, nobody else's act in between."""

from datetime import UTC, datetime, timedelta

from history.sittings import Save, Sitting, sittings_of, tell_what_is_left

START = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)
WRITER, EDITOR = 1, 2


def after(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def save(minutes: int, user: int = WRITER, revision: int = 1) -> Save:
    return Save(after(minutes), user, revision)


def ranges(saves: list[Save], breaks: tuple[datetime, ...] = ()) -> list[tuple[int, int]]:
    """First and last minute of each sitting."""
    return [
        tuple(int((moment - START).total_seconds() // 60) for moment in (one.since, one.at)) for one in sittings_of(saves, breaks)
    ]


def test_saves_without_a_longer_pause_are_one_sitting():
    saves = [save(0), save(30), save(60, revision=2)]
    assert ranges(saves) == [(0, 60)]
    (sitting,) = sittings_of(reversed(saves), ())
    assert (sitting.saves, sitting.revision_id, sitting.user_id) == (3, 2, WRITER)


def test_a_pause_of_more_than_half_an_hour_ends_it():
    assert ranges([save(0), save(10), save(41), save(50)]) == [(0, 10), (41, 50)]


def test_anothers_save_ends_it():
    assert ranges([save(0), save(5), save(6, EDITOR), save(10)]) == [(0, 5), (6, 6), (10, 10)]


def test_a_publication_or_a_name_ends_it():
    assert ranges([save(0), save(5), save(10)], breaks=(after(7),)) == [(0, 5), (10, 10)]


def test_what_was_cleared_away_or_written_on_is_not_offered():
    cleared, early, late = (Sitting(WRITER, after(n), after(n), revision) for n, revision in ((0, 1), (60, 2), (120, 2)))
    tell_what_is_left([cleared, early, late], revisions={2: ()})
    assert cleared.without_content == "This draft is no longer kept."
    assert "Written on later" in early.without_content
    assert late.without_content == ""
