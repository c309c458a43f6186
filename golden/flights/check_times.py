#!/usr/bin/env python3
"""Proves the times in examples/flights/sql/*.sql with pandas and zoneinfo, row by row, and writes their golden values.

    python3 golden/flights/check_times.py            compares; fails on the first difference
    python3 golden/flights/check_times.py --write    also writes golden/flights/event-tables.json

The second opinion shares no rule with the SQL: time_hour is not read but derived from the local date and hour, the
arrival's date is the one whose duration lies nearest to what the distance suggests (not the first after departure),
and Python's zone database does the conversion (not ICU). The recorded clocks dep_time and arr_time then confirm it.

requires: pandas==3.1.1 duckdb==2.0.0 pyarrow==26.0.1 (any recent versions do; tzdata comes with the system or pandas)
"""

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

HERE = Path(__file__).resolve().parent
FLIGHTS = HERE.parent.parent / "examples" / "flights"
GOLDEN = HERE / "event-tables.json"
TABLES = ["flights", "weather", "planes", "airports", "airlines"]
ATLANTIC = {dest: "America/Puerto_Rico" for dest in ("BQN", "PSE", "SJU", "STT")}
MINUTE = pd.Timedelta(minutes=1)


def sql_tables() -> dict[str, pd.DataFrame]:
    """What the SQL files answer; the session's zone is an odd one on purpose, as it must not matter."""
    connection = duckdb.connect()
    connection.execute("LOAD icu; SET TimeZone = 'Asia/Kathmandu'")
    for table in TABLES:
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{FLIGHTS}/data/{table}.parquet')")
    connection.execute(f"CREATE TABLE timetable AS {(FLIGHTS / 'sql' / 'timetable.sql').read_text()}")
    return {name: connection.execute((FLIGHTS / "sql" / f"{name}.sql").read_text()).df() for name in KEYS}


def minutes_of_day(clock: pd.Series) -> pd.Series:
    """HHMM to minutes after midnight; 2400 is 1440."""
    return clock // 100 * 60 + clock % 100


def to_utc(local: pd.Series, zone: pd.Series) -> pd.Series:
    """Local wall clocks to UTC without zone; a clock that does not exist or comes twice stops the script."""

    def convert(hours: pd.DatetimeIndex, name: str) -> pd.DatetimeIndex:
        return hours.tz_localize(ZoneInfo(name), ambiguous="raise", nonexistent="raise").tz_convert("UTC")

    return by_hour(local, zone, convert)


def to_local(utc: pd.Series, zone: pd.Series) -> pd.Series:
    """UTC instants as wall clocks of their zones."""
    return by_hour(utc, zone, lambda hours, name: hours.tz_localize("UTC").tz_convert(ZoneInfo(name)))


def by_hour(moments: pd.Series, zone: pd.Series, convert: Callable) -> pd.Series:
    """Converts each distinct hour once (zoneinfo is slow); no zone here changes its clock within an hour."""
    parts = []
    for name, part in moments.groupby(zone):
        hours = part.dt.floor("h")
        distinct = pd.DatetimeIndex(hours.unique())
        converted = pd.Series(convert(distinct, name).tz_localize(None), index=distinct)
        parts.append(hours.map(converted) + (part - hours))
    return pd.concat(parts).reindex(moments.index).astype("datetime64[us]")


def scheduled_arrival(flights: pd.DataFrame, departure: pd.Series, zone: pd.Series) -> pd.Series:
    """Of three dates the one whose duration is nearest to cruising at 8 miles a minute plus 45 minutes."""
    midnight = pd.to_datetime(flights[["year", "month", "day"]])
    clock = pd.to_timedelta(minutes_of_day(flights["sched_arr_time"]), unit="min")
    expected_minutes = flights["distance"] / 8 + 45
    candidates = [to_utc(midnight + pd.Timedelta(days=days) + clock, zone) for days in (-1, 0, 1)]
    surprise = pd.concat([((at - departure) / MINUTE - expected_minutes).abs() for at in candidates], axis=1)
    nearest = surprise.to_numpy().argmin(axis=1)
    assert surprise.min(axis=1).max() < 120, "a flight has no plausible date of arrival"
    chosen = candidates[1].copy()
    for position in (0, 2):
        chosen[nearest == position] = candidates[position][nearest == position]
    return chosen


def confirm_clocks(flights: pd.DataFrame, times: pd.DataFrame, zone: pd.Series) -> None:
    """Scheduled time plus delay must show the recorded clock, and leave room for the time in the air."""
    new_york = pd.Series("America/New_York", index=flights.index)
    for column, moment, zones in [("dep_time", times.departed, new_york), ("arr_time", times.arrived, zone)]:
        flown = flights[column].notna() & moment.notna()
        shown = to_local(moment[flown], zones[flown])
        wrong = (shown.dt.hour * 60 + shown.dt.minute) % 1440 != minutes_of_day(flights.loc[flown, column]) % 1440
        # B6 35 to PBI on 9 March landed after the clock had changed; its recorded clock is the old one.
        assert wrong.sum() == (1 if column == "arr_time" else 0), f"{column}: {wrong.sum()} clocks differ"
    on_ground = (times.arrived - times.departed) / MINUTE - flights["air_time"]
    assert on_ground.dropna().between(5, 240).all(), "the air time does not fit"


def expected_times(flights: pd.DataFrame, airports: pd.DataFrame) -> pd.DataFrame:
    """Every moment of every flight, by the second opinion."""
    zone = flights["dest"].map({**airports.set_index("faa")["tzone"].dropna().to_dict(), **ATLANTIC})
    assert zone.notna().all(), "a destination has no zone"
    new_york = pd.Series("America/New_York", index=flights.index)
    local = pd.to_datetime(flights[["year", "month", "day"]]) + pd.to_timedelta(minutes_of_day(flights["sched_dep_time"]), unit="min")
    departure = to_utc(local, new_york)
    assert (departure.dt.floor("h") == flights["time_hour"]).all(), "time_hour is not UTC"
    arrival = scheduled_arrival(flights, departure, zone)
    times = pd.DataFrame({"scheduled_departure": departure, "scheduled_arrival": arrival})
    times["departed"] = departure + pd.to_timedelta(flights["dep_delay"], unit="min")
    times["arrived"] = arrival + pd.to_timedelta(flights["arr_delay"], unit="min")
    assert (times.arrived.dropna() >= times.departed[times.arrived.notna()]).all(), "an arrival before its departure"
    confirm_clocks(flights, times, zone)
    return times


def expected_tables(raw: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The four event tables by the second opinion, in the raw rows' order."""
    flights, weather = raw["flights"], raw["weather"]
    times = expected_times(flights, raw["airports"])
    date = pd.to_datetime(flights[["year", "month", "day"]]).dt.strftime("%Y-%m-%d")
    flights = flights.assign(flight_id=date + "-" + flights["carrier"] + flights["flight"].astype(str) + "-" + flights["origin"])
    left, landed = flights["dep_time"].notna(), flights["arr_delay"].notna()
    diverted_at = times.scheduled_arrival.where(times.scheduled_arrival >= times.departed, times.departed)
    ended_at = times.arrived.where(landed, diverted_at)
    late = (~landed | (flights["arr_delay"] >= 15)).astype(int)
    keys = flights[["flight_id", "carrier", "origin", "dest", "tailnum"]]
    legs = flights[["flight_id", "carrier", "flight", "tailnum", "origin", "dest", "distance"]].assign(
        scheduled_departure=times.scheduled_departure, scheduled_arrival=times.scheduled_arrival,
        decided_at=times.scheduled_departure - pd.Timedelta(hours=1), late=late,
        outcome_known_at=ended_at.where(left, times.scheduled_departure),
    )
    departures = keys.assign(
        happened_at=times.departed.where(left, times.scheduled_departure), dep_delay=flights["dep_delay"], cancelled=~left
    )
    arrivals = keys.assign(flight=flights["flight"], happened_at=ended_at, arr_delay=flights["arr_delay"], diverted=~landed, late=late)[left]
    shown = to_local(weather["time_hour"], pd.Series("America/New_York", index=weather.index)).dt
    local = pd.DataFrame({"year": shown.year, "month": shown.month, "day": shown.day, "hour": shown.hour})
    assert (local.to_numpy() == weather[local.columns].to_numpy()).all(), "the weather's time_hour is not UTC"
    weather_hours = weather.drop(columns=["year", "month", "day", "hour", "time_hour"])
    weather_hours["observed_at"] = weather["time_hour"]
    return {"legs": legs, "departures": departures, "arrivals": arrivals, "weather_hours": weather_hours}


def compare(name: str, found: pd.DataFrame, wanted: pd.DataFrame, key: list[str]) -> None:
    """Compares all rows and columns of two tables by key."""
    assert not wanted.duplicated(key).any(), f"{name}: the key {key} is not unique"
    assert sorted(found.columns) == sorted(wanted.columns), f"{name}: columns {list(found.columns)}"
    found = found.sort_values(key, ignore_index=True)
    wanted = wanted.sort_values(key, ignore_index=True)[list(found.columns)]
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False, check_exact=True)


def epoch_minutes(moments: pd.Series) -> pd.Series:
    """Whole minutes since 1970; every moment here is one."""
    seconds = moments.astype("datetime64[s]").astype("int64")
    assert (seconds % 60 == 0).all()
    return seconds // 60


def summary(table: pd.DataFrame, key: list[str]) -> dict:
    """Counts, sums and a digest that SQL can compute as well (see the file's "how")."""
    moments = [column for column in table.columns if str(table[column].dtype).startswith("datetime64")]
    table = table.sort_values(key)
    columns = [table[column] for column in key if column not in moments]
    columns += [epoch_minutes(table[column]).astype(str) for column in sorted(moments)]
    lines = "\n".join(map(",".join, zip(*columns))).encode()
    sums = {column: int(table[column].fillna(0).sum()) for column in ("late", "cancelled", "diverted", "dep_delay", "arr_delay") if column in table}
    return {
        "rows": len(table),
        "sums": sums,
        "sumOfEpochMinutes": {column: int(epoch_minutes(table[column]).sum()) for column in sorted(moments)},
        "sha256OfTimes": hashlib.sha256(lines).hexdigest(),
    }


HOW = (
    "Made by check_times.py with pandas and zoneinfo, not by the SQL. sumOfEpochMinutes: sum of whole minutes since "
    "1970. sha256OfTimes: rows in order of the key, joined by line feeds, each the key's text column and then the "
    "epoch minutes of all time columns in alphabetical order, joined by commas. Nulls count as 0 in sums."
)
KEYS = {"legs": ["flight_id"], "departures": ["flight_id"], "arrivals": ["flight_id"], "weather_hours": ["origin", "observed_at"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the golden values")
    args = parser.parse_args()
    raw = {table: pd.read_parquet(FLIGHTS / "data" / f"{table}.parquet") for table in TABLES}
    found, wanted = sql_tables(), expected_tables(raw)
    assert sorted(found) == sorted(wanted), f"SQL files: {sorted(found)}"
    assert (wanted["legs"].outcome_known_at > wanted["legs"].decided_at).all(), "an outcome known when deciding"
    for name, key in KEYS.items():
        compare(name, found[name], wanted[name], key)
    golden = {"how": HOW, "tables": {name: summary(wanted[name], key) for name, key in KEYS.items()}}
    if args.write:
        GOLDEN.write_text(json.dumps(golden, indent=2) + "\n")
    assert json.loads(GOLDEN.read_text()) == golden, "the golden file differs"
    print(json.dumps(golden["tables"], indent=2))


if __name__ == "__main__":
    main()
