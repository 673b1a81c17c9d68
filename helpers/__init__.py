"""What the lessons of Downhill share: numerics ← plots ← live, imported in that direction only."""
