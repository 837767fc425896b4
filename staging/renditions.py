"""A rendition made inside a rehearsal would leave its file without its row: there it is noted, and made after the roll-back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError

Wanted = tuple[int, str]  # an image and the filter's spec

_put_off: ContextVar[tuple[set[Wanted], set[Wanted]] | None] = ContextVar("renditions_put_off", default=None)


@contextmanager
def put_off(hopeless: set[Wanted]) -> Iterator[set[Wanted]]:
    """No rendition is made meanwhile. Which were missing stands in the set; stand-ins took their places, but for the hopeless."""
    missing: set[Wanted] = set()
    token = _put_off.set((missing, hopeless))
    try:
        yield missing
    finally:
        _put_off.reset(token)


def make(missing: Iterable[Wanted]) -> set[Wanted]:
    """Make them, each with its row and for good. Returns those that can't be made."""
    missing = sorted(missing)
    images = get_image_model().objects.in_bulk({pk for pk, _spec in missing})
    hopeless = set()
    for pk, spec in missing:
        try:
            images[pk].get_rendition(spec)
        except (KeyError, SourceImageIOError):
            hopeless.add((pk, spec))
    return hopeless


def stand_in(image: AbstractImage, recipe: Filter) -> AbstractRendition:
    """For an answer that is thrown away."""
    return image.get_rendition_model()(image=image, filter_spec=recipe.spec, file="images/later.png", width=1, height=1)


def connect() -> None:
    """Have the site's image model ask here first: Wagtail has no signal before a rendition is made."""
    model = get_image_model()
    model.create_rendition = or_stand_in(model.create_rendition, several=False)
    model.create_renditions = or_stand_in(model.create_renditions, several=True)


def or_stand_in(create: Callable, several: bool) -> Callable:
    @wraps(create)
    def create_or_stand_in(self: AbstractImage, *recipes: Filter):
        if _put_off.get() is None:
            return create(self, *recipes)
        missing, hopeless = _put_off.get()
        wanted = {(self.pk, recipe.spec) for recipe in recipes}
        if wanted & hopeless:
            raise SourceImageIOError(f"No renditions of image {self.pk} can be made.")
        missing |= wanted
        made = {recipe: stand_in(self, recipe) for recipe in recipes}
        return made if several else made[recipes[0]]

    return create_or_stand_in
