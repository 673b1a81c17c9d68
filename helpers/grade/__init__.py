"""Grade a class: uv run python -m helpers.grade submissions/ --csv class.csv"""
