"""What is asked: the questionnaire as data, its reading and its checks."""
