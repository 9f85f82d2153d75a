#!/usr/bin/env python3
"""The embedded node on SQLite, fed flat out by the baselines' load server. Ticks/s from the first tick sent until the last one is stored, medians of --repeat runs.

The last line is one JSON object; exit code 0 only when nothing was lost or doubled."""
import argparse
import json
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DLL = os.path.join(ROOT, "src", "Client", "bin", "Release", "net10.0", "ticks.dll")
sys.path.insert(0, os.environ["BASELINE"])
import bench  # noqa: E402


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read().decode()


def stored(port):
    found = re.search(r"^ticks_node_stored_total (\d+)", get(port, "/metrics"), re.M)
    return int(found.group(1)) if found else 0


def run(a):
    folder = tempfile.mkdtemp(prefix="sqlite-flat")
    api = bench.free_port()
    venue = node = None
    try:
        venue = subprocess.Popen([sys.executable, os.path.join(os.environ["BASELINE"], "loadserver.py"), "--shape", "fyers", "--connections", str(a.connections),
                                  "--symbols", str(a.symbols), "--rate", "0", "--duration", str(a.duration)], stdout=subprocess.PIPE, text=True)
        port = json.loads(venue.stdout.readline())["listening"]
        with open(os.path.join(folder, "symbols"), "w") as f:
            f.write("\n".join("NSE:SYM%05d25JULFUT" % i for i in range(a.symbols)))
        store = os.path.join(folder, "ticks.db")
        node = subprocess.Popen(["dotnet", DLL, "up", "--feed", "json", "--url", f"ws://127.0.0.1:{port}/stream/{{stream}}",
                                 "--json", "symbol=symbol,price=ltp,size=last_traded_qty,time=exch_feed_time:ns,id=seq", "--symbols", "@" + os.path.join(folder, "symbols"),
                                 "--stocks-per-connection", str(a.symbols // a.connections), "--max-stocks", str(a.symbols), "--connection-delay", "0s",
                                 "--store", "sqlite:" + store, "--data", folder, "--listen", f"http://127.0.0.1:{api}", "--loglevel", "warning"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + a.duration + 60
        began = ended = None
        while time.monotonic() < deadline:
            time.sleep(0.05)
            try:
                stats = json.loads(get(port, "/stats"))
                done = stored(api)
            except OSError:
                continue
            if began is None and stats["state"] != "waiting":
                began = time.monotonic()
            if stats["state"] == "done" and done >= stats["sent"]:
                ended = time.monotonic()
                break
        node.send_signal(signal.SIGTERM)
        node.wait(30)
        if ended is None:
            sys.exit("not everything was stored in time")
        with sqlite3.connect(store) as db:
            rows, ids = db.execute("select count(*), count(distinct id) from trades").fetchone()
        size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder) if name.startswith("ticks.db"))
        return {"ticks_per_s": round(stats["sent"] / (ended - began)), "sent": stats["sent"], "lost": stats["sent"] - ids, "duplicated": rows - ids, "bytes_per_tick": round(size / rows, 1)}
    finally:
        for process in (node, venue):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--duration", type=float, default=8)
    ap.add_argument("--connections", type=int, default=5)
    ap.add_argument("--symbols", type=int, default=250)
    ap.add_argument("--repeat", type=int, default=3)
    a = ap.parse_args()
    rows = []
    for _ in range(a.repeat):
        rows.append(run(a))
        print(json.dumps(rows[-1]), flush=True)
    out = {"ticks_per_s": statistics.median(r["ticks_per_s"] for r in rows), "lost": sum(r["lost"] for r in rows), "duplicated": sum(r["duplicated"] for r in rows),
           "bytes_per_tick": statistics.median(r["bytes_per_tick"] for r in rows), "runs": len(rows)}
    print(json.dumps(out), flush=True)
    sys.exit(0 if out["lost"] == out["duplicated"] == 0 else 1)


if __name__ == "__main__":
    main()
