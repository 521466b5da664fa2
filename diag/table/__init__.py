"""Many visits at once: read an export, match its columns, read its values, score, write.

One way through the room: `reading` opens the file of a survey tool and decides its shape
(`layout`), `columns` says which heading tells which question, `ingest` goes through the file once
and keeps the distinct texts of each column, `cells` understands each distinct text once, `rows`
decides which rows count, `batch` scores them chunk by chunk, `results` and `writing` put the
folder down whole or not at all.
"""
