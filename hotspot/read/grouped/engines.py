"""The engines that count: DuckDB on this machine, which spills to disk, and Spark on one or many machines.

Both take the same SQL expression, each in its own dialect, and give Arrow tables back.
"""

from __future__ import annotations

import importlib.util
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from hotspot.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa

    from hotspot.read.grouped.files import Files

INCIDENTS = "incidents"  # the name of the files' rows in an expression
MASTER = re.compile(r"spark://[\w.:-]+|local(\[[\w*,]+\])?|local-cluster\[\d+,\d+,\d+\]")
SPARK = {
    "spark.sql.session.timeZone": "UTC",  # wall times stay as they are
    "spark.sql.csv.parser.columnPruning.enabled": "false",  # a row of another length is seen
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class Engine(Protocol):
    """What counts: it opens files under the name `INCIDENTS`, takes small tables, and answers expressions."""

    def open(self, files: Files) -> None:
        """Make the rows of the files the table `INCIDENTS`."""

    def add(self, name: str, table: pa.Table) -> None:
        """Make a small table known under a name."""

    def answer(self, expression: ir.Table) -> pa.Table:
        """Return the rows of an expression over these tables."""

    def save(self, expression: ir.Table, into: Path) -> None:
        """Write the rows of an expression as Parquet, without holding them: a file, or Spark's folder."""


@contextmanager
def engine_for(name: str, *, memory: str, spill: Path) -> Iterator[Engine]:
    """Give the engine of this name, and end it: duckdb, spark://host:port or spark:local-cluster[2,1,1024].

    DuckDB keeps within `memory` ("2GB") and puts what does not fit into the folder `spill`; Spark workers
    have memory and disks of their own. ConfigError for another name, and where packages are missing.
    """
    check_engine(name)
    engine = _duckdb(memory, spill) if name == "duckdb" else _spark(_master(name), memory, spill)
    try:
        yield engine
    finally:
        engine.close()


def check_engine(name: str) -> None:
    """Raise ConfigError for an engine that there is not, and where its packages are missing."""
    if name != "duckdb" and not MASTER.fullmatch(_master(name)):
        to_do = "use duckdb, spark://HOST:PORT or spark:local-cluster[2,1,1024]"
        raise ConfigError("--engine", f"unknown engine '{name}'", to_do)
    packages, extra = (("duckdb", "ibis"), "scale") if name == "duckdb" else (("pyspark", "ibis"), "spark")
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if missing:
        what = f"the engine {name} needs packages that are not installed ({', '.join(missing)})"
        raise ConfigError("--engine", what, f"in the project's folder: pip install -e '.[{extra}]'")


def _master(name: str) -> str:
    return name if name.startswith("spark://") else name.removeprefix("spark:")


def sql(expression: ir.Table, dialect: str) -> str:
    """Return the expression as SQL of one engine."""
    import ibis  # noqa: PLC0415 - an extra: most runs need no engine

    return str(ibis.to_sql(expression, dialect=dialect, pretty=False))


def _duckdb(memory: str, spill: Path) -> DuckDB:
    import duckdb  # noqa: PLC0415 - an extra
    import ibis  # noqa: F401, PLC0415 - both or none

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,  # nothing is fetched from the network
        "autoload_known_extensions": False,
    }
    try:
        return DuckDB(at=duckdb.connect(config=settings))
    except duckdb.Error as error:
        raise ConfigError("--engine", _first_line(error), "give the memory as 2GB or 500MB") from error


@dataclass(frozen=True, kw_only=True)
class DuckDB:
    """DuckDB inside this process."""

    at: Any

    def open(self, files: Files) -> None:
        """Make the rows of the files the table `INCIDENTS`."""
        paths = list(files.paths)
        with self._said(files.where):
            if files.kind == "parquet":
                self.at.read_parquet(paths).create_view(INCIDENTS)
                return
            types = dict.fromkeys(files.schema.names, "VARCHAR")
            rows = self.at.read_csv(
                paths,
                header=True,
                sep=files.delimiter,
                columns=types,
                quotechar='"',
                escapechar='"',
                auto_detect=False,
            )
            rows.create_view(INCIDENTS)

    def add(self, name: str, table: pa.Table) -> None:
        """Make a small table known under a name."""
        self.at.register(name, table)

    def answer(self, expression: ir.Table) -> pa.Table:
        """Return the rows of an expression over these tables."""
        with self._said("--engine duckdb"):
            return self.at.sql(sql(expression, "duckdb")).to_arrow_table()

    def save(self, expression: ir.Table, into: Path) -> None:
        """Write the rows of an expression as a Parquet file, without holding them."""
        import duckdb  # noqa: PLC0415 - an extra

        with self._said("--engine duckdb"):
            try:
                self.at.sql(sql(expression, "duckdb")).write_parquet(str(into), compression="zstd")
            except duckdb.IOException as error:
                to_do = "make room where it is written; for a temporary file TMPDIR names another place"
                raise InputError(str(into), f"it cannot be written: {_first_line(error)}", to_do) from error

    def close(self) -> None:
        """End it."""
        self.at.close()

    @contextmanager
    def _said(self, where: str) -> Iterator[None]:
        import duckdb  # noqa: PLC0415 - an extra

        try:
            yield
        except duckdb.OutOfMemoryException as error:
            to_do = "give more memory, more room in the temporary folder, or tell fewer things apart"
            raise InputError(where, f"memory is not enough: {_first_line(error)}", to_do) from error
        except duckdb.Error as error:
            to_do = "correct the file, or read it without an engine, which says where it goes wrong"
            raise InputError(where, f"it cannot be read: {_first_line(error)}", to_do) from error


def _spark(master: str, memory: str, spill: Path) -> Spark:
    import ibis  # noqa: PLC0415 - both or none

    local = {"spark.local.dir": str(spill), "spark.driver.memory": memory.lower().rstrip("b")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of pandas 3, which is not used with it here
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

        _ = ibis.pyspark  # its dialect has options, which are there only once the attribute was asked for
        builder = SparkSession.builder.master(master).appName("hotspot")
        for key, value in {**SPARK, **local}.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return Spark(at=session)


@dataclass(frozen=True, kw_only=True)
class Spark:
    """A Spark cluster, or Spark on this machine."""

    at: Any

    def open(self, files: Files) -> None:
        """Make the rows of the files the table `INCIDENTS`; workers have to see them under the same paths."""
        with self._said(files.where):
            if files.kind == "parquet":
                self.at.read.parquet(*files.paths).createOrReplaceTempView(INCIDENTS)
                return
            schema = ", ".join(f"`{name.replace('`', '``')}` STRING" for name in files.schema.names)
            options = {
                "header": True,
                "sep": files.delimiter,
                "quote": '"',
                "escape": '"',
                "mode": "FAILFAST",
            }
            rows = self.at.read.options(**options, multiLine=True, emptyValue="").schema(schema)
            rows.csv(list(files.paths)).createOrReplaceTempView(INCIDENTS)

    def add(self, name: str, table: pa.Table) -> None:
        """Make a small table known under a name."""
        self.at.createDataFrame(table).createOrReplaceTempView(name)

    def answer(self, expression: ir.Table) -> pa.Table:
        """Return the rows of an expression over these tables."""
        with self._said("--engine spark"):
            return self.at.sql(sql(expression, "pyspark")).toArrow()

    def save(self, expression: ir.Table, into: Path) -> None:
        """Write the rows of an expression as a folder of Parquet files."""
        with self._said("--engine spark"):
            self.at.sql(sql(expression, "pyspark")).write.parquet(str(into), mode="error")

    def close(self) -> None:
        """End it."""
        self.at.stop()

    @contextmanager
    def _said(self, where: str) -> Iterator[None]:
        from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of pandas 3, which is not used with it here
                yield
        except (PySparkException, Py4JError) as error:
            to_do = "look into Spark's own log, or read the file without an engine"
            raise InputError(where, f"Spark gave up: {_first_line(error)}", to_do) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
