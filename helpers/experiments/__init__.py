"""What lessons measure beyond the methods themselves: races, zoos of bugs, signals, averages."""
