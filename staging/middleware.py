from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import serving, tokens


class PreviewMiddleware:
    """Answers everything below /preview/, with the middleware and the views that stand inside it.

    It stands outside sessions and accounts: a viewer's cookie is not read. No other path can be switched into a preview.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(tokens.PREFIX):
            return self.get_response(request)
        token, path = tokens.take(request)
        return serving.serve(request, token, path, self.get_response)
