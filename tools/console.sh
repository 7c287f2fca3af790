# What the commands say, how long work is shown while it goes on, and what has been done already.

say() { printf '%s\n' "$*"; }

# stop CODE MESSAGE: 2 when something asked for or given is wrong, 3 when the work itself failed.
stop() {
  code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$code"
}

# How far the work is that writes log $1: apt's percentage, or ninja's [done/all].
progress_of() {
  tail -n 30 "$1" 2>/dev/null | sed -n \
    -e 's/^dlstatus:[^:]*:\([0-9]*\).*/downloading \1 %/p' \
    -e 's/^pmstatus:[^:]*:\([0-9]*\).*/installing \1 %/p' \
    -e 's/^\(\[[0-9]*\/[0-9]*\]\).*/\1/p' | tail -n 1
}

# A line that is rewritten every second on a terminal; elsewhere a new line every fifteen. Sleeps in the background, so
# that it ends at once when it is told to.
ticker() {
  seconds=0
  trap 'kill $! 2>/dev/null; exit 0' TERM
  while :; do
    if [ -t 1 ]; then
      printf '\r\033[K%s: %s s %s' "$1" "$seconds" "$(progress_of "$2")"
      period=1
    else
      [ $seconds -eq 0 ] || printf '%s: %s s %s\n' "$1" "$seconds" "$(progress_of "$2")"
      period=15
    fi
    sleep $period &
    wait $!
    seconds=$((seconds + period))
  done
}

# attempt LABEL LOG COMMAND...: runs it with its output in build/log/LOG.log; its status is the command's.
attempt() {
  label=$1 log=build/log/$2.log
  shift 2
  mkdir -p build/log
  : >"$log"
  started=$(date +%s)
  [ -t 1 ] || say "$label"
  ticker "$label" "$log" &
  ticker_id=$!
  trap 'kill $ticker_id 2>/dev/null; printf "\n"; exit 130' INT TERM
  status=0
  "$@" >>"$log" 2>&1 </dev/null || status=$?
  trap - INT TERM
  kill $ticker_id 2>/dev/null || :
  wait $ticker_id 2>/dev/null || :
  [ ! -t 1 ] || printf '\r\033[K'
  if [ $status -eq 0 ]; then say "$label: done in $(($(date +%s) - started)) s"; fi
  return $status
}

# step LABEL LOG COMMAND...: the same, and the end of everything when it fails.
step() {
  attempt "$@" && return
  grep -v '^[dp][lm]status:' "$log" | tail -n 20 >&2
  stop 3 "$label: failed; the whole output is in $log"
}

network_failed() {
  grep -q -i -E 'could not resolve|temporary failure|network is unreachable|could not connect|unable to connect|connection (refused|timed out|failed)|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT' "$1"
}

# content_hash PATH...: one hash of all files below the paths, leaving out what is installed there.
content_hash() {
  find "$@" -name node_modules -prune -o -type f -print | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum | cut -c 1-64
}

stamp() { cat "build/stamps/$1" 2>/dev/null || :; }
set_stamp() {
  mkdir -p build/stamps
  printf '%s\n' "$2" >"build/stamps/$1"
}

# Something listens on this TCP port of this machine (state 0A in the kernel's table).
port_in_use() {
  hex=$(printf '%04X' "$1")
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v p=":$hex\$" '$4 == "0A" && $2 ~ p { found = 1 } END { exit !found }'
}
