"""Forgetting: what somebody asked to have erased, erased everywhere and refused from then on."""
