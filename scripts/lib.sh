# Shared by the scripts: sourced, never run.  Bash and apt are all it expects.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
PYTHON="$VENV/bin/python"

# What the product needs at run time, then what its tests need.
SYSTEM_PACKAGES=(
  ca-certificates python3 python3-venv fontconfig
  libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  fonts-noto-cjk fonts-lxgw-wenkai texlive-lang-chinese poppler-utils
)
TEST_PACKAGES=(git libatomic1)  # a test greps the tree; the node that playwright brings along links to libatomic
REAL_PACKAGES=(postgresql redis-server)

# The browser of the tests: the distribution's.  Ubuntu's is a snap, which neither a container
# nor root can use; there playwright fetches its own, and these are the libraries that one needs.
bring_browser=
if ! command -v "${CONGRESS_CHROMIUM:-chromium}" >/dev/null; then
  if grep -qs '^ID=ubuntu' /etc/os-release; then
    bring_browser=yes
    TEST_PACKAGES+=(
      libasound2t64 libatk-bridge2.0-0t64 libatk1.0-0t64 libatspi2.0-0t64 libcairo2 libcups2t64 libdbus-1-3
      libdrm2 libgbm1 libglib2.0-0t64 libnspr4 libnss3 libx11-6 libxcb1 libxcomposite1 libxdamage1 libxext6
      libxfixes3 libxkbcommon0 libxrandr2
    )
  else
    TEST_PACKAGES+=(chromium)
  fi
fi

say() { printf '· %s\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

has_package() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs the packages named that are missing; says the one line to run if it may not.
need_packages() {
  local missing=() package as_root=()
  for package in "$@"; do has_package "$package" || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || fail "本脚本只支持 Debian 12 或 Ubuntu 24.04；请自行安装：${missing[*]}"
  local options="-y --no-install-recommends -o DPkg::Lock::Timeout=300"
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=(sudo)
    else
      printf '缺少系统软件包，请以 root 身份运行下面这一行，然后重试：\n' >&2
      printf 'apt-get update && apt-get install %s %s\n' "$options" "${missing[*]}" >&2
      exit 1
    fi
  fi
  say "安装系统软件包（只在第一次）：${missing[*]}"
  local log; log="$(mktemp)"
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 -qq update >"$log" 2>&1 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq $options "${missing[@]}" >>"$log" 2>&1 </dev/null ||
    { tail -20 "$log" >&2; rm -f "$log"; fail "系统软件包安装失败，请检查网络和软件源后重试。"; }
  rm -f "$log"
}

# need_python requirements.txt: the environment with what this list pins, once per change of it.
need_python() {
  local list="$1" stamp="$VENV/.done-$1" want
  want="$(cd "$ROOT" && cat "$list" requirements-build.txt | sha256sum) $(python3 -V)"
  [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "需要 Python 3.11 或更高版本。"
  (
    cd "$ROOT" && exec 9>.venv.lock && flock 9  # two scripts at once would spoil it for each other
    # anew too where the distribution's Python has moved on, and with it the place of all that is installed
    "$PYTHON" -m pip --version >/dev/null 2>&1 ||
      { say "建立 Python 环境 .venv"; python3 -m venv --clear "$VENV"; } || exit 1
    say "安装 Python 程序包（${list}，只在清单变化时）"
    # XStatic ships as source and needs a setuptools that still has pkg_resources.
    # From here and without the folder: pip takes a space in these for two files.
    export PIP_CONSTRAINT=requirements-build.txt PIP_BUILD_CONSTRAINT=requirements-build.txt
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --use-pep517 \
      -r "$list"
  ) </dev/null || fail "Python 程序包安装失败，请检查网络后重试。"
  printf '%s' "$want" >"$stamp"
}

# After need_packages "${TEST_PACKAGES[@]}" and need_python requirements-dev.txt.
need_browser() {
  [ -n "$bring_browser" ] || return 0
  say "检查测试用浏览器（第一次要下载）"
  "$PYTHON" -m playwright install chromium </dev/null >/dev/null ||
    fail "浏览器没有下载成功，请检查网络后重试；也可以用 CONGRESS_CHROMIUM 指明已装的 Chromium。"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
