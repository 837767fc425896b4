from django import template

register = template.Library()


@register.filter
def at_key(values: dict, key: object) -> object:
    """The value of this key, '' where there is none."""
    return values.get(key, "")
