"""Starts Neo4j Community without containers: ``with started() as server``."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bolt_hello import answers_bolt
from java_runtime import NoJavaError, find_java
from server_jars import NoJarsError, chosen_version, entry_point, server_jars

__all__ = ["NoServerError", "Server", "started"]

_HOST = "127.0.0.1"
_OPENED = (
    *("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent"),
    *("java.lang", "java.lang.reflect", "java.lang.invoke", "java.util"),
)


class NoServerError(Exception):
    """No server can be had; the message is a sentence, then the end of the server's log."""


class Server:
    """One Neo4j, which can be stopped and started again with the same port and data.

    Parameters
    ----------
    version : str or None
        Release; NEO4J_VERSION or the one of ``pom.xml`` if None.
    port : int or None
        Port for Bolt on the loopback address; a free one if None.
    home : Path or None
        Where it keeps data and logs; a temporary folder, removed by `close`, if None.
    password : str
        Initial password of user ``neo4j``; without one the server asks for none.
    settings : mapping of str to str
        More lines of ``neo4j.conf``, which win over the launcher's.
    heap : str
        Bound of the Java heap.
    java : sequence of str
        More options of the virtual machine.
    seconds : float
        How long a start may take.

    Attributes
    ----------
    version : str
    port : int
    home : Path
    pid : int or None
        Process id while it runs.

    Raises
    ------
    NoServerError
        If there is no suitable Java, or the jars cannot be fetched.
    """

    def __init__(
        self,
        version: str | None = None,
        *,
        port: int | None = None,
        home: Path | None = None,
        password: str = "",
        settings: Mapping[str, str] | None = None,
        heap: str = "1g",
        java: Sequence[str] = (),
        seconds: float = 120.0,
    ) -> None:
        self.version = version or chosen_version()
        self._options = tuple(java)
        try:
            self._java = find_java(self.version)
            self._jars = server_jars(self.version)
            self._entry = entry_point(self._jars)
        except (NoJavaError, NoJarsError) as error:
            raise NoServerError(str(error)) from error
        self._temporary = home is None
        self.home = home.absolute() if home else Path(tempfile.mkdtemp(prefix="neo4j-"))
        self.port = port or _free_port()
        self._heap = heap
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._password = password
        self._configure(settings or {})

    @property
    def url(self) -> str:
        """Where drivers find it."""
        return f"bolt://{_HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start it, again if it was stopped, and wait until Bolt answers.

        Raises
        ------
        NoServerError
            If it ends or says nothing in time.
        """
        if answers_bolt(_HOST, self.port):
            raise NoServerError(f"Something else answers at {self.url}; choose another port.")
        if self._password and not (self.home / "data" / "dbms").is_dir():
            self._admin("dbms", "set-initial-password", self._password)
        command = self._command(self._entry)
        command += [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        # A session of its own: Ctrl-C is for the launcher, which then stops the server in order.
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._guard = self._guarded(self._process.pid)
        deadline = time.monotonic() + self._seconds
        while not answers_bolt(_HOST, self.port):
            code = self._process.poll()
            if code is not None or time.monotonic() > deadline:
                happened = "did not answer in time" if code is None else f"ended with code {code}"
                tail = self.log_tail()
                self.stop()
                raise NoServerError(f"Neo4j {self.version} {happened}; its log ends:\n{tail}")
            time.sleep(0.1)

    def stop(self, *, seconds: float = 30.0) -> None:
        """End it in order, or after some seconds without mercy; the data stay."""
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        process.send_signal(signal.SIGCONT)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End it as a power cut does."""
        self._running.kill()
        self._running.wait()
        self.stop()

    def freeze(self) -> None:
        """Let it hang: connections stay open and nothing answers."""
        self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen one go on."""
        self._running.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Stop it, and remove its home if that is temporary."""
        self.stop()
        if self._temporary:
            shutil.rmtree(self.home, ignore_errors=True)

    def log_tail(self, lines: int = 30) -> str:
        """Return the ends of what the server wrote to its log and to its standard output."""
        ends: list[str] = []
        for path in (self._output, self.home / "logs" / "neo4j.log"):
            if path.is_file():
                ends += path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        return "\n".join(ends) or "(nothing)"

    @property
    def _output(self) -> Path:
        return self.home / "output.log"

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise NoServerError(f"{self.url} is not running.")
        return self._process

    def _configure(self, settings: Mapping[str, str]) -> None:
        lines = {
            "server.default_listen_address": _HOST,
            "server.bolt.listen_address": f"{_HOST}:{self.port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "server.memory.pagecache.size": "256m",
            "dbms.security.auth_enabled": "true" if self._password else "false",
            "dbms.usage_report.enabled": "false",
            "db.tx_log.preallocate": "false",
            # Without it each stop waits ten seconds for connections that nobody makes.
            "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        }
        lines.update(settings)
        (self.home / "conf").mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name}={value}\n" for name, value in lines.items())
        (self.home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")

    def _command(self, entry: str) -> list[str]:
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED]
        return [
            *(str(self._java), f"-Xmx{self._heap}", "-XX:+UseSerialGC", *self._options, *opened),
            *("--add-opens=java.management/sun.management=ALL-UNNAMED", "-Dfile.encoding=UTF-8"),
            *("-cp", f"{self._jars}/*", entry),
        ]

    def _admin(self, *arguments: str) -> None:
        done = subprocess.run(
            [*self._command("org.neo4j.cli.AdminTool"), *arguments],
            env={
                **os.environ,
                "NEO4J_HOME": str(self.home),
                "NEO4J_CONF": str(self.home / "conf"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NoServerError(f"neo4j-admin {' '.join(arguments[:2])} failed:\n{done.stdout}")

    def _guarded(self, pid: int) -> subprocess.Popen[bytes]:
        """Return a process that ends the server if this one is killed: its pipe then closes."""
        removal = f'; rm -rf "{self.home}"' if self._temporary else ""
        return subprocess.Popen(
            ["/bin/sh", "-c", f"read -r _; kill -9 {pid}{removal}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


@contextmanager
def started(
    version: str | None = None,
    *,
    port: int | None = None,
    home: Path | None = None,
    password: str = "",
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run a server (see `Server`) for as long as the block."""
    server = Server(version, port=port, home=home, password=password, settings=settings)
    try:
        server.start()
        yield server
    finally:
        server.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((_HOST, 0))
        port: int = found.getsockname()[1]
        return port
