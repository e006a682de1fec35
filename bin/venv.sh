# Read by bin/run, bin/test and bin/check, from the project's folder: makes .venv and installs packages into it.

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "WebChat needs Python 3.11 or newer with venv and pip (on Debian: apt install python3-venv), and found none." >&2
    exit 1
}

# install_packages FILE: install the packages of a requirements file, unless that was done already.
# The file `.venv/FILE.installed` holds the hash of what was installed last.
install_packages() {
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$(find_python)
        echo "Making a virtual environment in .venv …"
        rm -rf .venv
        "$python" -m venv .venv
    fi
    wanted=$(cat requirements.txt requirements-otel.txt "$1" | .venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
    if [ "$(cat ".venv/$1.installed" 2>/dev/null)" != "$wanted" ]; then
        echo "Installing the packages of $1 (a minute or two the first time) …"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$1" || {
            echo "The packages could not be installed: see what pip says above." >&2
            exit 1
        }
        echo "$wanted" >".venv/$1.installed"
    fi
}
