"""What we ask of other servers."""
