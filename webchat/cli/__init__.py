"""The commands of `python -m webchat`, by noun."""
