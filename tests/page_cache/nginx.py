"""A real nginx with the site's configuration, in a folder of its own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
MODULES = Path("/usr/lib/nginx/modules")
BROTLI = MODULES / "ngx_http_brotli_static_module.so"
FRAME = """
{modules}
{user}
worker_processes 1;
pcre_jit on;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log {access_log};
    sendfile on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {more}
    include {folder}/site.conf;
}}
"""


@contextmanager
def running_nginx(
    folder: Path, site: str, port: int, more: str = "", prefix: tuple[str, ...] = (), access_log: str = "off"
) -> Iterator[int]:
    """Gives its process id. `site`: what `manage.py nginx_config` prints. `prefix`: a command that runs it, such as taskset."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.conf").write_text(site)
    modules = f"load_module {BROTLI};" if BROTLI.exists() else ""
    user = "user root;" if os.geteuid() == 0 else ""  # pytest's folders are its user's only
    frame = FRAME.format(folder=folder, modules=modules, user=user, more=more, access_log=access_log)
    (folder / "nginx.conf").write_text(frame)
    command = [*prefix, NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with subprocess.Popen([*command, "-g", "daemon off;"]) as process:
        try:
            wait_for(port, process)
            yield process.pid
        finally:
            process.terminate()
            process.wait(10)


def wait_for(port: int, process: subprocess.Popen) -> None:
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError("nginx did not start: see its error.log")
