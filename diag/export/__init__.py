"""The export of a survey tool, opened: its bytes, its shape, its records, nothing of what they mean.

One way through the room: `source` holds the bytes and says what they are, `encoding` and `dialect` how
they are written, `header` where the records begin and what each column is called (`layout`);
`text_table` and `workbook` go through the records. `reading` is the door, whatever the kind of file.
"""
