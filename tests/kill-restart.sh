#!/usr/bin/env bash
# Kills a trading node with SIGKILL at random moments, restarts it on the same data, and looks at the venue's own order log at the end, and
# at the input recording: whatever was flushed verifies, in every incarnation, and what was not is named.
# usage: tests/kill-restart.sh [KILLS] [SEED] [SECONDS]   needs a Release build; exit 0 when every promise held
# With SECONDS the venue server makes a fault of its control API about that often, until the last run: lost and late replies, rejects, partial fills,
# broken sockets, pushes that are lost, doubled or out of order, maintenance, limits, clock skew.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-20}
seed=${2:-1}
RANDOM=$seed
fault_every=${3:-}
node=src/Arbitrage.Node/bin/Release/net10.0/Arbitrage.Node.dll
server=src/Arbitrage.VenueServer/bin/Release/net10.0/Arbitrage.VenueServer.dll
soak=tests/Arbitrage.Soak/bin/Release/net10.0/Arbitrage.Soak.dll
arb=src/Arbitrage.Cli/bin/Release/net10.0/arb.dll
[ -f "$node" ] && [ -f "$server" ] || dotnet build -c Release --nologo -v q src/Arbitrage.Node
[ -f "$arb" ] || dotnet build -c Release --nologo -v q src/Arbitrage.Cli
[ -z "$fault_every" ] || [ -f "$soak" ] || dotnet build -c Release --nologo -v q tests/Arbitrage.Soak

work=$(mktemp -d)
read -r gate_port mexc_port < <(python3 - <<'PY'
import socket
sockets = [socket.socket() for _ in range(2)]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
PY
)
venues="gate=http://127.0.0.1:$gate_port,mexc=http://127.0.0.1:$mexc_port"
server_pid="" node_pid="" faults_pid=""
finish() {
    [ -z "$node_pid" ] || kill -9 "$node_pid" 2>/dev/null || true
    [ -z "$faults_pid" ] || kill "$faults_pid" 2>/dev/null || true
    [ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null || true
}
trap finish EXIT

cat > "$work/kill.yaml" <<'YAML'
# Waits that are an hour's caution against a real venue are only time here. Every kill is an error in the sliding hour: the budget is
# raised, as this is about what a kill does to orders and books. So are the breaker of failed requests and the time that delta may be out of the band,
# which runs on while the node is down: both would end the trading here for good, as nobody resumes.
reconciliation:
  interval_seconds: 1
  settle_gateio_seconds: 2
  settle_mexc_seconds: 2
  balance_read_gap_seconds: 0.5
risk_management:
  lease_ttl_seconds: 3
  circuit_breakers:
    error_rate_threshold: 1000
    api_error_threshold: 1000
  stop_loss:
    consecutive_loss_limit: 1000
strategy:
  delta_neutral:
    delta_time_limit_seconds: 600
YAML

dotnet "$server" --gate-port "$gate_port" --mexc-port "$mexc_port" --key demo-key --secret demo-secret \
    --symbols NEIROETH_USDT,BTC_USDT,ETH_USDT --seed 1 --market typical > "$work/server.log" 2>&1 &
server_pid=$!
for _ in $(seq 100); do
    curl -fs "http://127.0.0.1:$gate_port/control/accounts" > /dev/null 2>&1 && break
    kill -0 "$server_pid" 2>/dev/null || { cat "$work/server.log"; exit 1; }
    sleep 0.1
done

if [ -n "$fault_every" ]; then
    dotnet "$soak" faults "http://127.0.0.1:$gate_port" --seed "$seed" --fault-every "$fault_every" > "$work/faults.json" 2> "$work/faults.log" &
    faults_pid=$!
fi

# exec: the process that is killed is the node itself
run() { exec dotnet "$node" --data "$work/data" --venues "$venues" --config "$work/kill.yaml" --json "$@"; }

done_kills=0
for (( i = 1; done_kills < kills; i++ )); do
    run --duration 600 > "$work/run-$i.json" 2> "$work/run-$i.log" &
    node_pid=$!
    # odd runs are killed while they trade, even ones at any moment from their start
    if (( i % 2 )); then
        for _ in $(seq 300); do grep -qsE "Establish |Entry |Return |ACTIVE:" "$work/run-$i.log" && break; sleep 0.1; done
    fi
    sleep "$(( RANDOM % 6 )).$(printf %03d $(( RANDOM % 1000 )))"
    if ! kill -9 "$node_pid" 2>/dev/null; then
        # A start needs the rules of every venue, and ends with code 3 when a venue that has a fault just then does not tell them.
        ended=0
        wait "$node_pid" || ended=$?
        node_pid=""
        if [ -n "$fault_every" ] && [ "$ended" = 3 ]; then
            echo "run $i did not start: $(tail -1 "$work/run-$i.log")"
            continue
        fi
        echo "run $i ended by itself with code $ended:"; tail -20 "$work/run-$i.log"; exit 1
    fi
    done_kills=$(( done_kills + 1 ))
    wait "$node_pid" 2>/dev/null || true
    node_pid=""
    echo "killed $done_kills of $kills, $(curl -fs "http://127.0.0.1:$gate_port/control/orders" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))') orders at the venues"
done

if [ -n "$faults_pid" ]; then
    kill -TERM "$faults_pid"
    wait "$faults_pid" || { cat "$work/faults.log"; exit 1; }
    faults_pid=""
    echo "faults: $(cat "$work/faults.json")"
fi

code=0
(run --duration 20) > "$work/final.json" 2> "$work/final.log" || code=$?
curl -fs "http://127.0.0.1:$gate_port/control/orders" > "$work/orders.json"
python3 - "$work/orders.json" "$work/final.json" "$code" <<'PY' || { echo "evidence is in $work"; exit 1; }
import collections, json, sys
orders = json.load(open(sys.argv[1]))
try:
    report = json.load(open(sys.argv[2]))
except json.JSONDecodeError:
    sys.exit(f"the last run gave no report, exit code {sys.argv[3]}")
ids = collections.Counter((o["clientId"] or "").removeprefix("t-") for o in orders)
twice = [i for i, n in ids.items() if n > 1]
print(f"{len(orders)} CREATEs at the venues, {len(twice)} ids twice; ledger = venue: {report['ledgerMatchesVenue']}, "
      f"broken promises: {report['invariantViolations']}, pairs: {report['completedPairs']}, exit code {sys.argv[3]}")
for note in report["notes"]: print("  -", note)
if twice: sys.exit(f"sent twice: {twice}")
if len(orders) == 0: sys.exit("nothing was traded")
if not report["ledgerMatchesVenue"] or report["invariantViolations"] != 0 or sys.argv[3] != "0": sys.exit("a promise did not hold")
PY
verified=0
dotnet "$arb" replay --inputs "$work/data" --json > "$work/verify.json" 2> "$work/verify.log" || verified=$?
python3 - "$work/verify.json" "$i" "$verified" <<'PY' || { cat "$work/verify.log"; echo "evidence is in $work"; exit 1; }
import json, sys
try:
    report = json.load(open(sys.argv[1]))
except json.JSONDecodeError:
    sys.exit(f"arb replay --inputs gave no report, exit code {sys.argv[3]}")
lost = sum(u["to"] - u["from"] + 1 for u in report["unverifiable"])
print(f"inputs: {report['verdict']}, {report['verifiedEvents']} of {report['events']} events given again from {report['inputs']} inputs of "
      f"{report['runs']} runs, {report['bytes'] // 1024} KiB, {report['seconds']} s; {lost} events had no flushed inputs, {len(report['differences'])} differ")
if report["differences"] or report.get("damage"): sys.exit(f"the recording does not give the journal: {report['differences']} {report.get('damage')}")
# a node that is killed before it holds its data directory has recorded nothing, and done nothing
if not 2 <= report["runs"] <= int(sys.argv[2]) or report["runsEnded"] != 1: sys.exit(f"{report['runs']} runs are recorded, {report['runsEnded']} ended")
if report["verifiedEvents"] + lost != report["events"] or lost * 2 > report["events"]: sys.exit("too much cannot be verified")
if any("the process before ended" not in u["why"] for u in report["unverifiable"]): sys.exit(f"{report['unverifiable']}")
PY
rm -rf "$work"
