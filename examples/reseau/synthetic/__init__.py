"""A network of structures that do not exist, answering a questionnaire: for tests and demonstration.

`draws` makes whole numbers from a seed, `profiles` who the structures are, `network` what they
answer, `entries` and `spelling` how a survey tool writes it down, `dialects` the files of each tool.
"""
