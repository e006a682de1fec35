"""`python -m webchat.api > docs/openapi.json` writes the reference that stands beside the code."""

import sys

from webchat.api.reference import reference_text

sys.stdout.write(reference_text())
