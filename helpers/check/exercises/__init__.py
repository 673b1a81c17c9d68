"""The exercises of each lesson, every one with the wrong versions of it that people write."""
