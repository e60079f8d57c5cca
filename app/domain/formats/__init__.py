"""Label files of other tools, read into one neutral form and written from it.

The table of formats is in `app.domain.formats.table`; each format has a module of its own.
"""
