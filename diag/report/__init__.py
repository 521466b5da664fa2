"""How it is told: one view of a visit, rendered as HTML, Markdown, JSON and terminal text."""
