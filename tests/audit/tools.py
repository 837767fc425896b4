"""The three judges: Lighthouse (from npm), axe (in Chromium), the Nu HTML checker (from npm, runs on Java)."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

MODULES = Path(__file__).resolve().parent.parent.parent / ".venv/audit/node_modules"
VNU_JAR = Path(os.environ.get("VNU_JAR") or MODULES / "vnu-jar/build/dist/vnu.jar")
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# Chromium's sandbox refuses to run as root, which containers do.
FLAGS = ["--no-sandbox"] if os.geteuid() == 0 else []
ATTEMPTS = 3  # now and then Chromium loses the trace of a page load


def lighthouse(url: str) -> dict:
    """Lighthouse's report on a phone with a slow network, as it is in its JSON. Raises RuntimeError when there is none."""
    flags = " ".join(["--headless", *FLAGS])
    command = [str(MODULES / ".bin/lighthouse"), url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    for _ in range(ATTEMPTS):
        # To a file: Node ends before a pipe has taken all of it.
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            command_to_file = [*command, f"--output-path={file.name}"]
            run = subprocess.run(command_to_file, env=environment, capture_output=True, text=True, check=False)
            report = json.loads(Path(file.name).read_bytes() or b"{}")
        if report and not report.get("runtimeError"):
            return report
    raise RuntimeError(f"Lighthouse failed on {url}: {run.stderr[-1000:]}")


def axe_violations(browser: Browser, url: str, scheme: str, width: int) -> list[str]:
    """Ids of the rules that the page breaks, in a colour scheme ("light", "dark") and a width in pixels."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    try:
        page.goto(url)
        return [violation["id"] for violation in Axe().run(page, options={"preload": False}).response["violations"]]
    finally:
        page.close()


def nu_errors(pages: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong in each document, by its name: no entry where nothing is. `pages`: HTML by name."""
    with tempfile.TemporaryDirectory() as folder:
        files = {str(number): name for number, name in enumerate(pages)}
        for number, name in files.items():
            Path(folder, f"{number}.html").write_text(pages[name])
        command = ["java", "-jar", str(VNU_JAR), "--errors-only", "--format", "json", "--exit-zero-always", folder]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    errors: dict[str, list[str]] = {}
    for message in json.loads(run.stderr)["messages"]:
        name = files[Path(message["url"]).stem]
        errors.setdefault(name, []).append(f"{message.get('lastLine')}: {message['message']} {message.get('extract', '')}")
    return errors
