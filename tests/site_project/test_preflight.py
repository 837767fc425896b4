"""Before the site is served: does the database answer? On SQLite and on PostgreSQL alike."""

from django.db import connection

from site_project.preflight import check_migrations, database_complaint


def test_a_database_that_answers_is_no_complaint(db):
    assert database_complaint() == ""


def test_a_database_that_does_not_answer_is_named(db, monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at/all.sqlite3")
    else:
        monkeypatch.setitem(connection.settings_dict, "NAME", "no_such_database")
    assert "The database does not answer" in database_complaint()


def test_a_migrated_database_is_ready(db):
    check_migrations()
