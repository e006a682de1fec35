"""Read by schemathesis (SCHEMATHESIS_HOOKS): a part of an upload travels as it is, as all bytes do."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
