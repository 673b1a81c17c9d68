"""What an instructor needs: lessons read as notebooks, graded in safety, and handed out."""
