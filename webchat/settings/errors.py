"""What is told to the operator when a setting cannot be used."""


class SettingsError(Exception):
    """A setting has a value that cannot be used; the text is one sentence for the operator."""
