# Read by bin/test: the browser stories need a Chromium, this machine's own or the one that Playwright can bring.

ensure_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return
    done
    echo "Installing Chromium for the browser stories …"
    install_with_apt chromium >/dev/null 2>&1 && return
    .venv/bin/python -m playwright install chromium >/dev/null 2>&1 && return
    echo "The browser stories need Chromium, and it could not be installed: install the package chromium." >&2
    exit 1
}

install_with_apt() {
    command -v apt-get || return 1
    [ "$(id -u)" = 0 ] && sudo= || sudo="sudo -n"
    $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}
