"""What was answered: the visit, its file, and how it meets a questionnaire."""
