"""Corrections by people: what is wrong, missing or not so, said by hand and reversible."""
