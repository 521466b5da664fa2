"""The export of a survey tool, opened: its bytes, its shape, its records, nothing of what they mean.

One way through the room: `source` holds the bytes, `encoding` and `dialect` say how they are
written, `header` where the records begin and what each column is called (`layout`), `records` goes
through them by chunks. `reading` is the door, whatever the kind of file.
"""
