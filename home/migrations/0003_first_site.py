"""The site exists from the first migrate on: a home page where Wagtail put its welcome page."""

from django.db import migrations


def create_home_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("home", "HomePage")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")

    content_type, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    welcome = Page.objects.filter(slug="home", depth=2, path="00010001").first()
    if welcome is None:
        return
    home = HomePage(
        page_ptr=welcome,
        title="Home",
        draft_title="Home",
        slug="home",
        content_type=content_type,
        path=welcome.path,
        depth=2,
        numchild=0,
        url_path="/home/",
        locale_id=welcome.locale_id,
        translation_key=welcome.translation_key,
        live=True,
    )
    home.save_base(raw=False)
    Site.objects.filter(is_default_site=True).update(root_page_id=home.pk)


class Migration(migrations.Migration):
    dependencies = [("home", "0002_relations")]

    operations = [migrations.RunPython(create_home_page, migrations.RunPython.noop)]
