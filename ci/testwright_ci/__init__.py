"""Runs a repository's suites and suggested tests in its own CI and writes the Testwright report."""

__version__ = "0.1.0"
REPORT_SCHEMA_VERSION = 2
