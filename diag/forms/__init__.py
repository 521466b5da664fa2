"""The same questions elsewhere: a file for each kind of form, in the tools that people have.

A form is made from the questionnaire alone, and what it brings back is read without any mapping: its codes
are the identifiers of the questionnaire.
"""
