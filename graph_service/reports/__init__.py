"""Answers written down as files that people open."""
