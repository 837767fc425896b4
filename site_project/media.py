"""What uploads become: whole files on disk (WholeFileStorage), and what of them a browser may fetch (serve_media).

Renditions are for everyone, originals (with their location and camera data) for those who work in the admin. Documents
go through Wagtail's own view, which knows about private collections: under /media/ they do not exist.
"""

import os
import re
import secrets
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

# Python's own table depends on the machine, and lacks AVIF before 3.13.
CONTENT_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
# Wagtail stores ASCII names, flat in these two folders; whatever looks otherwise is not one of ours.
MEDIA_PATH = re.compile(r"(images|original_images)/[A-Za-z0-9_-][A-Za-z0-9_.-]*\.([a-z]+)", re.ASCII | re.IGNORECASE)
CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox"
# A rendition's name has the hash of its source in it (images.models.Rendition): another content gets another name.
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    match = MEDIA_PATH.fullmatch(path)
    content_type = CONTENT_TYPES.get(match[2].lower()) if match else None
    private = bool(match) and match[1].lower() != "images"
    if not content_type or (private and not request.user.has_perm("wagtailadmin.access_admin")):
        return not_found()
    try:
        response = file_response(request, Path(settings.MEDIA_ROOT, path), content_type)
    except OSError:  # not there, a folder, a name too long for the disk
        return not_found()
    response["Cache-Control"] = "private, no-store" if private else FOR_EVER
    return with_guards(response)


def file_response(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """200 with the file, or 304 where the browser has it. Raises OSError."""
    file = path.open("rb")
    status = os.fstat(file.fileno())
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    response = FileResponse(file, content_type=content_type)
    response.block_size = 64 * 1024
    response["ETag"] = etag
    response["Last-Modified"] = http_date(status.st_mtime)
    answer = get_conditional_response(request, etag, int(status.st_mtime), response)
    if answer is not response:
        file.close()
    return answer


def not_found() -> HttpResponse:
    response = HttpResponseNotFound("Not found.\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return with_guards(response)


def with_guards(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


class WholeFileStorage(FileSystemStorage):
    """A file is there whole or not at all, also when the disk fills up while it is written."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A document's address has its file's name in it: with 64 random bits, nobody guesses what only a draft shows."""
        path = PurePosixPath(name.replace("\\", "/"))
        if path.parts[0] == "documents":
            name = str(path.with_name(f"{path.stem[:50]}-{secrets.token_hex(8)}{path.suffix}"))
        return super().get_available_name(name, max_length)

    def _save(self, name: str, content: File) -> str:
        Path(self.location).mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.location, prefix=".incoming-", delete=False) as part:
            try:
                for chunk in content.chunks():
                    part.write(chunk if isinstance(chunk, bytes) else chunk.encode())
                part.flush()
                return self._place(Path(part.name), name)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise

    def _place(self, part: Path, name: str) -> str:
        """Move the finished file to its name, or to another one when that is taken."""
        part.chmod(self.file_permissions_mode or 0o644)
        while True:
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.touch(exist_ok=False)  # of two uploads under one name, one gets it
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                part.replace(path)
                return name.replace("\\", "/")
