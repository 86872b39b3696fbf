# What `bin/demo` and `bin/test` share: sourced, never run.
#
# Everything here looks first and acts only when something is missing or changed, so that a second start is quick. Stamps
# stand beside what they describe. Nothing is written outside the build folders, but for system packages.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
# The database that checks queries at compile time is for `cargo xtask sqlx`; here the committed answers count.
export SQLX_OFFLINE=true

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The path of a program, or a failure that says what to install.
need_program() {
  command -v "$1" >/dev/null || fail "$1 is not installed. $2"
}

# Installs the Debian packages among $@ that are missing.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  need_program apt-get "Install by hand: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    need_program sudo "As root, run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  without_main_cluster "${as_root[@]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 -qq update >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 \
    -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 -qq install -y --no-install-recommends "${missing[@]}" >&2
}

# Griot keeps a cluster of its own: the package's need not make and start one. An existing choice is left alone.
without_main_cluster() {
  local file=/etc/postgresql-common/createcluster.conf
  [ -e "$file" ] && return 0
  "$@" mkdir -p "$(dirname "$file")"
  echo 'create_main_cluster = false' | "$@" tee "$file" >/dev/null
}

need_toolchains() {
  need_program cargo "Install Rust: https://rustup.rs"
  need_program node "Install Node 20 or newer"
  need_program npm "Install Node 20 or newer"
  [ "$(node --print 'parseInt(process.versions.node) >= 20')" = true ] || fail "Node 20 or newer is needed, $(node --version) is installed."
}

# A hash of the contents of the files and folders $@.
hash_of() {
  find "$@" \( -name node_modules -o -name dist -o -name target \) -prune -o -type f -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-32
}

# Whether the stamp file $1 says $2.
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# npm packages of the folder $1, exactly as its lock file says.
need_node_modules() {
  local folder=$1 hash
  hash=$(hash_of "$folder/package-lock.json")
  stamped "$folder/node_modules/.stamp" "$hash" && return 0
  say "Installing the npm packages of $folder"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2
  echo "$hash" >"$folder/node_modules/.stamp"
}

# The front end in web/dist. Its styles depend on the classes that the pages use, hence on Rust sources too.
need_front_end() {
  need_node_modules web
  local hash
  hash=$(hash_of web crates/edges)
  stamped web/dist/.stamp "$hash" && return 0
  say "Building the front end"
  (cd web && npm run --silent build) >&2
  echo "$hash" >web/dist/.stamp
}

# The binary in the dev profile: a third of the time of a release build, and what the tests build anyway.
need_binary() {
  local log=()
  [ -t 2 ] || log=(--quiet)
  [ -x "$target/debug/griot" ] || say "Building griot (about seven minutes on two cores the first time)"
  cargo build --locked "${log[@]}" --package griot
}

# Python programs of the tests, pinned by hash.
need_python_tools() {
  local venv=$target/tools/venv hash
  hash=$(hash_of e2e/requirements.txt)
  if ! stamped "$venv/.stamp" "$hash"; then
    say "Installing the Python programs of the tests"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement e2e/requirements.txt >&2
    echo "$hash" >"$venv/.stamp"
  fi
  export PATH=$PATH:$venv/bin GRIOT_TEST_PYTHON=$venv/bin/python3
}
