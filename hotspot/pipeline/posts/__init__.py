"""Posts for a finished run: demand, streets, candidates, the choice, how sure it is, and the files."""

from hotspot.pipeline.posts.placing import STEPS, place_posts
from hotspot.pipeline.posts.question import PostQuestion

__all__ = ["STEPS", "PostQuestion", "place_posts"]
