#!/usr/bin/env python3
"""Our program beside the Python COPY client, in one run, on one load server and one checker (those of the baselines).

Flat out (no --rate): both systems run --repeat times, alternating; medians count. With --rate: ours at that rate.
The last line is one JSON object; exit code 0 only when nothing was lost, doubled or wrong."""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.environ["BASELINE"])
import bench  # noqa: E402

DLL = os.path.join(ROOT, "src", "Client", "bin", "Release", "net10.0", "ticks.dll")
SILO = os.path.join(ROOT, "src", "Silo", "bin", "Release", "net10.0", "OrleansTicks.Silo.dll")
SENT = "((extract(epoch from t.time) * 1000000)::bigint * 1000 + (t.flags & 1023))"
LEAST_BYTES = 60          # a row cannot be smaller: below this the measuring is wrong


class Ours(bench.External):
    """The embedded node on PostgreSQL, through the json feed, with all checks on."""

    def __init__(self, sv, a):
        a.ext_table, a.ext_seq, a.ext_sent = "ticks.tick t", "t.identity", SENT
        a.ext_price = "(t.price::float8 / power(10, t.scale / 256))"
        a.ext_qty = "(t.size::float8 / power(10, t.scale % 256))"
        a.ext_symbol = "(t.instrument - 1)"           # ids are given in the order of the sorted names
        a.ext_shape = "fyers"
        super().__init__("ours", sv, a)
        self.data = tempfile.mkdtemp(prefix="side-by-side", dir=sv.dir)
        self.log = os.environ.get("SIDE_BY_SIDE_LOG")

    def before(self, ws):
        self.sv.sql("DROP SCHEMA IF EXISTS ticks CASCADE")
        shutil.rmtree(self.data, ignore_errors=True)
        os.mkdir(self.data)

    def start(self, ws):
        symbols = os.path.join(self.data, "symbols")
        with open(symbols, "w") as f:
            f.write("\n".join("NSE:SYM%05d25JULFUT" % i for i in range(self.a.symbols)))
        store = os.path.join(self.data, "store")
        with open(store, "w") as f:
            f.write(self.sv.kv)
        per = self.a.symbols // self.a.connections
        program = [SILO, "--silo-port", str(bench.free_port()), "--gateway-port", str(bench.free_port())] if self.a.silo else [DLL, "up"]
        cmd = ["dotnet", *program, "--feed", "json", "--url", ws + "/stream/{stream}",
               "--json", "symbol=symbol,price=ltp,size=last_traded_qty,time=exch_feed_time:ns,id=seq",
               "--symbols", "@" + symbols, "--stocks-per-connection", str(per), "--max-stocks", str(self.a.symbols),
               "--connection-delay", "0s", "--store", "postgres:@" + store, "--data", self.data,
               "--listen", "http://127.0.0.1:%d" % bench.free_port(), "--monitor-interval", "10s", "--loglevel", "warning"]
        out = open(self.log, "ab") if self.log else self.sv.log
        p = subprocess.Popen(cmd, env=dict(os.environ), cwd=self.sv.dir, stdout=out, stderr=out, start_new_session=True)
        self.procs.append(p)
        return {"client": [p.pid]}


def after(sv, row):
    """What the baselines' checker does not tell: bytes of all partitions with their indexes, and the latencies without the first quarter."""
    size = sv.sql("SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('ticks.tick') WHERE isleaf")[0][0]
    row["bytes_per_tick"] = round(float(size) / max(1, row["rows"]), 1)
    sv.sql("SET work_mem='512MB'; SET jit=off; SET max_parallel_workers_per_gather=0")
    q = sv.sql(f"""WITH lat AS (SELECT {SENT} AS s, extract(epoch FROM pg_xact_commit_timestamp(t.xmin))::float8 * 1e3 AS c FROM ticks.tick t),
        ends AS (SELECT min(s) + (max(s) - min(s)) / 4 AS quarter FROM lat)
        SELECT percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY c - s / 1e6::float8) FROM lat, ends WHERE s >= quarter""")[0][0]
    row["p50_ms_last3q"], row["p99_ms_last3q"] = (round(x, 3) for x in q) if q else (None, None)
    return row


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--systems", default="copy,external", help="copy, external (= ours), or both")
    ap.add_argument("--rate", type=float, help="ticks/s; left out = flat out")
    ap.add_argument("--duration", type=float, default=8)
    ap.add_argument("--connections", type=int, default=5)
    ap.add_argument("--symbols", type=int, default=250)
    ap.add_argument("--repeat", type=int, default=3)
    ap.add_argument("--shape", default="fyers", help=argparse.SUPPRESS)
    ap.add_argument("--quiet", type=float, default=0.3, help="cores that foreign processes may use; above it a run is repeated")
    ap.add_argument("--quiet-wait", type=float, default=20)
    ap.add_argument("--retries", type=int, default=2)
    ap.add_argument("--silo", action="store_true", help="one silo of a cluster in place of the embedded node")
    ap.add_argument("--idle", type=float, default=4)
    ap.add_argument("--drain-cap", type=float, default=30)
    a = ap.parse_args()
    a.ext_schema = a.ext_truncate = a.ext_cmd = None
    sv = bench.Services(a)
    rows = {"copy": [], "ours": []}
    try:
        names = a.systems.split(",")
        made = {"copy": lambda: bench.Copy("copy", sv, a, "ticks_pk", "aiohttp"), "external": lambda: Ours(sv, a), "ours": lambda: Ours(sv, a)}
        for _ in range(a.repeat):
            for name in names:
                system = made[name]()
                row = bench.run(sv, system, a, a.rate or 0, a.duration, "rate" if a.rate else "flat")
                rows[system.name].append(after(sv, row) if system.name == "ours" else row)
    finally:
        sv.close()

    def med(system, pick):
        values = [pick(r) for r in rows[system]]
        return round(statistics.median(values), 3) if values and None not in values else None

    copy, ours = med("copy", lambda r: r.get("committed_per_s")), med("ours", lambda r: r.get("committed_per_s"))
    total = lambda key: sum(r[key] or 0 for r in rows["ours"])  # noqa: E731
    out = {"copy": copy, "ours": ours, "ratio_to_copy": round(ours / copy, 2) if ours and copy and not a.rate else None,
           "lost": total("lost"), "duplicated": total("duplicated"), "wrong": total("wrong_price") + total("wrong_symbol") + total("wrong_qty") + total("foreign"),
           "p50_ms": med("ours", lambda r: r["latency_ms"]["p50"]), "p99_ms": med("ours", lambda r: r["latency_ms"]["p99"]),
           "p50_ms_last3q": med("ours", lambda r: r["p50_ms_last3q"]), "p99_ms_last3q": med("ours", lambda r: r["p99_ms_last3q"]),
           "memory_mb": med("ours", lambda r: r["pss_mb"].get("client")), "bytes_per_tick": med("ours", lambda r: r["bytes_per_tick"]),
           "cpu_s_per_million": med("ours", lambda r: r["cpu_s_per_million"]), "stable": all(r["stable"] for r in rows["ours"]),
           "rate": a.rate, "connections": a.connections, "symbols": a.symbols, "runs": len(rows["ours"]),
           "other_cores": max([r["other_cores"] for rs in rows.values() for r in rs], default=None)}
    ok = not rows["ours"] or (out["lost"] == out["duplicated"] == out["wrong"] == 0 and (out["bytes_per_tick"] or 0) >= LEAST_BYTES)
    if rows["ours"] and (out["bytes_per_tick"] or 0) < LEAST_BYTES:
        out["error"] = f"bytes_per_tick below {LEAST_BYTES} is an error of measuring"
    print(json.dumps(out), flush=True)
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
