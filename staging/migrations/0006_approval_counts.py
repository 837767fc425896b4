from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staging", "0005_note_reply_by_viewer"),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="counts",
            field=models.BooleanField(default=True, verbose_name="counts"),
        ),
    ]
