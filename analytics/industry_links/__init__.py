"""Links to industry: who should work with enterprises and hardly does, and whom to meet."""
