"""Many visits at once: match the columns of an export, read its values, score, write.

One way through the room: `columns` says which heading tells which question, `export_rows` reads the
whole of a file, `cells` understands each distinct text once, `rows` decides which rows count, `batch`
scores the structures some rows at a time, `result_tables` writes, and the folder is put down whole or
not at all.
"""
