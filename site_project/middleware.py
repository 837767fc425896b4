"""What stands around every request of the site."""

from .errors import bad_request


class RangeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class OversizedFormMiddleware:
    """Answers values nested too deep to be read (JSON in a crafted form) like any other oversized form: 400, not 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, RecursionError) and request.method == "POST":
            return bad_request(request, exception)
        return None
