# What a command needs on the machine: Debian's packages, a Node new enough for the page's tools, npm's packages.

build_packages='cmake ninja-build libeigen3-dev'
wasm_packages='emscripten wabt'
native_packages='g++ nlohmann-json3-dev libcli11-dev libfmt-dev'
torch_packages='libtorch-dev'
browser_packages='chromium fonts-liberation'
bench_packages='python3-torch libopenblas0-pthread'

# Debian 12 and its likes have the compilers that this needs (CMake 3.25); older ones don't.
check_system() {
  system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}" || :)
  case $(uname -s)/$(uname -m) in
    Linux/x86_64 | Linux/aarch64) ;;
    *) stop 2 "set-up knows Linux on x86-64 and arm64 only, not $(uname -s) on $(uname -m)" ;;
  esac
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    stop 2 "set-up knows Debian 12 and later (apt), not ${system:-this system}"
  fi
  old=$(. /etc/os-release && case $ID:${VERSION_ID:-} in
    debian:[1-9] | debian:1[01] | ubuntu:1* | ubuntu:2[0-2].*) printf old ;;
  esac) || :
  [ -z "$old" ] || stop 2 "set-up knows Debian 12 and later; $system has a CMake or Emscripten that is too old"
}

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -q '^installed$'; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y \
    -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 \
    -o APT::Status-Fd=1 "$@"
}

# Debian's Node and npm only where there are none: they come as 350 packages.
node_packages=
command -v npm >/dev/null || node_packages='nodejs npm'

need_packages() {
  check_system
  missing=
  for package in "$@"; do
    case "$missing " in *" $package "*) continue ;; esac
    installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      stop 2 "these Debian packages are missing, and there is no sudo; as root: apt-get install --no-install-recommends$missing"
    fi
    sudo -n true 2>/dev/null || sudo -v ||
      stop 2 "these Debian packages are missing, and sudo refused; as root: apt-get install --no-install-recommends$missing"
  fi
  say "Debian packages needed:$missing"
  attempt "Asking Debian for its list of packages" apt-update apt_install update || :
  # Nothing answered: installing would ask for each package in turn before it gave up.
  if network_failed build/log/apt-update.log && ! grep -q -E '^(Get|Hit):' build/log/apt-update.log; then
    stop 3 "no network: Debian's packages can't be downloaded (build/log/apt-update.log)"
  fi
  attempt "Installing Debian's packages" apt-install apt_install install --no-install-recommends $missing && return
  if network_failed build/log/apt-update.log || network_failed build/log/apt-install.log; then
    stop 3 "no network: Debian's packages can't be downloaded (build/log/apt-install.log)"
  fi
  grep '^E:' build/log/apt-install.log | head -n 3 >&2
  stop 3 "Debian's packages could not be installed; the whole output is in build/log/apt-install.log"
}

node_is_new_enough() {
  command -v node >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
}

# Debian 12 has Node 18. Then one from npm (build/node, pinned by tools/node) goes first on PATH.
need_node() {
  node_is_new_enough && return
  case $(uname -m) in aarch64) arch=arm64 ;; *) arch=x64 ;; esac
  want=$(content_hash tools/node)
  folder=build/node/node_modules/node-linux-$arch/bin
  if [ "$want" != "$(stamp node)" ] || [ ! -x "$folder/node" ]; then
    mkdir -p build/node
    cp tools/node/package.json tools/node/package-lock.json build/node
    npm_step "Installing Node 22 (this machine's is $(node -v))" node --prefix build/node
    set_stamp node "$want"
  fi
  PATH=$PWD/$folder:$PATH
  export PATH
  node_is_new_enough || stop 3 "the Node in build/node does not run here: $folder/node"
}

# npm must run under the Node that will run what it installs: it leaves out platform packages whose Node is too new.
# Debian's npm finds its own parts in /usr/share/nodejs only when told, under a Node that is not Debian's.
npm_run() { NODE_PATH=/usr/share/nodejs npm "$@"; }

# npm_step LABEL LOG ARGUMENT...: npm ci.
npm_step() {
  npm_label=$1 npm_log=$2
  shift 2
  attempt "$npm_label" "$npm_log" npm_run ci --ignore-scripts --no-audit --no-fund \
    --fetch-retries=2 --fetch-retry-mintimeout=2000 --fetch-retry-maxtimeout=10000 "$@" && return
  if network_failed "$log"; then
    stop 3 "no network: npm's packages can't be downloaded ($log)"
  fi
  tail -n 20 "$log" >&2
  stop 3 "$npm_label: failed; the whole output is in $log"
}

# need_npm_packages site|test|all: each set holds the one before it.
need_npm_packages() {
  want=$(content_hash package.json package-lock.json web/package.json site/package.json tests/browser/package.json bench/package.json)
  have=$(stamp npm)
  case $1 in
    site) set -- site --workspace web --workspace site; enough="site test all" ;;
    test) set -- test --workspace web --workspace site --workspace tests/browser; enough="test all" ;;
    all) set -- all --workspaces; enough=all ;;
  esac
  if [ -d node_modules ]; then
    for level in $enough; do
      [ "$have" != "$level $want" ] || return 0
    done
  fi
  level=$1
  shift
  npm_step "Installing npm's packages" npm --include-workspace-root "$@"
  set_stamp npm "$level $want"
}
