"""Write the learners' edition: uv run python -m helpers.handout notebooks/ out/"""
