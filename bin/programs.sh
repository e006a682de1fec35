# Read by bin/test after bin/chromium.sh: calls go through a real relay, pages through the proxies of deploy/, a clock jumps.

ensure_programs() {
    missing=""
    for pair in turnserver:coturn nginx:nginx-light; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || [ -x "/usr/sbin/${pair%%:*}" ] || missing="$missing ${pair##*:}"
    done
    ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing="$missing libfaketime"
    [ -n "$missing" ] || return 0
    echo "Installing$missing for the tests of calls and proxies …"
    install_with_apt $missing >/dev/null 2>&1 && return
    echo "The tests need$missing, and it could not be installed: install the packages of these names." >&2
    exit 1
}

# For `bin/test image`. Without it those tests say that it is missing, and are skipped.
ensure_debootstrap() {
    command -v debootstrap >/dev/null 2>&1 || [ -x /usr/sbin/debootstrap ] && return
    echo "Installing debootstrap for the test of the image …"
    install_with_apt debootstrap >/dev/null 2>&1 || echo "debootstrap could not be installed."
}
