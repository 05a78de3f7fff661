"""What one writes first: `pandas.read_excel` or `read_csv` and a loop over its rows."""

from __future__ import annotations

import sqlite3
import sys

import pandas as pd

source, target = sys.argv[1:]
connection = sqlite3.connect(target)
connection.execute("PRAGMA journal_mode = WAL")
with connection:
    if source.endswith(".xlsx"):
        frame = pd.read_excel(source, engine="openpyxl")
    else:
        frame = pd.read_csv(source)
    connection.execute(f"CREATE TABLE row ({', '.join(f'c{n}' for n in range(frame.shape[1]))})")
    marks = ", ".join("?" * frame.shape[1])
    for _, row in frame.iterrows():
        connection.execute(f"INSERT INTO row VALUES ({marks})", [str(cell) for cell in row])
print(connection.execute("SELECT count(*) FROM row").fetchone()[0])
