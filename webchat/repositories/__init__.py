"""Every query, by the noun it is about; functions that take the session and give views or plain values."""
