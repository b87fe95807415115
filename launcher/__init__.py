"""Starts and stops what Linli needs: PostgreSQL, Valkey, web, worker, beat.

Stand-alone: nothing here imports Django or any of the rooms, so that it runs before they can.
"""
