"""Make a fresh clone run: virtual environment, packages, catalogues, database, seeds, server.

Runs under a bare Python 3.11 before anything is installed, so it imports the standard library alone. Each
step says in one line what it does, and does nothing when nothing changed.
"""

import contextlib
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[1]
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
REQUIREMENTS: Final = ROOT / "requirements"
STOP_SECONDS: Final = 5
START_SECONDS: Final = 60  # a cold machine compiles every module at its first start
LOCK_OPTIONS: Final = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"),
    *(
        "--no-emit-index-url",
        "--no-emit-find-links",
    ),  # no address of anybody's registry may get into the tree
)


class Failed(Exception):
    """A step could not be done; the message says what to do about it."""


def say(line: str) -> None:
    """Print one line at once, also into a pipe."""
    print(f"waypost: {line}", flush=True)


def quietly(*command: str | Path, step: str, env: dict[str, str] | None = None) -> str:
    """Run a program and return what it printed; what it printed is shown only if it fails.

    Raises: Failed when the program ends with anything but 0.
    """
    done = subprocess.run([str(part) for part in command], cwd=ROOT, text=True, capture_output=True, env=env)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr, flush=True)
        raise Failed(f"{step} failed; its own words are above")
    return done.stdout


# --- the virtual environment ---


def virtual_environment() -> None:
    """See that .venv exists and has pip."""
    if PYTHON.exists() and works("import pip"):
        return
    say(f"making .venv with Python {sys.version.split()[0]}")
    if not _has_venv():
        _get_venv()
    quietly(sys.executable, "-m", "venv", "--clear", VENV, step="making .venv")


def works(code: str) -> bool:
    """Return whether .venv's Python runs a line."""
    return subprocess.run([str(PYTHON), "-c", code], capture_output=True).returncode == 0


def _has_venv() -> bool:
    return (
        subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0
    )


def _get_venv() -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Failed(f"this Python makes no virtual environments: sudo apt-get install {package}")
    debian(package)


def debian(package: str) -> None:
    """Install one of Debian's packages. Only root can."""
    say(f"installing Debian's {package}")
    quietly("apt-get", "update", step="apt-get update")
    quietly(
        "apt-get", "install", "--yes", "--no-install-recommends", package,
        step=f"installing {package}",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )  # fmt: skip


# --- packages ---


def install(name: str) -> None:
    """See that what requirements/NAME.txt pins is installed; a stamp in .venv remembers for which content."""
    pinned, stamp = REQUIREMENTS / f"{name}.txt", VENV / f"installed-{name}"
    digest = hashlib.sha256(pinned.read_bytes()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    virtual_environment()
    say(f"installing requirements/{name}.txt (once, until it changes)")
    quietly(
        PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check",
        "--requirement", pinned,
        step=f"installing requirements/{name}.txt",
    )  # fmt: skip
    stamp.write_text(digest, encoding="ascii")


def lock() -> None:
    """Write requirements/*.txt anew; test follows base, so that both pin the same versions."""
    install("lock")
    for name, same_as in (("lock", ()), ("base", ()), ("test", ("--constraint", "requirements/base.txt"))):
        say(f"choosing versions for requirements/{name}.txt")
        quietly(
            PYTHON, "-m", "uv", "pip", "compile", *LOCK_OPTIONS, *same_as, "--upgrade",
            f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt",
            step=f"choosing versions for {name}",
        )  # fmt: skip


# --- words and data ---


def catalogues() -> None:
    """Compile each message catalogue that is newer than what was made of it."""
    for words in sorted(ROOT.glob("seeds/languages/*/LC_MESSAGES/*.po")):
        made = words.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime >= words.stat().st_mtime:
            continue
        say(f"compiling {words.relative_to(ROOT)}")
        quietly(
            PYTHON, "-m", "babel.messages.frontend", "compile", "--input-file", words, "--output-file", made,
            "--locale", words.parent.parent.name,
            step=f"compiling {words.relative_to(ROOT)}",
        )  # fmt: skip


def manage(*command: str, step: str) -> str:
    """Run a management command in development settings."""
    return quietly(PYTHON, "manage.py", *command, step=step, env=development())


def development() -> dict[str, str]:
    """Return the environment of the development site."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}


def database() -> None:
    """See that both databases have today's tables and hold the seeds."""
    say("bringing the databases up to date")
    manage("migrate", "--verbosity", "0", step="migrating")
    manage("migrate", "--database", "keys", "--verbosity", "0", step="migrating the keys database")
    say("loading seeds/")
    told = manage("seed", step="loading seeds/").strip().splitlines()
    if told:
        say(told[-1].strip())


def throwaway_people() -> None:
    """Print accounts to try the desk with: new passwords at each start, in development settings only."""
    for line in manage("throwaway_people", step="making throw-away accounts").strip().splitlines():
        say(line)


# --- the server ---


def chosen_port() -> int:
    """Return PORT, or 8000, when it is free.

    Raises: Failed when it is no port, or somebody listens there already.
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Failed("PORT must be a number from 1 to 65535")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that just ended is no hindrance
        try:
            trial.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise Failed(
                f"port {text} cannot be used ({error.strerror}): stop what listens there, "
                "or choose another one, as in: make run PORT=8001"
            ) from None
    return int(text)


def serve(port: int) -> None:
    """Serve until Ctrl-C, and say where to look as soon as the first page came back."""
    say("starting the server")
    server = subprocess.Popen(
        [
            str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--blocking-threads", "1", "--no-access-log", "--log-level", "warning",
            "config.wsgi:application",
        ],
        cwd=ROOT,
        env=development(),
        start_new_session=True,  # Ctrl-C reaches this program alone: two signals at once can hang the server
    )  # fmt: skip
    asked_to_end = end_with_this_program(server)
    if first_page(port, server):
        say(f"ready: look at http://127.0.0.1:{port}/ (Ctrl-C ends it)")
    elif not asked_to_end.is_set():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)  # its worker with it
        raise Failed("the server did not answer; what it said is above")
    server.wait()
    if not asked_to_end.is_set():
        raise Failed("the server ended by itself; what it said is above")
    say("ended")


def end_with_this_program(server: subprocess.Popen[bytes]) -> threading.Event:
    """See that Ctrl-C, or a closed terminal, ends the server, politely first, and is no failure."""

    def end(*_: object) -> None:
        asked_to_end.set()
        server.terminate()
        signal.alarm(STOP_SECONDS)

    asked_to_end = threading.Event()

    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, end)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(server.pid, signal.SIGKILL))
    return asked_to_end


def first_page(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Return whether the server gave a page before it ended or the time was over."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            return answer.status < 500
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False


# --- what make asks for ---


def run() -> None:
    """Everything from a fresh clone to the first page."""
    port = chosen_port()
    install("base")
    catalogues()
    database()
    throwaway_people()
    serve(port)


def test(parts: list[str]) -> NoReturn:
    """Everything that the tests need, then the tests instead of this program."""
    install("test")
    install("lock")  # uv asks whether a hole is known in a package
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "tests/run.py", *parts])


def main(arguments: list[str]) -> int:
    """Do what make asked for."""
    match arguments:
        case ["setup"]:
            install("base")
            catalogues()
        case ["test-tools"]:
            install("test")
            install("lock")
            catalogues()
        case ["words"]:
            catalogues()
        case ["run"]:
            run()
        case ["test", *parts]:
            test(parts)
        case ["lock"]:
            lock()
        case _:
            raise Failed("usage: prepare.py setup | test-tools | words | run | test [PART...] | lock")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        sys.exit(f"waypost: {failure}")
    except KeyboardInterrupt:
        sys.exit("waypost: stopped")
