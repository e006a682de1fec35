"""`python -m webchat.api > docs/openapi.json` writes the reference of the interface."""

import sys

from webchat.api.app import create_api
from webchat.api.reference import as_text

if __name__ == "__main__":
    sys.stdout.write(as_text(create_api()))
