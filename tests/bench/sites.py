"""The sites that are measured: the demo with more and more articles, each in a folder and a database of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.trials.page_cache_site import ROOT, free_port


@dataclass
class Site:
    """`size`: its articles; `database`: an address, or "" for SQLite in `data`."""

    size: int
    data: Path
    database: str
    port: int

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATA_DIR": str(self.data), "DATABASE_URL": self.database, "PORT": str(self.port), "PAGE_CACHE": "on"}
        more = {"DJANGO_SETTINGS_MODULE": "site_project.settings", "DEMO_PASSWORD": "harbour-lamp-42", "SITE_URL": ""}
        return {**os.environ, **own, **more, "TRIAL_LOG": str(self.data / "renderings"), "WEB_PROCESSES": "1"}

    def python(self, *arguments: str, **options) -> None:
        subprocess.run([sys.executable, *arguments], env=self.environment, cwd=ROOT, check=True, **options)

    def fill(self) -> None:
        self.python("-m", "tests.bench", "articles", str(self.size), stdout=subprocess.DEVNULL)


@contextmanager
def sites(folder: Path, sizes: list[int], server: str) -> Iterator[list[Site]]:
    """The smallest is the demo and what is missing; each other a copy of the one before it, filled up.

    `server`: an address of PostgreSQL on which databases may be made, or "".
    """
    made: list[Site] = []
    try:
        for size in sorted(sizes):
            site = Site(size, folder / str(size), database_for(server, size), free_port())
            made.append(site)
            begin(site) if len(made) == 1 else copy(made[-2], site)
            site.fill()
        yield made
    finally:
        for site in made:
            shutil.rmtree(site.data, ignore_errors=True)
            if site.database:
                sql(site.database, f'drop database if exists "{name_of(site.database)}" with (force)')


def begin(site: Site) -> None:
    site.data.mkdir(mode=0o755)
    if site.database:
        sql(site.database, f'create database "{name_of(site.database)}"')
    site.python("manage.py", "migrate", "-v", "0")
    site.python("manage.py", "collectstatic", "--noinput", "-v", "0")
    site.python("manage.py", "load_demo", "--if-empty", stdout=subprocess.DEVNULL)
    site.python("manage.py", "db_worker", "--batch", "--no-startup-delay")
    (site.data / "renderings").touch()


def copy(before: Site, site: Site) -> None:
    shutil.copytree(before.data, site.data, symlinks=True, ignore=shutil.ignore_patterns("pages"))
    if site.database:
        sql(site.database, f'create database "{name_of(site.database)}" template "{name_of(before.database)}"')


def database_for(server: str, size: int) -> str:
    return f"{server.rsplit('/', 1)[0]}/bench_{size}_{os.getpid()}" if server else ""


def name_of(address: str) -> str:
    return address.rsplit("/", 1)[1]


def sql(address: str, statement: str) -> None:
    subprocess.run(["psql", f"{address.rsplit('/', 1)[0]}/postgres", "-qc", statement], check=True)
