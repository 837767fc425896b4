"""The environment is the interface: what each variable does, and the sentence that a wrong value gets."""

import os
import re
import runpy
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
KEY = "k3y-of-tests-" * 5


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """An environment in which nothing of ours is set but DATA_DIR."""
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data folder")}


@pytest.fixture
def settings_with(environment, monkeypatch):
    """settings_with(PORT="9000"): what the settings file says in that environment."""

    def read(**variables: str) -> dict:
        with monkeypatch.context() as patch:
            for name in os.environ:
                patch.delenv(name)
            for name, value in {**environment, **variables}.items():
                patch.setenv(name, value)
            return runpy.run_path(str(ROOT / "site_project" / "settings.py"))

    return read


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "８０００"),
        ("BIND", "localhost"),
        ("BIND", "127.0.0.1:80"),
        ("WEB_PROCESSES", "0"),
        ("WEB_PROCESSES", "many"),
        ("HISTORY_KEEP_DRAFTS_DAYS", "0"),
        ("HISTORY_KEEP_DRAFTS_DAYS", "a year"),
        ("DATA_DIR", "/dev/null/folder"),
        ("DATA_DIR", "~no-such-user-here/folder"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SITE_URL", "www.example.org"),
        ("SITE_URL", "ftp://www.example.org"),
        ("SITE_URL", "http://www.example.org"),
        ("SITE_URL", "https://www.example.org/path"),
        ("SITE_URL", "https://name:password@www.example.org"),
        ("SITE_URL", "https://:password@www.example.org"),
        ("SITE_URL", "https://www.example.org:port"),
        ("SITE_URL", "https://www example org"),
        ("SITE_URL", "https://"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "https://www.example.org"),
        ("ALLOWED_HOSTS", "www.example.org:443"),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("DATABASE_URL", "timescale://user@host/name"),
        ("DATABASE_URL", "postgresql://host"),
        ("DATABASE_URL", "postgresql://host:port/name"),
        ("DATABASE_URL", "sqlite:///relative.sqlite3"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "nonsense"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "http://mail.example.org"),
        ("EMAIL_URL", "ftp://mail.example.org:587"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://mail.example.org:port"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("TIME_ZONE", "Europe"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_that_names_the_variable(settings_with, name, value):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(**{name: value})
    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_every_command_says_the_sentence_and_nothing_else(environment):
    answer = manage("migrate", **environment, PORT="eighty")
    assert answer.returncode == 1
    assert answer.stderr == "galley: PORT=eighty is not a whole number from 1 to 65535.\n"


def test_nothing_has_to_be_set(settings_with):
    settings = settings_with()
    assert settings["SITE_URL"] == "http://localhost:8000"
    assert settings["BIND"] == "127.0.0.1"
    assert settings["DEMO_PASSWORD"] == ""


def test_an_empty_value_counts_as_not_given(settings_with):
    assert settings_with(PORT=" ")["PORT"] == 8000


def test_the_site_url_follows_the_port(settings_with):
    assert settings_with(PORT="9000")["SITE_URL"] == "http://localhost:9000"


@pytest.mark.parametrize("given", ["https://www.example.org", "https://www.example.org/", "HTTPS://WWW.example.org"])
def test_an_https_address_switches_on_what_https_needs(settings_with, given):
    settings = settings_with(SITE_URL=given)
    assert settings["SITE_URL"] == "https://www.example.org"
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://www.example.org"]


def test_the_machine_itself_needs_no_https(settings_with):
    settings = settings_with(SITE_URL="http://localhost:8105")
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SECURE_PROXY_SSL_HEADER"] is None


def test_allowed_hosts_hold_what_is_given_the_sites_own_and_this_machine(settings_with):
    hosts = settings_with(SITE_URL="https://[2001:db8::1]:8443", ALLOWED_HOSTS="a.example.org, .b.example.org")
    assert hosts["ALLOWED_HOSTS"] == [
        *("a.example.org", ".b.example.org", "[2001:db8::1]"),
        *("localhost", "127.0.0.1", "[::1]"),
    ]


def test_check_deploy_is_content_with_a_production_environment(environment):
    answer = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        **environment,
        SITE_URL="https://www.example.org",
        DATABASE_URL="postgresql://galley:secret@db.example.org/galley",
    )
    assert (answer.returncode, answer.stderr) == (0, "")


# --- The secret key ----------------------------------------------------------


def test_the_secret_key_is_made_once_and_only_its_owner_can_read_it(settings_with, environment):
    first = settings_with()["SECRET_KEY"]
    file = Path(environment["DATA_DIR"]) / "secret_key"
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert settings_with()["SECRET_KEY"] == first
    assert settings_with(SECRET_KEY=KEY)["SECRET_KEY"] == KEY
    assert file.read_text() == first


def test_processes_that_start_at_one_time_read_the_same_key(environment):
    code = "import site_project.settings as s; print(s.SECRET_KEY)"

    def key(_number: int) -> str:
        return subprocess.check_output([sys.executable, "-c", code], env=environment, cwd=ROOT, text=True)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(key, range(4)))) == 1
    assert [path.name for path in Path(environment["DATA_DIR"]).iterdir()] == ["secret_key"]


# --- The database ------------------------------------------------------------


@pytest.mark.parametrize("variables", [{}, {"DATABASE_URL": "sqlite:////tmp/other.sqlite3"}])
def test_sqlite_stands_a_newsroom(settings_with, variables):
    settings = settings_with(**variables)
    database = settings["DATABASES"]["default"]
    name = variables.get("DATABASE_URL", "").removeprefix("sqlite:///") or str(settings["DATA_DIR"] / "db.sqlite3")
    assert database["NAME"] == name
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert re.search("journal_mode *= *WAL", database["OPTIONS"]["init_command"])


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_uses_the_pool(settings_with, scheme):
    url = f"{scheme}://user:p%40ss@db.example.org:5433/galley?sslmode=require"
    database = settings_with(DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 5433, "galley")
    assert (database["USER"], database["PASSWORD"]) == ("user", "p@ss")
    assert database["OPTIONS"]["pool"]["max_size"] > 0
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["options"] == "-c jit=off -c random_page_cost=1.1"
    assert database["CONN_MAX_AGE"] == 0


# --- Mail --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "port", "ssl", "starttls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtps://mail.example.org", 465, True, False),
        ("smtp+starttls://mail.example.org", 587, False, True),
        ("smtp+starttls://mail.example.org:2525", 2525, False, True),
    ],
)
def test_the_mail_address_decides_how_the_connection_is_kept_secret(settings_with, url, port, ssl, starttls):
    settings = settings_with(EMAIL_URL=url)
    assert settings["MAIL_CARRIER"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == (port, ssl, starttls)


def test_a_mail_password_may_hold_any_character(settings_with):
    settings = settings_with(EMAIL_URL="smtps://galley%40example.org:a%2Fb@mail.example.org")
    assert settings["EMAIL_HOST_USER"] == "galley@example.org"
    assert settings["EMAIL_HOST_PASSWORD"] == "a/b"


def test_without_a_mail_server_messages_are_kept_in_the_data_folder(settings_with):
    settings = settings_with()
    assert settings["MAIL_CARRIER"].endswith("filebased.EmailBackend")
    assert settings["EMAIL_FILE_PATH"] == settings["DATA_DIR"] / "mail"


def test_a_robot_with_a_wrong_host_leaves_nothing_in_the_log(environment):
    ask = "from django.test import Client; print(Client().get('/', headers={'host': 'evil.example'}).status_code)"
    answer = manage("shell", "-v", "0", "-c", ask, **environment, PYTHONWARNINGS="ignore")  # of static files that are not there
    assert (answer.stdout, answer.stderr) == ("400\n", "")
