#!/usr/bin/env bash
# Makes .venv: Python, every package at the version and hash in requirements.lock, and the project
# itself, editable. Called by make. Nothing is written outside this folder.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'set-up: %s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

venv=.venv
python=$venv/bin/python
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
export UV_CACHE_DIR=$PWD/$venv/.cache/uv UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
# Where Python may not keep what it compiles, every process would compile all packages anew.
if [ -n "${PYTHONDONTWRITEBYTECODE:-}" ]; then export UV_COMPILE_BYTECODE=1; fi
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || stop "PYTHON=$PYTHON is not a Python 3.11 or newer."
        base=$PYTHON
        return
    fi
    for candidate in python3.11 python3.12 python3.13 python3; do
        if new_enough "$candidate"; then base=$candidate; return; fi
    done
    stop "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3"
}

# Debian keeps pip's wheel in a package that apt can fetch without installing it or being root.
unpack_pip_from_debian() {
    local apt=$PWD/$venv/.cache/apt
    local options=(-qq -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=)
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    (cd "$apt" && apt-get "${options[@]}" update && apt-get "${options[@]}" download python3-pip-whl \
        && dpkg-deb -x python3-pip-whl_*.deb .) >/dev/null 2>&1 || return 1
    set -- "$apt"/usr/share/python-wheels/pip-*.whl
    "$python" "$1/pip" install --quiet --no-index "$1" && rm -rf "$apt"
}

make_venv() {
    say "making $venv with $("$base" --version)"
    rm -rf "$venv"
    "$base" -m venv "$venv" >/dev/null 2>&1 && return
    # No ensurepip: an environment without pip, which any pip on this machine can then fill.
    rm -rf "$venv"
    "$base" -m venv --without-pip "$venv" || stop "$base cannot make a virtual environment."
    "$base" -m pip --python "$python" install --quiet pip >/dev/null 2>&1 && return
    pip3 --python "$python" install --quiet pip >/dev/null 2>&1 && return
    unpack_pip_from_debian && return
    rm -rf "$venv"
    stop "no pip was found and none could be fetched; install one first (on Debian: apt install python3-venv)."
}

# uv itself comes from the lock too, so its hash is checked like every other.
get_uv() {
    mkdir -p "$venv/.cache"
    sed -n '/^uv==/,/[^\\]$/p' requirements.lock >"$venv/.cache/uv.txt"
    "$python" -m pip install --quiet --require-hashes --no-deps -r "$venv/.cache/uv.txt" >/dev/null 2>&1
}

install_with_uv() {
    get_uv || return 1
    # uv does not read pip's settings; an index chosen there is meant for it too.
    local index
    index=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}; fi
    "$venv/bin/uv" pip sync --quiet --python "$python" --require-hashes requirements.lock
}

install_with_pip() {
    say "uv did not manage; trying pip, which takes longer"
    "$python" -m pip install --quiet --require-hashes --no-deps -r requirements.lock
}

if [ -n "${PYTHON:-}" ] || ! new_enough "$python"; then
    find_python
    make_venv
fi
say "installing the packages of requirements.lock"
install_with_uv || install_with_pip \
    || stop "the packages could not be installed: the lines above say why."
"$python" -m pip install --quiet --no-build-isolation --no-deps --editable .
say "done"
