"""Output forms as EBNF that is known to compile.

A form that the engine's grammar compiler refuses breaks the pipeline for every sequence (the error
leaves `step()` half done), so nothing reaches it unchecked.
"""
