"""Moving a whole store: into another store, into a file, and back."""

from graph_service.moving.copying import copy_into
from graph_service.moving.dump_reader import DumpError, DumpFile
from graph_service.moving.dump_writer import write_dump
from graph_service.moving.pieces import StoreSource, Tally

__all__ = ["DumpError", "DumpFile", "StoreSource", "Tally", "copy_into", "write_dump"]
