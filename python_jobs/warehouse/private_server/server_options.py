"""Options of the private server: one explicit list, so that both kinds behave alike on every machine."""

import os
from dataclasses import dataclass
from pathlib import Path

from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.connections import COLLATION, SQL_MODE
from python_jobs.warehouse.private_server.server_programs import ServerProgram

_MEBIBYTE = 1024 * 1024
_SMALLEST_POOL, _LARGEST_POOL = 128, 32768  # MiB
_SMALLEST_GROUPING = 64  # MiB

_HISTORIES = [f"events-{kind}-history" for kind in ("statements", "waits", "stages", "transactions")]
_UNUSED_PARTS = [
    *(f"{history}{long}-size" for history in _HISTORIES for long in ("", "-long")),
    *(f"max-{kind}-classes" for kind in ("memory", "stage", "cond", "mutex", "rwlock", "file", "socket")),
    *("max-table-instances", "max-table-handles", "max-table-lock-stat", "max-index-stat"),
    *(
        "max-program-instances",
        "max-prepared-statements-instances",
        "max-digest-length",
        "max-sql-text-length",
    ),
    *("accounts-size", "hosts-size", "users-size", "digests-size", "session-connect-attrs-size"),
]
_UNUSED_PARTS_OF_ONE_KIND = ["error-size", "max-meter-classes", "max-metric-classes", "max-logger-classes"]


@dataclass(frozen=True)
class ServerFolder:
    """Where one kind of private server lives: ``<home>/server/<kind>``."""

    root: Path

    @classmethod
    def of(cls, settings: Settings, kind: ServerKind) -> "ServerFolder":
        """The folder of a kind under a home."""
        return cls(settings.home / "server" / kind)

    @property
    def data(self) -> Path:
        """Data directory; it exists only once its initialisation is complete."""
        return self.root / "data"

    @property
    def unfinished(self) -> Path:
        """Data directory under initialisation."""
        return self.root / "data.new"

    @property
    def temporary(self) -> Path:
        """Sort files of big statements; not in /tmp, which may be small or in memory."""
        return self.root / "tmp"

    @property
    def error_log(self) -> Path:
        """What the server says about itself."""
        return self.root / "error.log"


def data_option(data: Path) -> str:
    """The option that names a data directory, and by which its server is recognised in /proc."""
    return f"--datadir={data}"


def buffer_pool_mebibytes(memory_bytes: int) -> int:
    """A third of the machine's memory, at least 128 MiB and at most 32 GiB.

    What does not fit is read from the disk again and again, and the fact is there three times.
    """
    return max(_SMALLEST_POOL, min(_LARGEST_POOL, memory_bytes // 3 // _MEBIBYTE))


def machine_memory() -> int:
    """Bytes of memory this process may use: the machine's, or its container's limit if that is lower."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit_file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limit = Path(limit_file).read_text().strip()
        except OSError:
            continue
        if limit.isdigit():
            memory = min(memory, int(limit))
    return memory


def base_options(program: ServerProgram, folder: ServerFolder, data: Path) -> list[str]:
    """Options that initialisation and service share. ``--no-defaults`` has to be the first."""
    options = [
        "--no-defaults",
        data_option(data),
        # Not shared with other servers: MariaDB's start removes the temporary tables that it finds there.
        f"--tmpdir={folder.temporary}",
        f"--basedir={program.base}",
        f"--lc-messages-dir={program.share}",
        f"--character-sets-dir={program.share / 'charsets'}",
        "--character-set-server=utf8mb4",
        f"--collation-server={COLLATION}",
        "--skip-log-bin",
    ]
    if os.geteuid() == 0:
        options.append("--user=root")  # else the server refuses to run as root, and containers often do
    return options


def _performance_schema_options() -> list[str]:
    """Only metadata locks and the statement that each belongs to are recorded: a flip looks for readers.

    All other parts have size 0. Measured: 17 MiB more memory than without, against 245 (MySQL) and 94
    (MariaDB) by default.
    """
    return [
        "--performance-schema=ON",
        "--performance-schema-instrument=%=OFF",
        "--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON",
        # Without its timer; MariaDB numbers statements only where the current one is kept, too.
        "--performance-schema-instrument=statement/%=COUNTED",
        "--performance-schema-consumer-events-statements-current=ON",
        *(f"--performance-schema-{part}=0" for part in _UNUSED_PARTS),
        *(f"--loose-performance-schema-{part}=0" for part in _UNUSED_PARTS_OF_ONE_KIND),
    ]


def service_options(
    program: ServerProgram,
    folder: ServerFolder,
    *,
    port: int,
    socket: str,
    init_file: Path,
    pool_mebibytes: int,
) -> list[str]:
    """Options of the running server.

    The last committed second may be lost in a power failure (``flush_log_at_trx_commit=2``), not when only
    the server is killed; for a warehouse that can be rebuilt from its files, loads are several times faster.

    A statement that fills a table from others (``insert ... select``) locks each row it reads under the
    default isolation, so that nobody changes it before the transaction's end: a tenth of its time. A build
    works on batches that are loaded, which nobody changes; who reads reports twice wants a snapshot, and asks
    for one (``published_layers.py``, ``exploration.py``).
    """
    # What does not fit is grouped on disk, in twice the time: of a month of 15,000 campaigns 84 MB, because
    # texts take their full length there. dbt executes four statements at once.
    grouping = max(_SMALLEST_GROUPING, pool_mebibytes // 32)
    options = [
        *base_options(program, folder, folder.data),
        "--bind-address=127.0.0.1",
        f"--port={port}",
        f"--socket={socket}",
        f"--pid-file={folder.root / 'server.pid'}",
        f"--secure-file-priv={folder.temporary}",
        f"--init-file={init_file}",
        f"--sql-mode={SQL_MODE}",
        "--default-time-zone=+00:00",
        "--explicit-defaults-for-timestamp=ON",
        "--skip-name-resolve",
        "--local-infile=ON",
        "--event-scheduler=OFF",
        *_performance_schema_options(),
        "--max-connections=150",
        "--max-allowed-packet=64M",
        "--group-concat-max-len=1048576",
        f"--tmp-table-size={grouping}M",
        f"--max-heap-table-size={grouping}M",
        f"--innodb-buffer-pool-size={pool_mebibytes}M",
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-strict-mode=ON",
        "--transaction-isolation=READ-COMMITTED",
    ]
    if program.kind == "mysql":
        # MySQL before 8.0.30 does not know the capacity option, hence "loose".
        options += ["--mysqlx=OFF", "--loose-innodb-redo-log-capacity=512M"]
    else:
        options += ["--innodb-log-file-size=512M"]
    return options
