import django.db.models.deletion
import search.models
from django.conf import settings
from django.db import migrations, models


# On SQLite the words are found through an FTS5 table, which has no text of its own and which triggers keep in step.
# Django rebuilds a table to alter it, and its triggers are lost: a later migration that alters Entry has to make them again.
SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
        in_title, in_head, in_text, content='search_entry', content_rowid='page_id', tokenize='ascii', columnsize=0
    )""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words (rowid, in_title, in_head, in_text)
        VALUES (new.page_id, new.in_title, new.in_head, new.in_text);
    END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words (search_words, rowid, in_title, in_head, in_text)
        VALUES ('delete', old.page_id, old.in_title, old.in_head, old.in_text);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_words (search_words, rowid, in_title, in_head, in_text)
        VALUES ('delete', old.page_id, old.in_title, old.in_head, old.in_text);
        INSERT INTO search_words (rowid, in_title, in_head, in_text)
        VALUES (new.page_id, new.in_title, new.in_head, new.in_text);
    END""",
]
# Without fastupdate: one editor's save does not pay for the lists that earlier ones left behind.
POSTGRESQL = ["CREATE INDEX search_entry_words ON search_entry USING gin (in_text) WITH (fastupdate = off)"]


def make_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("date", models.DateTimeField(db_index=True, null=True)),
                ("year", models.PositiveSmallIntegerField(db_index=True, null=True)),
                ("title", models.TextField()),
                ("lead", models.TextField()),
                ("authors", models.TextField()),
                ("topics", models.TextField()),
                ("body", models.TextField()),
                ("in_title", search.models.WordsField()),
                ("in_head", search.models.WordsField()),
                ("in_text", search.models.WordsField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
