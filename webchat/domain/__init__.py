"""The pure part: rules and shapes without input or output."""
