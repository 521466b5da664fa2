"""Many visits at once: match the columns of an export, read its values, score, write.

One way through the room: `columns` says which heading tells which question, `ingest` goes through
the file once and keeps the distinct texts of each column, `cells` understands each distinct text
once, `rows` decides which rows count, `batch` scores them slice by slice, `results` and `publish`
put the folder down whole or not at all.
"""
