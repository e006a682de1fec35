# Read by bin/test after bin/chromium.sh: the tests of calls go through a real relay, coturn.

ensure_coturn() {
    command -v turnserver >/dev/null 2>&1 && return
    echo "Installing coturn for the tests of calls …"
    install_with_apt coturn >/dev/null 2>&1 && return
    echo "The tests of calls need coturn, and it could not be installed: install the package coturn." >&2
    exit 1
}
