"""Files: what they are, what is safe to show of them, where they are kept. Knows no tables and no requests."""
