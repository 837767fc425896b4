"""Two roles from the first day: Writers write their own articles and submit them, Editors edit and publish everything.

Wagtail's initial groups are taken over (Editors become Writers, Moderators become Editors), so that its workflow, in which
Moderators approve, is from now on the one in which Editors approve.
"""

from django.db import migrations

WRITERS_ON_PAGES = ["add"]
EDITORS_ON_PAGES = ["add", "change", "publish", "bulk_delete", "lock", "unlock"]
# Wagtail checks the rights to its own image model, whatever model holds the images.
# (app, model): actions of Writers, actions of Editors
COLLECTION_PERMISSIONS = {
    ("wagtailimages", "image"): (["add", "choose"], ["add", "change", "delete", "choose"]),
    ("wagtaildocs", "document"): (["add", "choose"], ["add", "change", "delete", "choose"]),
}
MODEL_PERMISSIONS = {
    ("articles", "author"): ["add", "change", "delete", "view"],
    ("articles", "topic"): ["add", "change", "delete", "view"],
    ("articles", "series"): ["add", "change", "delete", "view"],
    ("publication", "publication"): ["change"],
    ("wagtailredirects", "redirect"): ["add", "change", "delete", "view"],
}


def permission(apps, app_label, model, action):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
    found, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {model}"},
    )
    return found


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    Collection = apps.get_model("wagtailcore", "Collection")
    Page = apps.get_model("wagtailcore", "Page")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "Task")

    Group.objects.filter(name="Editors").update(name="Writers")
    Group.objects.filter(name="Moderators").update(name="Editors")
    writers, _ = Group.objects.get_or_create(name="Writers")
    editors, _ = Group.objects.get_or_create(name="Editors")
    enter_admin = permission(apps, "wagtailadmin", "admin", "access")

    root = Page.objects.get(depth=1)
    library = Collection.objects.get(depth=1)
    GroupPagePermission.objects.filter(group__in=[writers, editors]).delete()
    GroupCollectionPermission.objects.filter(group__in=[writers, editors]).delete()
    for group, actions in ((writers, WRITERS_ON_PAGES), (editors, EDITORS_ON_PAGES)):
        group.permissions.set([enter_admin])
        for action in actions:
            allowed = permission(apps, "wagtailcore", "page", action)
            GroupPagePermission.objects.create(group=group, page=root, permission=allowed)
    for (app_label, model), by_group in COLLECTION_PERMISSIONS.items():
        for group, actions in zip((writers, editors), by_group, strict=True):
            for action in actions:
                allowed = permission(apps, app_label, model, action)
                GroupCollectionPermission.objects.create(group=group, collection=library, permission=allowed)
    for (app_label, model), actions in MODEL_PERMISSIONS.items():
        editors.permissions.add(*(permission(apps, app_label, model, action) for action in actions))

    Workflow.objects.filter(name="Moderators approval").update(name="Editors' approval")
    Task.objects.filter(name="Moderators approval").update(name="Editors' approval")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_first_site"),
        ("articles", "0002_relations"),
        ("publication", "0001_initial"),
        ("images", "0002_relations"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
