"""Other servers than the README's: a hub for a class, Notebook 7, Voilà."""

import re
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

from tests.browser import CHROMIUM, PATIENCE, ROOT, SERVER_FLAGS, OpenLesson, free_port, served

AT_HOME = "lab/workspaces/{name}/tree/notebooks/{name}.ipynb?reset"
needs_a_browser = pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium")
needs_a_proxy = pytest.mark.skipif(
    not which("configurable-http-proxy"), reason="needs the hub's proxy, see README"
)


def needs(package: str):
    """Skip a test where a package of the group `class` is not installed."""
    reason = f"needs {package}: uv run --group class pytest --thorough"
    return pytest.mark.skipif(not find_spec(package), reason=reason)


# What a test has instead of the accounts of the machine, its addresses and its administrator.
FOR_A_TEST = """
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{homes}/{{username}}"
c.JupyterHub.bind_url = "{address}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.Spawner.environment["JUPYTER_CONFIG_DIR"] = "{folder}/config"
c.Spawner.args += {flags}
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
"""


def hub_config() -> str:
    """The settings of the hub that the README gives."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [config] = re.findall(r"```python\n(# jupyterhub_config\.py.+?)```", readme, re.DOTALL)
    return config


@contextmanager
def hub(folder: Path, more: str = ""):
    """The address of the README's hub, with homes in the folder; the name is the way in."""
    address = f"http://127.0.0.1:{free_port()}"
    tested = FOR_A_TEST.format(
        homes=folder / "homes",
        address=address,
        hub_port=free_port(),
        proxy_port=free_port(),
        folder=folder,
        flags=[flag for flag in SERVER_FLAGS if "token" not in flag],
        patience=PATIENCE,
    )
    config = hub_config().replace('"/srv/downhill"', repr(str(ROOT)))
    (folder / "jupyterhub_config.py").write_text(config + tested + more, encoding="utf-8")
    command = ["jupyterhub", "-f", folder / "jupyterhub_config.py"]
    with served(command, address, folder, alive="/hub/login") as address:
        yield address


def logged_in(context, address: str, name: str, lesson: str) -> OpenLesson:
    """A lesson of a learner who has come in by the hub's page."""
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(f"{address}/hub/login")
    page.fill("#username_input", name)
    page.click("#login_submit")
    page.wait_for_url(f"**/{name}**", wait_until="commit")
    while "/lab" not in page.url:  # the page that waits for a server may miss that it is there
        page.wait_for_timeout(2000)
        page.goto(f"{address}/user/{name}/lab", wait_until="commit")
    page.close()
    return OpenLesson(context, f"{address}/user/{name}", lesson, AT_HOME)


@contextmanager
def notebook_7(folder: Path):
    """The address of a Notebook 7 that shows the notebooks in the folder."""
    port = free_port()
    command = ["jupyter", "notebook", f"--notebook-dir={folder}", f"--port={port}", *SERVER_FLAGS]
    with served(command, f"http://127.0.0.1:{port}", folder) as address:
        yield address


@contextmanager
def voila(notebook: Path):
    """The address of a page that Voilà makes of a notebook."""
    port = free_port()
    command = ["voila", notebook, "--no-browser", f"--port={port}", "--base_url=/"]
    with served(
        command, f"http://127.0.0.1:{port}", notebook.parent, "/voila/static/voila.js"
    ) as address:
        yield address
