"""A file is there together with its row, or not at all."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.images.models import SourceImageIOError

from images.models import Rendition, SiteImage
from tests.builders import image, picture

from . import files

pytestmark = pytest.mark.django_db
SPEC = "max-100x100|format-webp"


def stored(settings) -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("content", [files.bomb(), files.HTML, b"", files.PNG_SIGNATURE_ONLY])
def test_model_refuses_what_the_form_refuses(content, settings):
    # Who writes code gets Willow's own errors as well: the file is opened as soon as it is assigned.
    with pytest.raises((ValidationError, OSError, SyntaxError)):
        SiteImage.objects.create(title="Quay", file=ContentFile(content, "quay.png"))
    assert stored(settings) == set()


def test_failed_save_leaves_no_file(settings):
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteImage.objects.create(title=None, file=ContentFile(picture(), "quay.png"))
    assert stored(settings) == set()


def test_model_cleans_its_texts():
    taken = image("Qu\x00ay", description="Cal\x1fm", credit="In\x0bes", name="quay.png")
    assert (taken.title, taken.description, taken.credit) == ("Quay", "Calm", "Ines")


@pytest.mark.parametrize("ruin", [lambda path: path.unlink(), lambda path: path.write_bytes(files.TRUNCATED_PNG)])
def test_missing_or_broken_source_is_one_error(ruin, settings):
    taken = image()
    ruin(Path(taken.file.path))
    before = stored(settings)
    with pytest.raises(SourceImageIOError):
        taken.get_rendition(SPEC)
    with pytest.raises(SourceImageIOError):
        taken.get_renditions(SPEC, "max-50x50")
    assert stored(settings) == before
    assert not Rendition.objects.exists()


def test_disk_that_takes_no_rendition_is_the_same_error(settings):
    taken = image()
    (Path(settings.MEDIA_ROOT) / "images").write_text("in the way")
    with pytest.raises(SourceImageIOError):
        taken.get_rendition(SPEC)
    assert not Rendition.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rendition_without_its_row_leaves_no_file(settings):
    taken = image()
    before = stored(settings)
    SiteImage.objects.filter(pk=taken.pk)._raw_delete("default")  # by somebody whose task has yet to take the file
    with pytest.raises(SourceImageIOError):
        taken.get_rendition(SPEC)
    assert stored(settings) == before


def test_rendition_is_made_once_for_two_that_ask(settings):
    first = image()
    second = SiteImage.objects.get(pk=first.pk)  # knows, from before, that there are no renditions
    one = first.get_rendition(SPEC)
    other = second.get_renditions(SPEC, "max-50x50|format-webp")[SPEC]
    assert one.pk == other.pk
    assert Rendition.objects.count() == 2
    assert len(stored(settings)) == 3


def test_name_of_a_rendition_tells_its_content():
    taken = image(name="quay.png")
    name = taken.get_rendition(SPEC).file.name
    assert name == f"images/{taken.file_hash[:10]}-quay.max-100x100.format-webp.webp"


def test_replaced_file_goes_with_its_renditions_after_commit(settings, django_capture_on_commit_callbacks):
    taken = image(name="quay.png")
    old = {taken.file.name, taken.get_rendition(SPEC).file.name}
    with django_capture_on_commit_callbacks(execute=True):
        taken.file = ContentFile(picture(300, 200), "other.png")
        taken.save()
        assert old <= stored(settings)
        new = taken.get_rendition(SPEC)
    assert stored(settings) == {taken.file.name, new.file.name}
    assert (taken.width, new.width) == (300, 100)


def test_deleted_image_takes_its_files_after_commit(settings, admin_user, client_of, django_capture_on_commit_callbacks):
    taken = image()
    taken.get_rendition(SPEC)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(admin_user).post(reverse("wagtailimages:delete", args=[taken.pk]))
        assert len(stored(settings)) == 2
    assert stored(settings) == set()
    assert not default_storage.exists(taken.file.name)


def test_admin_lists_and_edits_images_also_broken_ones(editor, client_of):
    good, broken = image("Good", uploaded_by_user=editor), image("Broken", uploaded_by_user=editor)
    Path(broken.file.path).write_bytes(files.TRUNCATED_PNG)
    client = client_of(editor)
    listing = client.get(reverse("wagtailimages:index")).content.decode()
    assert "/media/images/" in listing
    assert "Broken" in listing
    for taken in (good, broken):
        page = client.get(reverse("wagtailimages:edit", args=[taken.pk]))
        assert taken.file.url in page.content.decode()


def test_renditions_come_with_the_image(django_assert_num_queries):
    image().get_rendition(SPEC)
    with django_assert_num_queries(2):
        taken = SiteImage.objects.get()
        taken.get_rendition(SPEC)
