"""The innovation-ecosystem graph service."""
