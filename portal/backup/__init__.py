"""One file that brings a site back: rows, uploads and keys, sealed, and checked by whoever wrote it."""
