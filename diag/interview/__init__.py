"""How it is asked: the path (pure), the session loop, and the two faces (list, plain)."""
